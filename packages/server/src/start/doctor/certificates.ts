/** The certificates that clients see, and when they end. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Keyring } from '../../keys/keyring.ts';
import type { ServerOptions } from '../../options.ts';
import type { Reader } from '../../storage/database.ts';
import { sql } from '../../storage/sql.ts';
import { openTlsMaterial } from '../tls-store.ts';
import type { Findings } from './finding.ts';
import { wordsOf } from './finding.ts';

const DAY_MS = 86_400_000;
/** The server renews its own certificate before; an administrator needs the time for his. */
const WARN_DAYS = 14;

/** Looks at the certificate of one's own, or at the server's and its authority's, which need the keyring. */
export async function checkCertificates(
  { tlsCert }: Pick<ServerOptions, 'tlsCert'>,
  reader: Reader | undefined,
  keyring: Pick<Keyring, 'openInternal'> | undefined,
  now: number,
  findings: Findings,
): Promise<void> {
  try {
    if (tlsCert !== undefined) {
      lookAt(`the certificate in \`${tlsCert}\``, await readFile(tlsCert, 'utf8'), now, findings);
      return;
    }
    if (reader === undefined || keyring === undefined) {
      findings.unknown("the server's certificate lies sealed in the database, which does not open");
      return;
    }
    const row = await reader.get<{ sealed: Uint8Array }>(sql`
      select sealed
      from tls_material
      where id = 1`);
    if (row === undefined) {
      findings.ok('the next start makes the certificates');
      return;
    }
    const { certificate, authorityCertificate } = openTlsMaterial(keyring, row.sealed);
    lookAt("the server's certificate", certificate, now, findings);
    lookAt('its authority, which clients trust,', authorityCertificate, now, findings);
  } catch (error) {
    findings.problem(`the certificates cannot be read: ${wordsOf(error)}`);
  }
}

function lookAt(what: string, pem: string, now: number, findings: Findings): void {
  const certificate = new X509Certificate(pem);
  const from = Date.parse(certificate.validFrom);
  const to = Date.parse(certificate.validTo);
  const until = new Date(to).toISOString().slice(0, 10);
  if (now < from) findings.problem(`${what} is not valid yet: is the clock right?`);
  else if (now >= to) findings.problem(`${what} has ended on ${until}: clients refuse it`);
  else if (to - now < WARN_DAYS * DAY_MS) findings.warning(`${what} ends on ${until}`);
  else findings.ok(`${what} is valid until ${until}`);
}
