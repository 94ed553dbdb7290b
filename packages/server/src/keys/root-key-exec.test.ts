import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fingerprint } from './derive.ts';
import { rootKeyExec } from './root-key-exec.ts';
import { RootKeyAway } from './root-key.ts';

/** Seals with a XOR of 7: what it is told must come back. */
const SEALS = `
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const asked = JSON.parse(Buffer.concat(chunks));
  const turn = text => Buffer.from(Buffer.from(text, 'base64').map(byte => byte ^ 7)).toString('base64');
  const answer = asked.operation === 'wrap' ? { blob: turn(asked.key) } : { key: turn(asked.blob) };
  process.stdout.write(JSON.stringify(answer));`;

test('a program seals the root key and opens it again', async t => {
  const path = await program(t, SEALS);

  const { key, state = '' } = await rootKeyExec(path, randomBytes).first();

  assert.ok((await rootKeyExec(path, randomBytes).open({ rootKeyId: fingerprint(key), state })).equals(key));
  assert.ok(!state.includes(key.export().toString('base64')));
});

test('it gets the name of the root key, no environment and no arguments', async t => {
  const seen = join(await temporaryFolder(t), 'seen');
  const note = `import { writeFileSync, readFileSync } from 'node:fs';
    writeFileSync(${JSON.stringify(seen)}, JSON.stringify({
      environment: readFileSync('/proc/self/environ', 'latin1'), words: process.argv.slice(2), cwd: process.cwd() }));`;
  const path = await program(
    t,
    note + SEALS.replace('const turn', 'if (!asked.rootKeyId.startsWith("rk-")) process.exit(1);\n const turn'),
  );

  process.env['COFFER_TEST_SECRET'] = 'hunter2';
  t.after(() => delete process.env['COFFER_TEST_SECRET']);
  await rootKeyExec(path, randomBytes).first();

  // The shell of the script's first line adds its own.
  const { environment, words, cwd } = JSON.parse(await readFile(seen, 'utf8'));
  assert.ok(!environment.includes('hunter2') && !environment.includes('HOME='), environment);
  assert.deepEqual([words, cwd], [[], '/']);
});

test('what a program does wrong means that it is away, in its own words', async t => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['console.error("the vault\\u001b[2J is closed"); process.exit(3);', /ended with 3: the vault \[2J is closed$/],
    ['process.stdout.write("nonsense");', /does not answer with one line of JSON/],
    ['process.stdout.write("{}");', /answers without `blob`/],
    ['process.stdout.write(JSON.stringify({ blob: 7 }));', /answers without `blob`/],
    ['process.stdout.write(JSON.stringify({ blob: "x".repeat(8193) }));', /answers without `blob`/],
    ['process.stdout.write("x".repeat(100_000)); setInterval(() => {}, 1000);', /more than 65536 bytes/],
    ['process.kill(process.pid, "SIGKILL");', /ended with SIGKILL/],
  ];
  for (const [body, words] of cases) {
    await assert.rejects(rootKeyExec(await program(t, body), randomBytes).first(), isAway(words));
  }
});

test('a program that does not answer, or is not there, is away', async t => {
  const path = await program(t, 'setInterval(() => {}, 1000);');

  await assert.rejects(rootKeyExec(path, randomBytes, 200).first(), isAway(/has not answered within 200 ms/));
  await assert.rejects(rootKeyExec('/nowhere/at/all', randomBytes).first(), isAway(/cannot be run: .*ENOENT/));
});

test('no complaint repeats what the program answered', async t => {
  const { key } = await rootKeyExec(await program(t, SEALS), randomBytes).first();
  const secret = key.export().toString('base64');
  const leaky = await program(t, `process.stdout.write(JSON.stringify({ wrong: ${JSON.stringify(secret)} }));`);

  await assert.rejects(
    rootKeyExec(leaky, randomBytes).open({ rootKeyId: 'rk-0', state: '{"blob":""}' }),
    (error: Error) => error instanceof RootKeyAway && !error.message.includes(secret),
  );
});

function isAway(words: RegExp): (error: unknown) => boolean {
  return error => {
    assert.ok(error instanceof RootKeyAway, String(error));
    assert.match(error.message, words);
    return true;
  };
}

/** An executable of this Node.js: it has no environment to find it by. */
async function program(t: TestContext, body: string): Promise<string> {
  const folder = await temporaryFolder(t);
  const [path, script] = [join(folder, 'wrap'), join(folder, 'wrap.mjs')];
  await writeFile(script, body);
  await writeFile(path, `#!/bin/sh\nexec '${process.execPath}' '${script}'\n`, { mode: 0o700 });
  return path;
}

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-exec-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}
