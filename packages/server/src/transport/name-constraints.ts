/**
 * The name constraints extension of X.509 (RFC 5280 section 4.2.1.10): which names an authority may certify. A client
 * that trusts a constrained authority trusts it for these and no others, so that whoever steals the authority's key
 * cannot pose as any other site to that client.
 *
 * ```
 * NameConstraints ::= SEQUENCE { permittedSubtrees [0] { SEQUENCE { GeneralName } ... } }
 * GeneralName     ::= [2] dNSName (ASCII) | [7] iPAddress (address, then mask, both 4 or both 16 bytes)
 * ```
 */
import { isIPv4 } from 'node:net';

import { canonicalIp, type Names } from './served-names.ts';

/**
 * The extension's value in DER. Each address is permitted alone; a DNS name brings the names below it. An empty list
 * would leave its kind of name unconstrained, so it throws a `RangeError`.
 */
export function encodeNameConstraints({ dnsNames, ips }: Names): Uint8Array {
  if (dnsNames.length === 0 || ips.length === 0) {
    throw new RangeError('name constraints need a DNS name and an IP address');
  }
  const subtrees = [
    ...dnsNames.map(name => der(TAG.dnsName, Buffer.from(name, 'ascii'))),
    ...ips.map(ip => {
      const address = ipBytes(ip);
      return der(TAG.ipAddress, Buffer.concat([address, Buffer.alloc(address.length, 0xff)]));
    }),
  ].map(name => der(TAG.sequence, name));
  return der(TAG.sequence, der(TAG.permitted, Buffer.concat(subtrees)));
}

/** What a certificate of ours (in DER) permits; undefined when it has no such extension. Throws on broken DER. */
export function readNameConstraints(certificate: Uint8Array): Names | undefined {
  const fields = children(firstChild(firstChild(certificate)));
  const extensions = fields.find(field => field.tag === TAG.extensions);
  if (extensions === undefined) {
    return undefined;
  }
  for (const extension of children(firstChild(extensions.content))) {
    const [oid, ...rest] = children(extension.content);
    const value = rest.at(-1);
    if (oid !== undefined && value !== undefined && Buffer.from(oid.content).equals(OID_NAME_CONSTRAINTS)) {
      return readSubtrees(value.content);
    }
  }
  return undefined;
}

/** Whether an authority with these constraints may certify the name. */
export function permitsDnsName(permitted: Names, name: string): boolean {
  return permitted.dnsNames.some(base => name === base || name.endsWith(`.${base}`));
}

/** Whether an authority with these constraints may certify the address, in the form of `canonicalIp`. */
export function permitsIp(permitted: Names, ip: string): boolean {
  return permitted.ips.includes(ip);
}

interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
}

const TAG = { sequence: 0x30, permitted: 0xa0, extensions: 0xa3, dnsName: 0x82, ipAddress: 0x87 } as const;
/** 2.5.29.30. */
const OID_NAME_CONSTRAINTS = Buffer.from([0x55, 0x1d, 0x1e]);

function readSubtrees(value: Uint8Array): Names {
  const dnsNames: string[] = [];
  const ips: string[] = [];
  const permitted = children(firstChild(value)).find(element => element.tag === TAG.permitted);
  for (const subtree of permitted === undefined ? [] : children(permitted.content)) {
    const name = children(subtree.content)[0];
    if (name?.tag === TAG.dnsName) {
      dnsNames.push(Buffer.from(name.content).toString('ascii'));
    } else if (name?.tag === TAG.ipAddress) {
      ips.push(ipText(name.content.subarray(0, name.content.length / 2)));
    }
  }
  return { dnsNames, ips };
}

function der(tag: number, content: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([tag, ...derLength(content.length)]), content]);
}

/** Lengths below 128 are one byte; longer ones are big-endian after the number of their bytes (X.690 section 8.1.3). */
function derLength(length: number): number[] {
  if (length < 0x80) {
    return [length];
  }
  return length < 0x1_00 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

function firstChild(bytes: Uint8Array): Uint8Array {
  const first = children(bytes)[0];
  if (first === undefined) {
    throw new RangeError('certificate is not valid DER');
  }
  return first.content;
}

function children(bytes: Uint8Array): Element[] {
  const elements: Element[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const tag = bytes[offset] ?? 0;
    const short = bytes[offset + 1] ?? 0;
    const extra = short < 0x80 ? 0 : short & 0x7f;
    const start = offset + 2 + extra;
    if (extra > 4 || start > bytes.length) {
      throw new RangeError('certificate is not valid DER');
    }
    const length = extra === 0 ? short : Buffer.from(bytes.subarray(offset + 2, start)).readUIntBE(0, extra);
    if (length > bytes.length - start) {
      throw new RangeError('certificate is not valid DER');
    }
    elements.push({ tag, content: bytes.subarray(start, start + length) });
    offset = start + length;
  }
  return elements;
}

function ipBytes(ip: string): Uint8Array {
  const canonical = canonicalIp(ip);
  if (isIPv4(canonical)) {
    return Buffer.from(canonical.split('.').map(Number));
  }
  const [before = '', after] = canonical.split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return Buffer.from([...head, ...zeros, ...tail].map(group => group.padStart(4, '0')).join(''), 'hex');
}

function ipText(bytes: Uint8Array): string {
  if (bytes.length === 4) {
    return bytes.join('.');
  }
  const hex = Buffer.from(bytes).toString('hex');
  return canonicalIp((hex.match(/.{4}/g) ?? []).join(':'));
}
