import { isIPv6 } from 'node:net';

/**
 * What counts as one peer where a peer may have many addresses: an IPv4 address itself, and the first 64 bits of an IPv6
 * address, because a single host commonly has all the others (RFC 6177). Anything else is itself.
 */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':');
    // A dotted IPv4 address at the end stands for two groups.
    const missing = 8 - groups.length - after.length - (tail.includes('.') ? 1 : 0);
    groups.push(...Array<string>(missing).fill('0'), ...after);
  }
  return `${groups.slice(0, 4).join(':')}::/64`;
}
