import { chownSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeAuthority, makeServerCertificate } from '../../../server/src/transport/certificates.ts';
import { serverUser } from './daemon.ts';

/** Files in PEM of the user that servers run as. */
export interface CertificateFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** A certificate for `localhost` alone, of an authority that nobody knows. */
export interface TestCertificate extends CertificateFiles {
  /** The authority, in PEM, as the others. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** @param folder where its files go */
export async function testCertificate(folder: string): Promise<TestCertificate> {
  const names = { dnsNames: ['localhost'], ips: ['127.0.0.1'] };
  const authority = await makeAuthority(names, new Date());
  const made = await makeServerCertificate(authority, { ...names, ips: [] }, new Date());
  const files = { certificateFile: join(folder, 'certificate.pem'), keyFile: join(folder, 'key.pem') };
  await writeFile(files.certificateFile, made.certificate);
  await writeFile(files.keyFile, made.key.unwrap(), { mode: 0o600 });
  const { uid, gid } = serverUser();
  if (uid !== undefined && gid !== undefined) chownSync(files.keyFile, uid, gid);
  return { ca: authority.certificate, certificate: made.certificate, key: made.key.unwrap(), ...files };
}
