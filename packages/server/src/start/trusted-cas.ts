import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ServerOptions } from '../options.ts';
import { OperatorError } from '../transport/operator-error.ts';

/**
 * The certificates (PEM) of `--trust-ca`, which the server trusts, beside those that Node.js knows, when it fetches what
 * identity providers publish.
 *
 * @throws OperatorError when the file cannot be read or holds no certificates
 */
export async function readTrustedCas({ trustCa: path }: Pick<ServerOptions, 'trustCa'>): Promise<readonly string[]> {
  return path === undefined ? [] : readCertificates(path, '--trust-ca');
}

/**
 * The certificates (PEM) of a file.
 *
 * @param flag whose file it is
 * @throws OperatorError when the file cannot be read or holds no certificates
 */
export async function readCertificates(path: string, flag: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new OperatorError(`cannot read \`${path}\`, the file of \`${flag}\``, { cause });
  });
  const blocks = text.split(/(?=-----BEGIN CERTIFICATE-----)/).filter(block => block.includes(BEGIN));
  if (blocks.length === 0 || !blocks.every(isCertificate)) {
    throw new OperatorError(`\`${path}\`, the file of \`${flag}\`, does not hold certificates (PEM)`);
  }
  return blocks;
}

const BEGIN = '-----BEGIN CERTIFICATE-----';

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
