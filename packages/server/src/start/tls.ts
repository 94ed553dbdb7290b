/** The certificate that the server shows, wherever it comes from, and where its CA's certificate lies for clients. */
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { Keyring } from '../keys/keyring.ts';
import type { ServerOptions } from '../options.ts';
import type { Database } from '../storage/database.ts';
import { parseHostPort } from '../transport/addresses.ts';
import { OperatorError } from '../transport/operator-error.ts';
import { loadOwnCertificate } from '../transport/own-certificate.ts';
import { servedNames } from '../transport/served-names.ts';
import type { WantedNames } from '../transport/served-names.ts';
import { ensureTls } from '../transport/tls-material.ts';
import type { CertifiedKey } from '../transport/tls-options.ts';
import { tlsStore } from './tls-store.ts';
import { writeWhole } from './write-file.ts';

export interface Certificate {
  readonly pair: CertifiedKey;
  /** Path of what clients should trust, PEM. */
  readonly ca: string;
}

/** Makes, renews or reads the certificate; call it at start, daily and on SIGHUP. */
export async function currentCertificate(
  options: ServerOptions,
  database: Database,
  keyring: Keyring,
  now: Date,
): Promise<Certificate> {
  const { tlsCert, tlsKey, dataDir } = options;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new OperatorError("a certificate of one's own needs both `--tls-cert` and `--tls-key`");
  }
  if (tlsCert !== undefined && tlsKey !== undefined) {
    return { pair: await loadOwnCertificate(tlsCert, tlsKey, now), ca: tlsCert };
  }
  const material = await ensureTls(tlsStore(database, keyring), namesToServe(options), now);
  const ca = join(dataDir, 'ca.pem');
  await writeWhole(ca, material.authorityCertificate, 0o644);
  return { pair: { certificate: material.certificate, key: material.key }, ca };
}

/** The names that the certificate is to have. */
function namesToServe({ listen, vpcEndpoints = [], hostnames }: ServerOptions): WantedNames {
  return servedNames({
    hostnames,
    listenHosts: [listen, ...vpcEndpoints.map(endpoint => endpoint.listen)].map(each => parseHostPort(each).host),
    machineName: hostname(),
    interfaces: networkInterfaces(),
  });
}
