import type { Redacted } from '@coffer/wire';

/** Source: RFC 3062, "LDAP Password Modify Extended Operation". */
export const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';

const SEQUENCE = 0x30;
const USER_IDENTITY = 0x80;
const OLD_PASSWORD = 0x81;
const NEW_PASSWORD = 0x82;

/**
 * The value of the operation, in BER: the server itself makes of the password what it stores.
 *
 * @param old needed by servers that ask for it again; undefined when an administrator sets the password
 */
export function passwordModify(dn: string, password: Redacted<string>, old?: Redacted<string>): Buffer {
  return element(
    SEQUENCE,
    Buffer.concat([
      element(USER_IDENTITY, Buffer.from(dn)),
      ...(old === undefined ? [] : [element(OLD_PASSWORD, Buffer.from(old.unwrap()))]),
      element(NEW_PASSWORD, Buffer.from(password.unwrap())),
    ]),
  );
}

function element(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

/** Definite form: one byte up to 127, or the number of bytes that follow. A name and two passwords are below 64 KB. */
function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length];
  if (length < 0x100) return [0x81, length];
  return [0x82, length >> 8, length & 0xff];
}
