/** How test files share processes (docs/decisions/0018): hooks, failures and the state of the process stay with a file. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { UNIT_TESTS } from '../tools/run-tests.ts';
import { groupTests, writeGroups } from '../tools/test-groups.ts';
import { ROOT } from './support/sources.ts';

describe('groups of test files', () => {
  test('hold every unit test once, and each a portion of one folder', () => {
    const files = globSync(UNIT_TESTS, { cwd: ROOT });

    const groups = groupTests(files);

    assert.deepEqual(groups.flat().toSorted(), files.toSorted());
    assert.ok(groups.length < files.length / 3);
    for (const group of groups) {
      assert.ok(group.length <= 12);
      assert.equal(new Set(group.map(file => file.split('/').slice(0, -1).slice(0, 5).join('/'))).size, 1);
    }
  });

  test('are of about the same size, and what looks alike is spread', () => {
    const names = [...'abcdefghijklmnopqrstuvwxy'];

    const groups = groupTests(
      names.map(name => `packages/server/src/jobs/${name}.test.ts`),
      () => false,
    );

    assert.deepEqual(
      groups.map(group => group.length),
      [9, 8, 8],
    );
    assert.deepEqual(
      groups[1]?.slice(0, 2).map(file => file.at(-9)),
      ['b', 'e'],
    );
  });

  test('leave out a file that asks to be alone', () => {
    const files = ['one', 'two', 'three'].map(name => `packages/server/src/jobs/${name}.test.ts`);

    const groups = groupTests(files, file => file.includes('two'));

    assert.deepEqual(groups.map(group => group.length).toSorted(), [1, 2]);
    assert.ok(groups.some(group => group.length === 1 && group[0] === files[1]));
  });
});

test('files of a group keep their hooks, their failures and what they do to the process to themselves', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'coffer-groups-'));
  const files: readonly (readonly [name: string, text: string])[] = [
    [
      'hooks',
      `let ready = 0; before(() => { ready = 1; }); beforeEach(() => { ready += 1; });
      after(() => { console.log('hooks ended', ready); });
      test('sees its hooks', () => { assert.equal(ready, 2); });`,
    ],
    [
      'no-hooks',
      `console.log('no-hooks begins'); test('is left alone', () => {});
        test('waits for what keeps nothing alive', () => new Promise(resolve => setTimeout(resolve, 20).unref()));`,
    ],
    ['fails', `\ntest('goes wrong', () => { assert.equal(1, 2); });`],
    ['unloadable', `import './nothing.mjs'; test('is never known', () => {});`],
    ['leaves', `test('changes', () => { process.env['COFFER_LEFT'] = 'a value'; process.exitCode = 0; });`],
    [
      'restores',
      `before(() => { process.env['COFFER_BACK'] = '1'; }); after(() => { delete process.env['COFFER_BACK']; });
      test('changes for a while', () => {});`,
    ],
  ];
  const head = `import assert from 'node:assert/strict';\nimport { after, before, beforeEach, test } from 'node:test';\n`;
  const paths = files.map(([name]) => join(folder.path, `${name}.test.mjs`));
  for (const [at, [, body]] of files.entries()) await writeFile(paths[at] ?? '', head + body);

  const { said, code } = await runGroup(paths, folder.path);

  assert.equal(code, 1, said);
  assert.match(said, /^ℹ tests 7\n(?:.*\n)*ℹ pass 5\nℹ fail 2$/m);
  assert.ok(said.indexOf('hooks ended 2') < said.indexOf('no-hooks begins'), said);
  assert.match(said, /test at .*fails\.test\.mjs:4:1\n✖ goes wrong/);
  assert.match(said, /▶ .*unloadable\.test\.mjs\n {2}✖ is loaded/);
  assert.match(said, /Cannot find module '.*nothing\.mjs' imported from .*unloadable\.test\.mjs/);
  assert.match(said, /✖ .*leaves\.test\.mjs .*\n.*puts back what it changes/);
  assert.match(said, /'exit code',\n.*'environment variable COFFER_LEFT'/);
  assert.doesNotMatch(said, /a value/);
  assert.match(said, /✔ .*restores\.test\.mjs/);
});

async function runGroup(files: readonly string[], folder: string): Promise<{ said: string; code: number | null }> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const [program = ''] = writeGroups([files], folder);
  const child = spawn(process.execPath, ['--test', '--test-reporter=spec', program], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return { said, code: child.exitCode };
}
