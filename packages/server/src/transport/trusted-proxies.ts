/** The proxies whose word on where a request came from counts (`--trusted-proxy`). */
import { BlockList, isIP } from 'node:net';

import { OperatorError } from './operator-error.ts';

export interface TrustedProxies {
  /**
   * Whether this IP address is one of theirs, in whatever zone; an IPv4 address in IPv6's clothes is the IPv4 address.
   * Never throws.
   */
  has(address: string): boolean;
}

/**
 * Reads `192.0.2.10`, `10.0.8.0/24`, `2001:db8::/64`. Undefined when there are none: then no header is looked at.
 *
 * @throws OperatorError on what is no address and no range, and on `/0`, which would let everybody say anything
 */
export function readTrustedProxies(ranges: readonly string[]): TrustedProxies | undefined {
  if (ranges.length === 0) return undefined;
  const list = new BlockList();
  for (const range of ranges) add(list, range);
  return {
    has(address) {
      const family = isIP(address);
      return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6');
    },
  };
}

function add(list: BlockList, range: string): void {
  const shown = range.slice(0, MAX_SHOWN);
  const slash = range.indexOf('/');
  const address = slash === -1 ? range : range.slice(0, slash);
  const family = address.includes('%') ? 0 : isIP(address);
  if (family === 0) {
    throw new OperatorError(`trusted proxy \`${shown}\` is neither an IP address nor a range such as 10.0.8.0/24`);
  }
  const type = family === 4 ? 'ipv4' : 'ipv6';
  if (slash === -1) {
    list.addAddress(address, type);
    return;
  }
  const bits = family === 4 ? 32 : 128;
  const prefix = /^\d{1,3}$/.test(range.slice(slash + 1)) ? Number(range.slice(slash + 1)) : Infinity;
  if (prefix === 0) throw new OperatorError(`trusted proxy \`${shown}\` is everybody: name the proxies themselves`);
  if (prefix > bits) throw new OperatorError(`trusted proxy \`${shown}\` has a prefix that is not from 1 to ${bits}`);
  list.addSubnet(address, prefix, type);
}

const MAX_SHOWN = 100;
