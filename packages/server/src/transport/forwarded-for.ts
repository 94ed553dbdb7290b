import { isIP } from 'node:net';

import { canonicalIp } from './served-names.ts';
import type { TrustedProxies } from './trusted-proxies.ts';

/**
 * Where a request came from: the peer, unless that is a trusted proxy. Then it is the right-most address of
 * X-Forwarded-For that is no trusted proxy's: each proxy adds the address that it saw at the right, so that what stands
 * to the left of it is only what somebody says.
 *
 * INVARIANT: what cannot be read never gives an address of the sender's choice: then, or when there is no such address,
 * it is the peer's own.
 *
 * @param rawHeaders names and values in turn; several X-Forwarded-For are one list, in their order
 */
export function clientAddress(peer: string, rawHeaders: readonly string[], proxies: TrustedProxies): string {
  if (!proxies.has(peer)) return peer;
  let hops = 0;
  for (let i = rawHeaders.length - 2; i >= 0; i -= 2) {
    const name = rawHeaders[i] ?? '';
    if (name.length !== NAME.length || name.toLowerCase() !== NAME) continue;
    const value = rawHeaders[i + 1] ?? '';
    let end = value.length;
    do {
      const comma = end === 0 ? -1 : value.lastIndexOf(',', end - 1);
      const address = readAddress(value.slice(comma + 1, end));
      hops += 1;
      if (address === undefined || hops > MAX_HOPS) return peer;
      if (!proxies.has(address)) return address;
      end = comma;
    } while (end >= 0);
  }
  return peer;
}

const NAME = 'x-forwarded-for';
/** More proxies than any request goes through, and an end to what a long header may cost. */
const MAX_HOPS = 32;
/** Of the longest address (RFC 4291 section 2.2, with an IPv4 address at its end), and some blanks around it. */
const MAX_TEXT = 64;

/** In the spelling in which the system gives addresses of peers; undefined when it is none. Ports and zones are none. */
function readAddress(text: string): string | undefined {
  if (text.length > MAX_TEXT) return undefined;
  const address = text.trim();
  const family = address.includes('%') ? 0 : isIP(address);
  if (family === 0) return undefined;
  return family === 4 ? address : unmapped(canonicalIp(address));
}

/** `::ffff:c000:201` is 192.0.2.1 (RFC 4291 section 2.5.5.2). */
function unmapped(canonical: string): string {
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical) ?? [];
  if (high === undefined || low === undefined) return canonical;
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return `${a >> 8}.${a & 255}.${b >> 8}.${b & 255}`;
}
