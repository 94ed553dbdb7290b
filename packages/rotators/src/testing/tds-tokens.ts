/** What a server of TDS answers with, token by token. Source: MS-TDS, section 2.2.7. */

/** Rows of texts; null where a column has none. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

const TDS_7_4 = 0x74_00_00_04;
const COLLATION = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);
const NVARCHAR = 0xe7;
const MAX_NVARCHAR_BYTES = 8_000;
const NULLABLE = 1;

/** What `ENVCHANGE` tells. */
const CHANGE = { database: 1, begin: 8, commit: 9, rollback: 10 } as const;

/** The client is logged in. */
export function loginAck(): Buffer {
  const body = Buffer.concat([Buffer.from([1]), uint32be(TDS_7_4), shortText('Model of SQL Server'), Buffer.alloc(4)]);
  return Buffer.concat([Buffer.from([0xad]), uint16(body.length), body]);
}

/** The database that statements are for. */
export function databaseIs(name: string): Buffer {
  return envChange(CHANGE.database, shortText(name), shortText(''));
}

/** @param kind what became of the transaction that this descriptor names */
export function transactionIs(kind: 'begin' | 'commit' | 'rollback', descriptor: bigint): Buffer {
  const value = Buffer.alloc(9);
  value.writeUInt8(8, 0);
  value.writeBigUInt64LE(descriptor, 1);
  const none = Buffer.from([0]);
  return kind === 'begin' ? envChange(CHANGE.begin, value, none) : envChange(CHANGE[kind], none, value);
}

/**
 * What went wrong.
 *
 * @param severity 14 for what is not allowed, 15 for wrong syntax, 16 for what is wrong otherwise
 */
export function errorToken(number: number, severity: number, message: string): Buffer {
  const text = Buffer.from(message, 'utf16le');
  const name = shortText('MODEL');
  const body = [
    uint32(number),
    Buffer.from([1, severity]),
    uint16(message.length),
    text,
    name,
    shortText(''),
    uint32(1),
  ];
  const bytes = Buffer.concat(body);
  return Buffer.concat([Buffer.from([0xaa]), uint16(bytes.length), bytes]);
}

/** Columns and rows of one answer. */
export function tableTokens({ columns, rows }: Table): Buffer {
  const parts = [Buffer.from([0x81]), uint16(columns.length)];
  for (const column of columns) {
    const type = [Buffer.from([NVARCHAR]), uint16(MAX_NVARCHAR_BYTES), COLLATION];
    parts.push(uint32(0), uint16(NULLABLE), ...type, shortText(column));
  }
  for (const row of rows) {
    parts.push(Buffer.from([0xd1]));
    for (const value of row) {
      if (value === null) parts.push(uint16(0xff_ff));
      else parts.push(uint16(value.length * 2), Buffer.from(value, 'utf16le'));
    }
  }
  return Buffer.concat(parts);
}

/** The end of a batch, a procedure (`sp_executesql`) or of an error. */
export function done(kind: 'batch' | 'procedure', isError = false): Buffer {
  const end = Buffer.alloc(13);
  end.writeUInt8(kind === 'batch' ? 0xfd : 0xfe, 0);
  end.writeUInt16LE(isError ? 2 : 0, 1);
  return kind === 'batch' ? end : Buffer.concat([Buffer.from([0x79, 0, 0, 0, 0]), end]);
}

function envChange(kind: number, now: Buffer, before: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from([kind]), now, before]);
  return Buffer.concat([Buffer.from([0xe3]), uint16(body.length), body]);
}

/** A text of up to 255 letters, with its length before it. */
function shortText(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'utf16le')]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint32be(value: number): Buffer {
  return uint32(value).swap32();
}
