/** The server's own authority and certificate: kept in the database, made when missing, renewed in time. */
import { X509Certificate } from 'node:crypto';

import type { Redacted } from '@coffer/wire';

import { CERTIFICATE_DAYS, DAY_MS, makeAuthority, makeServerCertificate } from './certificates.ts';
import { permitsDnsName, permitsIp, readNameConstraints } from './name-constraints.ts';
import { canonicalIp, type Names, unionOf, type WantedNames } from './served-names.ts';

/** Certificates as PEM, private keys as PKCS #8 PEM. */
export interface TlsMaterial {
  readonly authorityCertificate: string;
  readonly authorityKey: Redacted<string>;
  readonly certificate: string;
  readonly key: Redacted<string>;
}

/** Where the material is kept, with its keys sealed. Several nodes may share it. */
export interface TlsStore {
  load(): Promise<TlsMaterial | undefined>;
  /**
   * Stores the material if what is stored now is still `replaced` (certificates compared as texts; undefined: nothing
   * is stored). Gives what is stored afterwards: another node's material when that came first.
   */
  save(material: TlsMaterial, replaced: TlsMaterial | undefined): Promise<TlsMaterial>;
}

export type CertificateNeeds = 'keep' | 'renew-certificate' | 'new-authority';

/**
 * The material to serve with: the stored one if it will do, else a new certificate or authority, stored first. Nodes
 * that come at once end up with the same. A new one also keeps the names of the old, so that nodes with different names
 * do not replace each other's for ever. Call it at start and daily; give what changed to `Listener.reload`.
 */
export async function ensureTls(store: TlsStore, wanted: WantedNames, now: Date): Promise<TlsMaterial> {
  let stored = await store.load();
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const needs = stored === undefined ? 'new-authority' : certificateNeeds(stored, wanted, now);
    if (stored !== undefined && needs === 'keep') {
      return stored;
    }
    stored = await store.save(await make(stored, needs, wanted, now), stored);
  }
  if (stored !== undefined && certificateNeeds(stored, wanted, now) === 'keep') {
    return stored;
  }
  throw new Error('other nodes keep replacing the TLS certificate with one that does not have the names of this node');
}

/**
 * What must be made before these names can be served. A certificate is renewed when less than a third of its life
 * remains; an authority gives way when a new certificate would outlive it. That something is not valid *yet* is no
 * reason: then this machine's clock is wrong, and a new authority would break every client that trusts the old.
 */
export function certificateNeeds(
  { authorityCertificate, certificate }: Pick<TlsMaterial, 'authorityCertificate' | 'certificate'>,
  wanted: WantedNames,
  now: Date,
): CertificateNeeds {
  const authority = new X509Certificate(authorityCertificate);
  const permitted = readNameConstraints(authority.raw);
  const isPermitted =
    permitted !== undefined &&
    wanted.dnsNames.every(name => permitsDnsName(permitted, name)) &&
    wanted.ips.every(ip => permitsIp(permitted, ip));
  if (!isPermitted || authority.validToDate.getTime() - now.getTime() < CERTIFICATE_DAYS * DAY_MS) {
    return 'new-authority';
  }
  const server = new X509Certificate(certificate);
  const served = namesOf(server);
  const toServe = withPermitted(permitted, wanted);
  const isComplete =
    toServe.dnsNames.every(name => served.dnsNames.includes(name)) && toServe.ips.every(ip => served.ips.includes(ip));
  const life = server.validToDate.getTime() - server.validFromDate.getTime();
  const remaining = server.validToDate.getTime() - now.getTime();
  return isComplete && remaining * 3 >= life && server.checkIssued(authority) ? 'keep' : 'renew-certificate';
}

/** Each round another node must have come between; more than a few rounds means that something else is wrong. */
const MAX_ATTEMPTS = 5;

async function make(
  old: TlsMaterial | undefined,
  needs: CertificateNeeds,
  wanted: WantedNames,
  now: Date,
): Promise<TlsMaterial> {
  const before = old === undefined ? NO_NAMES : namesOf(new X509Certificate(old.certificate));
  if (old !== undefined && needs === 'renew-certificate') {
    const permitted = readNameConstraints(new X509Certificate(old.authorityCertificate).raw) ?? NO_NAMES;
    const names = unionOf(withPermitted(permitted, wanted), permittedOf(permitted, before));
    const authority = { certificate: old.authorityCertificate, key: old.authorityKey };
    return { ...old, ...(await makeServerCertificate(authority, names, now)) };
  }
  const names = unionOf(unionOf(wanted, wanted.ifPermitted), before);
  const authority = await makeAuthority(names, now);
  return {
    authorityCertificate: authority.certificate,
    authorityKey: authority.key,
    ...(await makeServerCertificate(authority, names, now)),
  };
}

const NO_NAMES: Names = { dnsNames: [], ips: [] };

function withPermitted(permitted: Names, wanted: WantedNames): Names {
  return unionOf(wanted, permittedOf(permitted, wanted.ifPermitted));
}

function permittedOf(permitted: Names, { dnsNames, ips }: Names): Names {
  return {
    dnsNames: dnsNames.filter(name => permitsDnsName(permitted, name)),
    ips: ips.filter(ip => permitsIp(permitted, ip)),
  };
}

/** Node.js prints the names as `DNS:localhost, IP Address:127.0.0.1`; in certificates of ours none needs quoting. */
function namesOf(certificate: X509Certificate): Names {
  const names = (certificate.subjectAltName ?? '').split(', ');
  return {
    dnsNames: names.filter(name => name.startsWith(DNS_PREFIX)).map(name => name.slice(DNS_PREFIX.length)),
    ips: names.filter(name => name.startsWith(IP_PREFIX)).map(name => canonicalIp(name.slice(IP_PREFIX.length))),
  };
}

const DNS_PREFIX = 'DNS:';
const IP_PREFIX = 'IP Address:';
