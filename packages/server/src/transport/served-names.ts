/** The names under which clients reach this server: what its certificate must say. */
import { isIP, isIPv4, isIPv6 } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';

import { isDnsName, isUnspecified } from './addresses.ts';
import { OperatorError } from './operator-error.ts';

export interface Names {
  /** In lower case. */
  readonly dnsNames: readonly string[];
  /** In the form that `canonicalIp` gives. */
  readonly ips: readonly string[];
}

export interface WantedNames extends Names {
  /**
   * Served when the authority permits it or when a new one is made anyway. The machine's own name and addresses are
   * here: in containers they change with every start, and clients must not have to trust a new authority for that.
   */
  readonly ifPermitted: Names;
}

export interface ServedNamesInput {
  /** What the operator named (`--hostname`): DNS names and IP addresses. AWS's own host names come in here only. */
  readonly hostnames: readonly string[];
  /** The hosts that the listeners listen on. */
  readonly listenHosts: readonly string[];
  /** `os.hostname()`. */
  readonly machineName: string;
  /** `os.networkInterfaces()`. */
  readonly interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>;
}

/**
 * Loopback and what the operator wrote; if permitted, also the machine's name and, when a listener hears all interfaces,
 * their addresses. Throws `OperatorError` on a hostname that is none.
 */
export function servedNames({ hostnames, listenHosts, machineName, interfaces }: ServedNamesInput): WantedNames {
  const named = [...hostnames.map(checkHostname), ...listenHosts.filter(host => !isUnspecified(host))];
  const addresses = listenHosts.some(isUnspecified) ? Object.values(interfaces).flatMap(list => list ?? []) : [];
  return {
    ...sortOut([...LOOPBACK_NAMES, ...named]),
    ifPermitted: sortOut([
      ...(isDnsName(machineName) ? [machineName] : []),
      ...addresses.filter(isReachable).map(entry => entry.address),
    ]),
  };
}

/** All names of both, each once. */
export function unionOf(a: Names, b: Names): Names {
  return { dnsNames: [...new Set([...a.dnsNames, ...b.dnsNames])], ips: [...new Set([...a.ips, ...b.ips])] };
}

/** One spelling an address: dotted decimal, or RFC 5952. Throws a `TypeError` on what is not an address. */
export function canonicalIp(ip: string): string {
  return isIPv4(ip) ? ip : new URL(`http://[${ip}]`).hostname.slice(1, -1);
}

const LOOPBACK_NAMES: readonly string[] = ['localhost', '127.0.0.1', '::1'];

function checkHostname(hostname: string): string {
  if (!isIpWithoutZone(hostname) && !isDnsName(hostname)) {
    throw new OperatorError(`hostname \`${hostname.slice(0, 300)}\` is neither a DNS name nor an IP address`);
  }
  return hostname;
}

function sortOut(hosts: readonly string[]): Names {
  return {
    dnsNames: [...new Set(hosts.filter(host => isIP(host) === 0).map(host => host.toLowerCase()))],
    ips: [...new Set(hosts.filter(isIpWithoutZone).map(canonicalIp))],
  };
}

/** The zone of `fe80::1%eth0` means something on one machine only: no certificate can hold it. */
function isIpWithoutZone(host: string): boolean {
  return isIPv4(host) || (isIPv6(host) && !host.includes('%'));
}

/** Link-local addresses are of no use without a zone. */
function isReachable(entry: NetworkInterfaceInfo): boolean {
  return !entry.internal && !entry.address.toLowerCase().startsWith('fe80:');
}
