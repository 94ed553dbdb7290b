/**
 * Making certificates: an authority of our own and the server's certificate under it. `@peculiar/x509` is loaded only
 * here and only when something is made, because at most starts nothing is. Keys come from the system's randomness.
 */
import { createPrivateKey, KeyObject, webcrypto, X509Certificate } from 'node:crypto';

import { Redacted } from '@coffer/wire';

import { encodeNameConstraints } from './name-constraints.ts';
import type { Names } from './served-names.ts';
import type { CertifiedKey } from './tls-options.ts';
import { loadX509 } from './x509-library.ts';

/**
 * A self-signed authority (EC P-256, 10 years) that may certify servers of the given names and nothing else: it cannot
 * sign other authorities, and its name constraints are critical. Needs a DNS name and an IP address at least.
 */
export async function makeAuthority(names: Names, now: Date): Promise<CertifiedKey> {
  const x509 = await loadX509();
  const keys = await generateKeys();
  const subjectKey = await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      // Two authorities of one name confuse clients that look issuers up by name.
      name: `CN=Coffer authority ${subjectKey.keyId.slice(0, 16)}`,
      keys,
      ...validity(now, AUTHORITY_DAYS),
      signingAlgorithm: SIGNATURE,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        new x509.Extension(OID_NAME_CONSTRAINTS, true, encodeNameConstraints(names)),
        subjectKey,
      ],
    },
    webcrypto,
  );
  return { certificate: pem(certificate), key: exportKey(keys.privateKey) };
}

/** A server certificate (EC P-256, 397 days) for all the names. The authority's constraints are not checked here. */
export async function makeServerCertificate(authority: CertifiedKey, names: Names, now: Date): Promise<CertifiedKey> {
  const x509 = await loadX509();
  const keys = await generateKeys();
  const issuer = new x509.X509Certificate(authority.certificate);
  const certificate = await x509.X509CertificateGenerator.create(
    {
      subject: 'CN=Coffer server',
      issuer: issuer.subjectName,
      publicKey: keys.publicKey,
      signingKey: createPrivateKey(authority.key.unwrap()).toCryptoKey(KEY, false, ['sign']),
      ...validity(now, CERTIFICATE_DAYS),
      signingAlgorithm: SIGNATURE,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
        new x509.SubjectAlternativeNameExtension([
          ...names.dnsNames.map(value => ({ type: 'dns', value }) as const),
          ...names.ips.map(value => ({ type: 'ip', value }) as const),
        ]),
        await x509.AuthorityKeyIdentifierExtension.create(issuer, false, webcrypto),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return { certificate: pem(certificate), key: exportKey(keys.privateKey) };
}

const AUTHORITY_DAYS = 3_650;
/** What browsers took at most for many years (CA/Browser Forum, 2020); Apple takes 825 days from private authorities. */
export const CERTIFICATE_DAYS = 397;
export const DAY_MS = 86_400_000;

const KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;
const OID_NAME_CONSTRAINTS = '2.5.29.30';
/** Clients whose clock is a little behind must not see a certificate of the future. */
const BACKDATED_MS = 3_600_000;

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
}

function validity(now: Date, days: number): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: new Date(now.getTime() - BACKDATED_MS), notAfter: new Date(now.getTime() + days * DAY_MS) };
}

function pem(certificate: { readonly rawData: ArrayBuffer }): string {
  return new X509Certificate(Buffer.from(certificate.rawData)).toString();
}

function exportKey(key: webcrypto.CryptoKey): Redacted<string> {
  return new Redacted(KeyObject.from(key).export({ type: 'pkcs8', format: 'pem' }).toString());
}
