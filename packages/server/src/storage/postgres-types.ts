import type { CustomTypesConfig } from 'pg';

/**
 * How columns become `SqlValue`s, as SQLite would give them: whole numbers exact or a RangeError, booleans 0 and 1,
 * bytes in memory of their own, everything else as text.
 */
export const POSTGRES_TYPES: CustomTypesConfig = {
  // The parsers take text only, which is all that is ever asked for; pg's declaration covers its binary mode too.
  getTypeParser: ((oid: number) => PARSERS.get(oid) ?? asText) as CustomTypesConfig['getTypeParser'],
};

/** By the oid of the type (PostgreSQL's `pg_type.dat`). */
const PARSERS: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [16, text => (text === 't' ? 1 : 0)], // bool
  [17, text => new Uint8Array(Buffer.from(text.slice(2), 'hex'))], // bytea, as \x and hexadecimal digits
  [20, exactNumber], // int8
  [21, exactNumber], // int2
  [23, exactNumber], // int4
  [26, exactNumber], // oid
  [700, Number], // float4
  [701, Number], // float8
  [1700, exactNumber], // numeric: sums of int8
]);

function exactNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new RangeError('an integer that was read is beyond 2^53');
  }
  return value;
}

function asText(text: string): string {
  return text;
}
