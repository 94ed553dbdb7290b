import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Redacted } from '@coffer/wire';
import * as fc from 'fast-check';
import { jsonKey } from './json-key.ts';
import { lineEditor } from './line-editor.ts';
import { writePrivateFile } from './write-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffer-secret-'));
after(() => rmSync(folder, { recursive: true }));

function typed(...chunks: string[]): unknown {
  const editor = lineEditor(64);
  for (const chunk of chunks) {
    const result = editor.take(Buffer.from(chunk));
    if (typeof result !== 'string') return result.line.toString();
    if (result !== 'more') return result;
  }
  return 'more';
}

test('a line ends with the return key, in however many pieces it comes', () => {
  assert.equal(typed('hun', 'ter2', '\r'), 'hunter2');
  assert.equal(typed('hunter2\nrest'), 'hunter2');
  assert.equal(typed('hunter2'), 'more');
  assert.deepEqual(lineEditor(9).take(Buffer.from('one\rtwo')), { line: Buffer.from('one'), rest: Buffer.from('two') });
});

test('keys that correct', () => {
  assert.equal(typed('ab\u007fc\r'), 'ac');
  assert.equal(typed('aé\b\u{1f511}\u007fb\r'), 'ab');
  assert.equal(typed('\u007f\u007fa\r'), 'a');
  assert.equal(typed('abc\u0015d\r'), 'd');
});

test('keys that give up', () => {
  assert.equal(typed('abc\u0003'), 'interrupted');
  assert.equal(typed('abc\u0004'), 'interrupted');
  assert.equal(typed('a'.repeat(65)), 'interrupted');
});

test('any text without control characters is read as it was typed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 10 }), text => {
      fc.pre(!/\p{Cc}/u.test(text) && Buffer.byteLength(text) <= 64 && text.isWellFormed());
      assert.equal(typed(text, '\r'), text);
    }),
  );
});

test('a key of a JSON secret', () => {
  const secret = new Redacted(
    '{"user":"u","port":5432,"id":12345678901234567890,"on":true,"more":{"a":1},"none":null}',
  );
  const expected = { user: 'u', port: '5432', id: '12345678901234567890', on: 'true', more: '{"a":1}', none: 'null' };

  for (const [key, value] of Object.entries(expected)) assert.equal(jsonKey(secret, key).unwrap(), value);
});

test('what is no key of a JSON object is refused without a word of the secret', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['{"a":"hunter2"}', 'b'],
    ['{"a":"hunter2"}', 'constructor'],
    ['{"a":"hunter2"}', '__proto__'],
    ['["hunter2"]', '0'],
    ['"hunter2"', 'length'],
    ['hunter2', 'a'],
  ];
  for (const [secret, key] of cases) {
    assert.throws(
      () => jsonKey(new Redacted(secret), key),
      error => error instanceof Error && !error.message.includes('hunter2'),
    );
  }
});

test('a file is its owner’s alone and takes no other’s place', async () => {
  const path = join(folder, 'value');

  await writePrivateFile(path, Buffer.from('one'), false);

  assert.equal(statSync(path).mode & 0o777, 0o600);
  await assert.rejects(writePrivateFile(path, Buffer.from('two'), false), /exists already; `--force` replaces it/);
  assert.equal(readFileSync(path, 'utf8'), 'one');
});

test('a file that is replaced leaves mode and link behind', async () => {
  const [open, link] = [join(folder, 'open'), join(folder, 'link')];
  writeFileSync(open, 'open', { mode: 0o644 });
  symlinkSync(open, link);

  await writePrivateFile(link, Buffer.from('secret'), true);

  assert.equal(readFileSync(open, 'utf8'), 'open');
  assert.equal(readFileSync(link, 'utf8'), 'secret');
  assert.equal(statSync(link).mode & 0o777, 0o600);
});
