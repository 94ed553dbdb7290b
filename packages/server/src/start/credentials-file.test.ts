import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Redacted } from '@coffer/wire';
import { credentialsText, withProfile } from './credentials-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffer-credentials-'));
after(() => rmSync(folder, { recursive: true }));
const options = { regions: ['eu-west-1'] };

function pair(id: string) {
  return { accessKeyId: id, secretAccessKey: new Redacted(`secret-of-${id}`) };
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('the administrator stands first, as the profile that everything takes unless it is told otherwise', () => {
  const section = (name: string, id: string) =>
    `[${name}]\naws_access_key_id = ${id}\naws_secret_access_key = secret-of-${id}\nregion = eu-west-1\n`;

  assert.equal(
    credentialsText(options, { root: pair('ROOT'), default: pair('ADMIN') }),
    `${section('default', 'ADMIN')}\n${section('root', 'ROOT')}`,
  );
  assert.equal(credentialsText(options, { root: pair('ROOT') }), section('root', 'ROOT'));
});

test('a new key of one profile leaves the others as they are', async () => {
  const before = credentialsText(options, { root: pair('ROOT'), default: pair('ADMIN') });
  const path = file('both', before);

  const root = await withProfile(path, options, 'root', pair('ROOT2'));
  const admin = await withProfile(path, options, 'default', pair('ADMIN2'));

  assert.equal(root, credentialsText(options, { root: pair('ROOT2'), default: pair('ADMIN') }));
  assert.equal(admin, credentialsText(options, { root: pair('ROOT'), default: pair('ADMIN2') }));
});

test('profiles of the operator stay too, and a profile that stands there twice becomes one', async () => {
  const path = file('own', '# mine\r\n[me]\r\naws_access_key_id=ME\r\n\r\n[ root ]\na=1\n[root]\na=2\n');

  const text = await withProfile(path, options, 'root', pair('NEW'));

  assert.equal(text, `[me]\naws_access_key_id=ME\n\n${credentialsText(options, { root: pair('NEW') })}`);
});

test('what no server wrote counts as nothing: no file, a folder, a link, or megabytes', async () => {
  const other = file('other', '[other]\nx = 1\n');
  const link = join(folder, 'link');
  symlinkSync(other, link);

  for (const path of [join(folder, 'none'), folder, link, file('large', `[x]\n${'y = 1\n'.repeat(20_000)}`)]) {
    const text = await withProfile(path, options, 'default', pair('ADMIN'));

    assert.equal(text, credentialsText(options, { default: pair('ADMIN') }));
  }
});
