/**
 * IP addresses and CIDR ranges of conditions. An address is 16-bit groups: two for IPv4, eight for IPv6. An IPv4
 * address in IPv6's clothes (`::ffff:192.0.2.1`, what a dual-stack listener reports) is the IPv4 address.
 */
export type Address = readonly number[];

export interface AddressRange {
  readonly address: Address;
  /** How many leading bits an address shares with the range: 0 to 32, or to 128. */
  readonly prefix: number;
}

/** The longest address text: IPv6 with an embedded IPv4 and a prefix. */
const MAX_ADDRESS_LENGTH = 64;

const BITS_PER_GROUP = 16;

/** Undefined when the text is no address. Zone ids (`%eth0`) are none. */
export function readAddress(text: string): Address | undefined {
  if (text.length > MAX_ADDRESS_LENGTH) {
    return undefined;
  }
  const address = text.includes(':') ? readIpv6(text) : readIpv4(text);
  return address !== undefined && isMapped(address) ? address.slice(6) : address;
}

/** `203.0.113.0/24`; an address alone is a range of one. Undefined when the text is neither. */
export function readAddressRange(text: string): AddressRange | undefined {
  const slash = text.indexOf('/');
  const address = readAddress(slash === -1 ? text : text.slice(0, slash));
  if (address === undefined) {
    return undefined;
  }

  const bits = address.length * BITS_PER_GROUP;
  if (slash === -1) {
    return { address, prefix: bits };
  }
  const prefixText = text.slice(slash + 1);
  const prefix = /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : Number.NaN;
  return prefix >= 0 && prefix <= bits ? { address, prefix } : undefined;
}

/** An IPv4 address is in no IPv6 range, and the other way round. */
export function isInRange(address: Address, range: AddressRange): boolean {
  if (address.length !== range.address.length) {
    return false;
  }
  for (let group = 0, left = range.prefix; left > 0; group++, left -= BITS_PER_GROUP) {
    const ignored = Math.max(0, BITS_PER_GROUP - left);
    if (((address[group] ?? 0) ^ (range.address[group] ?? 0)) >> ignored !== 0) {
      return false;
    }
  }
  return true;
}

function readIpv4(text: string): Address | undefined {
  const parts = text.split('.', 5);
  const bytes = parts.map(part => (/^\d{1,3}$/.test(part) ? Number(part) : 256));
  const [a = 256, b = 256, c = 256, d = 256] = bytes;
  return parts.length === 4 && Math.max(a, b, c, d) < 256 ? [a * 256 + b, c * 256 + d] : undefined;
}

function readIpv6(text: string): Address | undefined {
  const halves = text.split('::', 3);
  const head = readGroups(halves[0] ?? '');
  const tail = halves.length > 1 ? readGroups(halves[1] ?? '') : [];
  if (halves.length > 2 || head === undefined || tail === undefined) {
    return undefined;
  }

  const missing = 8 - head.length - tail.length;
  if (halves.length === 1) {
    return missing === 0 ? head : undefined;
  }
  return missing > 0 ? [...head, ...Array.from({ length: missing }, () => 0), ...tail] : undefined;
}

function readGroups(text: string): number[] | undefined {
  if (text === '') {
    return [];
  }
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (/^[\dA-Fa-f]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const embedded = index === parts.length - 1 ? readIpv4(part) : undefined;
    if (embedded === undefined) {
      return undefined;
    }
    groups.push(...embedded);
  }
  return groups;
}

function isMapped(address: Address): boolean {
  return address.length === 8 && address[5] === 0xffff && address.slice(0, 5).every(group => group === 0);
}
