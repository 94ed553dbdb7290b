import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ServerFolder } from '../testing.ts';
import { runCli, serverFolder } from '../testing.ts';

let running: ServerFolder;
before(async () => {
  running = await serverFolder();
  await cli('iam', 'create-role', '--role-name', 'runs', '--assume-role-policy-document', TRUST);
  await writeFile(join(running.folder, 'code.zip'), Buffer.from(CODE, 'base64'));
});
after(() => running[Symbol.asyncDispose]());

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
/** An archive with one file, `index.mjs`: `export const handler = async event => event;`. */
const CODE =
  'UEsDBBQAAAAIAAAAIVizDyKnKQAAACwAAAAJAAAAaW5kZXgubWpzS60oyC8qUUjOzysuUchIzEvJSS1SsFVILK7MS1ZILUvNK1GwtYMwrAFQSwECFAAUAAAACAAAACFYsw8ipykAAAAsAAAACQAAAAAAAAAAAAAAAAAAAAAAaW5kZXgubWpzUEsFBgAAAAABAAEANwAAAFAAAAAAAA==';
const ROLE = 'arn:aws:iam::123456789012:role/runs';

function cli(...argv: readonly string[]) {
  return runCli([...argv], { cwd: running.folder });
}

async function answered(...argv: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await cli('lambda', ...argv);
  assert.equal(code, 0, stderr);
  return stdout === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>); // every answer is a JSON object
}

test('Lambda is spoken to by method and path, with the flags of the AWS CLI', async () => {
  const make = [
    '--runtime',
    'nodejs22.x',
    '--role',
    ROLE,
    '--handler',
    'index.handler',
    '--zip-file',
    'fileb://code.zip',
  ];
  const made = await answered('create-function', '--function-name', 'echo', ...make, '--tags', 'a=b c,d=e');

  assert.deepEqual(await answered('get-function-configuration', '--function-name', 'echo'), made);
  const { FunctionArn } = made as { FunctionArn: string };
  assert.deepEqual(await answered('list-tags', '--resource', FunctionArn), { Tags: { a: 'b c', d: 'e' } });
  await answered('untag-resource', '--resource', FunctionArn, '--tag-keys', 'a', 'd');
  assert.deepEqual(await answered('list-tags', '--resource', FunctionArn), { Tags: {} });
  const { Functions } = (await answered('list-functions', '--page-size', '1')) as { Functions: object[] };
  assert.equal(Functions.length, 1);
});

test('what a function answers goes to a file', async () => {
  await writeFile(join(running.folder, 'event.json'), '{"greeting":"hello"}');
  const event = ['--payload', 'fileb://event.json'];
  const answer = await answered('invoke', '--function-name', 'echo', ...event, 'out.json');

  assert.deepEqual(answer, { StatusCode: 200, ExecutedVersion: '$LATEST' });
  assert.equal(await readFile(join(running.folder, 'out.json'), 'utf8'), '{"greeting":"hello"}');
  const { code, stderr } = await cli('lambda', 'invoke', '--function-name', 'echo');
  assert.deepEqual([code, /OUTFILE/.test(stderr)], [252, true]);
});

test('errors are told as the AWS CLI does', async () => {
  const { code, stderr } = await cli('lambda', 'get-function', '--function-name', 'none');

  assert.equal(code, 254);
  assert.equal(
    stderr,
    '\nAn error occurred (ResourceNotFoundException) when calling the GetFunction operation: Function not found: arn:aws:lambda:us-east-1:123456789012:function:none\n',
  );
});
