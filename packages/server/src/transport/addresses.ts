/** Addresses as operators write them: `HOST:PORT`, where an IPv6 address stands in brackets. */
import { BlockList, isIP, isIPv6 } from 'node:net';

import { OperatorError } from './operator-error.ts';

export interface HostPort {
  /** An IP address without brackets, or a DNS name in lower case. */
  readonly host: string;
  /** 0 asks the system for a free port. */
  readonly port: number;
}

/**
 * Reads `127.0.0.1:7443`, `[::1]:7443` or `localhost:0`. The host must be written: `:7443` means all interfaces to some
 * programs and loopback to others, and a guess here opens a port to the network. Throws `OperatorError`.
 */
export function parseHostPort(text: string): HostPort {
  const shown = text.slice(0, MAX_HOST_PORT_LENGTH);
  if (text.length > MAX_HOST_PORT_LENGTH) {
    throw new OperatorError(`address \`${shown}...\` is too long`);
  }
  const colon = text.lastIndexOf(':');
  if (colon === -1) {
    throw new OperatorError(`address \`${shown}\` has no port: write HOST:PORT`);
  }
  const host = parseHost(text.slice(0, colon), shown);
  return { host, port: parsePort(text.slice(colon + 1), shown) };
}

/** The inverse of `parseHostPort`, for messages and URLs. */
export function formatHostPort({ host, port }: HostPort): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Whether traffic to this host stays on this machine: 127.0.0.0/8, ::1 and the name `localhost` (RFC 6761 section 6.3).
 * Any other name is not, whatever it resolves to now.
 */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  if (family === 0) {
    return host.toLowerCase() === 'localhost';
  }
  return LOOPBACK.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

/** Whether a listener bound to this address hears all interfaces: `0.0.0.0` and `::`, however they are spelled. */
export function isUnspecified(host: string): boolean {
  const family = isIP(host);
  return family !== 0 && UNSPECIFIED.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Whether the text is a host name of the preferred syntax (RFC 1123 section 2.1): labels of letters, digits and inner
 * hyphens, 1 to 63 characters each, 253 in all. A last label of digits only is refused: it would read as an IP address.
 */
export function isDnsName(text: string): boolean {
  if (text.length === 0 || text.length > MAX_DNS_NAME_LENGTH) {
    return false;
  }
  const labels = text.split('.');
  return labels.every(isLabel) && !/^\d+$/.test(labels.at(-1) ?? '');
}

/** 253 characters of name, brackets, a colon, five digits, and room for the zone of a link-local address. */
const MAX_HOST_PORT_LENGTH = 300;
const MAX_DNS_NAME_LENGTH = 253;
const MAX_LABEL_LENGTH = 63;
const MAX_PORT = 65_535;

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

const UNSPECIFIED = new BlockList();
UNSPECIFIED.addAddress('0.0.0.0', 'ipv4');
UNSPECIFIED.addAddress('::', 'ipv6');

function parseHost(text: string, shown: string): string {
  if (text === '') {
    throw new OperatorError(
      `address \`${shown}\` has no host: write 127.0.0.1 for this machine, 0.0.0.0 for every interface`,
    );
  }
  if (text.startsWith('[') && text.endsWith(']')) {
    const inner = text.slice(1, -1);
    if (isIPv6(inner)) {
      return inner;
    }
  } else if (isIPv6(text)) {
    throw new OperatorError(`address \`${shown}\` has an IPv6 address without brackets: write [ADDRESS]:PORT`);
  } else if (isIP(text) === 4 || isDnsName(text)) {
    return text.toLowerCase();
  }
  throw new OperatorError(`address \`${shown}\` has a host that is neither an IP address nor a DNS name`);
}

function parsePort(text: string, shown: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Infinity;
  if (port > MAX_PORT) {
    throw new OperatorError(`address \`${shown}\` has a port that is not a number from 0 to ${MAX_PORT}`);
  }
  return port;
}

function isLabel(label: string): boolean {
  return label.length <= MAX_LABEL_LENGTH && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i.test(label);
}
