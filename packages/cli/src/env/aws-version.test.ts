import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { installedAws, knowsEndpointVariable } from './aws-version.ts';

const folder = mkdtempSync(join(tmpdir(), 'coffer-aws-'));
after(() => rmSync(folder, { recursive: true }));

/** An `aws` that runs this script, alone on its PATH. */
function program(script: string): NodeJS.ProcessEnv {
  const path = join(folder, 'aws');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return { PATH: `${folder}:/usr/bin:/bin` };
}

test('versions know the variable from CLI 2.13 and botocore 1.31 on', () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ['aws-cli/2.9.19 Python/3.11.2 Linux/6.1.0 source/x86_64.debian.12 prompt/off', false],
    ['aws-cli/2.12.7 Python/3.11.4 Linux/6.1.0 exe/x86_64 prompt/off', false],
    ['aws-cli/2.13.0 Python/3.11.4 Linux/6.1.0 exe/x86_64 prompt/off', true],
    ['aws-cli/2.31.2 Python/3.13.7 Linux/6.1.0 exe/x86_64', true],
    ['aws-cli/1.22.34 Python/3.10.6 Linux/5.15.0 botocore/1.23.34', false],
    ['aws-cli/1.29.0 Python/3.11.4 Linux/6.1.0 botocore/1.31.0', true],
    ['aws-cli/1.45.11 Python/3.11.7 Linux/6.18.44 botocore/1.43.11', true],
    ['aws-cli/1.28.1 Python/3.11.7 Linux/6.18.44', false],
    ['aws-cli/3.0.0 Python/3.14.0', true],
    ['something else', false],
    ['', false],
  ];

  for (const [output, expected] of cases) assert.equal(knowsEndpointVariable(output), expected, output);
});

test('the aws on PATH is asked, on whichever stream it answers', async () => {
  assert.equal(await installedAws(program('echo aws-cli/2.13.1')), 'knows-endpoint-variable');
  assert.equal(await installedAws(program('echo aws-cli/2.9.19 >&2')), 'ignores-endpoint-variable');
});

test('an aws that fails, hangs or babbles counts as an old one', async () => {
  assert.equal(await installedAws(program('exit 3')), 'ignores-endpoint-variable');
  assert.equal(await installedAws(program('exec sleep 30'), 100), 'ignores-endpoint-variable');
  assert.equal(await installedAws(program('sleep 5'), 100), 'ignores-endpoint-variable');
  assert.equal(await installedAws(program('head -c 100000 /dev/zero')), 'ignores-endpoint-variable');
});

test('no aws on PATH is told apart', async () => {
  assert.equal(await installedAws({ PATH: join(folder, 'nothing') }), 'missing');
});
