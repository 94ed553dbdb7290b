/** The operator's own certificate and key, from files (`--tls-cert`, `--tls-key`). */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';

import { Redacted } from '@coffer/wire';

import { codeOf } from './http-server.ts';
import { OperatorError } from './operator-error.ts';
import { type CertifiedKey, tlsOptions } from './tls-options.ts';

/**
 * Reads the certificate (its chain may follow it in the file) and its key. Throws `OperatorError` when a file cannot be
 * read, does not hold what it should, the two do not belong together, or the certificate is not valid at `now`.
 */
export async function loadOwnCertificate(certFile: string, keyFile: string, now: Date): Promise<CertifiedKey> {
  const certificate = await read(certFile);
  const keyText = await read(keyFile);
  const parsed = parseCertificate(certificate, certFile);
  if (!parsed.checkPrivateKey(parseKey(keyText, keyFile))) {
    throw new OperatorError(`certificate \`${certFile}\` and key \`${keyFile}\` do not belong together`);
  }
  if (parsed.validToDate.getTime() <= now.getTime()) {
    throw new OperatorError(`certificate \`${certFile}\` expired at ${parsed.validToDate.toISOString()}`);
  }
  if (parsed.validFromDate.getTime() > now.getTime()) {
    throw new OperatorError(`certificate \`${certFile}\` is not valid before ${parsed.validFromDate.toISOString()}`);
  }
  const pair = { certificate, key: new Redacted(keyText) };
  try {
    createSecureContext(tlsOptions(pair));
  } catch (error) {
    throw new OperatorError(`certificate \`${certFile}\` cannot be used for TLS: ${reasonFor(error)}`, {
      cause: error,
    });
  }
  return pair;
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new OperatorError(`cannot read \`${file}\`: ${codeOf(error)}`, { cause: error });
  }
}

function parseCertificate(text: string, file: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch {
    throw new OperatorError(`\`${file}\` holds no certificate in PEM`);
  }
}

/** The parser's own error is not passed on: nothing that has seen a private key goes into a message. */
function parseKey(text: string, file: string): KeyObject {
  if (text.includes('ENCRYPTED')) {
    throw new OperatorError(`the private key in \`${file}\` is encrypted: give one without a passphrase`);
  }
  try {
    return createPrivateKey(text);
  } catch {
    throw new OperatorError(`\`${file}\` holds no private key in PEM`);
  }
}

/** OpenSSL's own sentence, such as `ee key too small`. */
function reasonFor(error: unknown): string {
  return error instanceof Error && 'reason' in error ? String(error.reason) : 'OpenSSL does not accept it';
}
