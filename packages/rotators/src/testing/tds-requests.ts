/** What a client of TDS asks. Source: MS-TDS, sections 2.2.6.4 to 2.2.6.7. */

/** Who wants to log in. */
export interface TdsLogin {
  readonly username: string;
  readonly password: string;
  readonly database: string;
}

/** Statements with their parameters. */
export interface TdsRequest {
  readonly sql: string;
  /** By their names, with the `@`. */
  readonly parameters: ReadonlyMap<string, string | null>;
  /** Of the transaction that it is part of; 0: none. */
  readonly transaction: bigint;
}

const ENCRYPTION = 1;
const END = 0xff;
const SP_EXECUTESQL = 10;
const NVARCHAR = 0xe7;

/** What a client says of encryption: 0 for the login only, 1 for everything, 2 when it has none. */
export function readPrelogin(data: Buffer): number {
  for (let at = 0; data.readUInt8(at) !== END; at += 5)
    if (data.readUInt8(at) === ENCRYPTION) return data.readUInt8(data.readUInt16BE(at + 1));
  throw new Error('the client says nothing of encryption');
}

/** The answer to it. */
export function preloginAnswer(encryption: number): Buffer {
  const version = Buffer.from([16, 0, 0, 0, 0, 0]);
  const options = Buffer.from([0, 0, 11, 0, version.length, ENCRYPTION, 0, 17, 0, 1, END]);
  return Buffer.concat([options, version, Buffer.from([encryption])]);
}

/** The client's LOGIN7. */
export function readLogin(data: Buffer): TdsLogin {
  const bytes = (at: number) => {
    const start = data.readUInt16LE(at);
    return data.subarray(start, start + data.readUInt16LE(at + 2) * 2);
  };
  // Halves of each byte are swapped, and its bits turned: no encryption, as everything of this message.
  const password = bytes(44).map(byte => ((byte ^ 0xa5) >> 4) | (((byte ^ 0xa5) << 4) & 0xf0));
  const [username, database] = [bytes(40).toString('utf16le'), bytes(68).toString('utf16le')];
  return { username, password: Buffer.from(password).toString('utf16le'), database };
}

/** Statements without parameters. */
export function readBatch(data: Buffer): TdsRequest {
  const start = data.readUInt32LE(0);
  return { sql: data.toString('utf16le', start), parameters: new Map(), transaction: transactionOf(data) };
}

/** A call of `sp_executesql` with texts: the statement, the declaration of its parameters, and these. */
export function readProcedureCall(data: Buffer): TdsRequest {
  let at = data.readUInt32LE(0);
  if (data.readUInt16LE(at) !== 0xff_ff || data.readUInt16LE(at + 2) !== SP_EXECUTESQL)
    throw new Error('another procedure than sp_executesql');
  at += 6;
  const parameters: [string, string | null][] = [];
  while (at < data.length) {
    const nameBytes = data.readUInt8(at) * 2;
    const name = data.toString('utf16le', at + 1, at + 1 + nameBytes);
    at += 1 + nameBytes + 1;
    if (data.readUInt8(at) !== NVARCHAR) throw new Error('another type than nvarchar');
    if (data.readUInt16LE(at + 1) === 0xff_ff) throw new Error('a text of more than 4,000 letters');
    const bytes = data.readUInt16LE(at + 8);
    at += 10;
    parameters.push([name, bytes === 0xff_ff ? null : data.toString('utf16le', at, at + bytes)]);
    if (bytes !== 0xff_ff) at += bytes;
  }
  const [statement, , ...values] = parameters;
  return { sql: statement?.[1] ?? '', parameters: new Map(values), transaction: transactionOf(data) };
}

/** The one header that clients send: length, type 2, descriptor, number of requests. */
function transactionOf(data: Buffer): bigint {
  return data.readUInt32LE(0) >= 22 && data.readUInt16LE(8) === 2 ? data.readBigUInt64LE(10) : 0n;
}
