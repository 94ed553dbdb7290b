import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readConfigFile } from './config-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffer-config-'));
after(() => rmSync(folder, { recursive: true }));

function file(content: string): string {
  const path = join(folder, 'coffer.yaml');
  writeFileSync(path, content);
  return path;
}

test('every value is the text that was written', () => {
  const path = file(
    'account-id: 012345678901\nlisten: "[::1]:7443"\nephemeral: true\nregion: [us-east-1, eu-west-1]\n',
  );

  assert.deepEqual(
    [...readConfigFile(path)],
    [
      ['account-id', ['012345678901']],
      ['listen', ['[::1]:7443']],
      ['ephemeral', ['true']],
      ['region', ['us-east-1', 'eu-west-1']],
    ],
  );
});

test('an empty file says nothing', () => {
  assert.equal(readConfigFile(file('# nothing\n')).size, 0);
});

test('a file that is no mapping of names to values is refused', () => {
  assert.throws(() => readConfigFile(file('- a\n')), /holds no mapping of keys to values/);
  assert.throws(() => readConfigFile(file('a: {b: c}\n')), /`a` in `.*` is neither a value nor a list of values/);
  assert.throws(() => readConfigFile(file('a: [')), /cannot read the configuration file/);
  assert.throws(() => readConfigFile(file('a: 1\na: 2\n')), /cannot read the configuration file/);
  assert.throws(() => readConfigFile(join(folder, 'none')), /ENOENT/);
});

test('aliases, which can grow without bound, are refused', () => {
  assert.throws(() => readConfigFile(file('a: &x [b]\nc: *x\n')), /cannot read the configuration file/);
});
