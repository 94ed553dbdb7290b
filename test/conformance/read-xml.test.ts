import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeQueryResponse, list, map, string, struct, timestamp } from '@coffer/wire';
import { elementAt, readXml, valueIn } from './read-xml.ts';

const shape = struct({
  Text: string(),
  At: timestamp(),
  List: list(struct({ A: string() })),
  Map: map(string(), string()),
});

test('what is written is read again', () => {
  const value = { Text: '<&"\u0001\r', At: 1_500, List: [{ A: 'x' }, {}], Map: { k: 'v' } };
  const root = readXml(encodeQueryResponse('urn:x', 'Do', shape, value, 'id'));

  assert.deepEqual(valueIn(shape, elementAt(root, 'DoResult') ?? root), value);
  assert.equal(elementAt(root, 'ResponseMetadata', 'RequestId')?.text, 'id');
});

test('what is not well-formed is refused', () => {
  for (const xml of ['', 'a', '<a>', '<a></b>', '<a></a><b></b>', '</a>', '<a></a></a>', '<1/>']) {
    assert.throws(() => readXml(xml), xml);
  }
});
