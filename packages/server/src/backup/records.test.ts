import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import type { SqlValue } from '../storage/sql.ts';
import { MalformedRecords, readRecords } from './read-records.ts';
import type { BackupRecord } from './records.ts';
import { RecordWriter } from './records.ts';

const TABLE = { name: 't', columns: ['a', 'b', 'c'], key: ['a'] };

function written(rows: readonly (readonly SqlValue[])[]): Buffer {
  const writer = new RecordWriter();
  const blocks: Buffer[] = [];
  writer.table(TABLE);
  for (const row of rows) {
    writer.row(row);
    blocks.push(...writer.takeFull());
  }
  writer.tableEnd(rows.length, 7);
  writer.end(1, rows.length);
  return Buffer.concat([...blocks, ...writer.takeRest()]);
}

async function read(bytes: Uint8Array, size: number): Promise<BackupRecord[]> {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  return (await Array.fromAsync(readRecords(pieces()))).flat();
}

/** Plain arrays of bytes, so that a Buffer is the same as a Uint8Array. */
function comparable(row: readonly SqlValue[]): unknown[] {
  return row.map(value => (value instanceof Uint8Array ? [...value] : value));
}

const value: fc.Arbitrary<SqlValue> = fc.oneof(
  fc.constant(null),
  fc.maxSafeInteger(),
  fc.constantFrom(0, -1, 2 ** 32, -(2 ** 32), 2 ** 53 - 1, 1 - 2 ** 53, 0.5),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.uint8Array({ maxLength: 300 }),
);

describe('the records of a backup', () => {
  it('give back every value of every type, whatever the pieces of the stream', async () => {
    const rows = fc.array(fc.tuple(value, value, value), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 5_000 }), async (expected, size) => {
        const records = await read(written(expected), size);
        const found = records.flatMap(record => (record.type === 'row' ? [comparable(record.row)] : []));
        assert.deepEqual(found, expected.map(comparable));
        assert.deepEqual(records[0], { type: 'table', table: TABLE });
        assert.deepEqual(records.at(-1), { type: 'end', tables: 1, rows: expected.length });
      }),
      { numRuns: 60 },
    );
  });

  it('hold rows that are larger than a block', async () => {
    const large = 'ä'.repeat(700_000);
    const [, row] = await read(written([[large, 1, Buffer.alloc(600_000, 3)]]), 65_536);

    assert.ok(row?.type === 'row');
    assert.equal(row.row[0], large);
    assert.equal(Buffer.from(row.row[2] instanceof Uint8Array ? row.row[2] : []).length, 600_000);
  });

  it('are refused where they end early or go on', async () => {
    const bytes = written([['x', 1, null]]);
    for (let end = 0; end < bytes.length; end += 1) {
      await assert.rejects(read(bytes.subarray(0, end), 7), MalformedRecords);
    }
    await assert.rejects(read(Buffer.concat([bytes, Buffer.from([0])]), 7), MalformedRecords);
    await assert.rejects(read(Buffer.concat([bytes, bytes]), 10_000), MalformedRecords);
  });

  it('are refused when they are of a type that nobody knows, or of an impossible length', async () => {
    const unknown = Buffer.from([0, 0, 0, 2, 0x21, 0]);
    await assert.rejects(read(unknown, 100), /unknown type/);
    await assert.rejects(read(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x52]), 100), /too long/);
    await assert.rejects(read(Buffer.from([0, 0, 0, 0, 0x52]), 100), /too short/);
  });
});
