/** What a sealed server shows over TLS: its own certificate is in the database, under a key that is not open yet. */
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { ServerOptions } from '../options.ts';
import { parseHostPort } from '../transport/addresses.ts';
import { makeAuthority, makeServerCertificate } from '../transport/certificates.ts';
import { loadOwnCertificate } from '../transport/own-certificate.ts';
import { servedNames, unionOf } from '../transport/served-names.ts';
import type { Certificate } from './tls.ts';
import { writeWhole } from './write-file.ts';

/**
 * One's own certificate, or one that is made for this wait: its keys are in memory only, and what to trust lies in
 * `DIR/sealed-ca.pem`, for whoever brings a share to compare.
 */
export async function sealedCertificate(options: ServerOptions, now: Date): Promise<Certificate> {
  const { tlsCert, tlsKey, dataDir, listen, vpcEndpoints = [], hostnames } = options;
  if (tlsCert !== undefined && tlsKey !== undefined) {
    return { pair: await loadOwnCertificate(tlsCert, tlsKey, now), ca: tlsCert };
  }
  const wanted = servedNames({
    hostnames,
    listenHosts: [listen, ...vpcEndpoints.map(endpoint => endpoint.listen)].map(each => parseHostPort(each).host),
    machineName: hostname(),
    interfaces: networkInterfaces(),
  });
  const names = unionOf(wanted, wanted.ifPermitted);
  const authority = await makeAuthority(names, now);
  const pair = await makeServerCertificate(authority, names, now);
  const ca = join(dataDir, 'sealed-ca.pem');
  await writeWhole(ca, authority.certificate, 0o644);
  return { pair, ca };
}
