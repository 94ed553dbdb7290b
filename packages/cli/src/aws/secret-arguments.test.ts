import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contracts } from '../api/find-service.ts';
import { secretArguments, secretArgumentsWarning } from './secret-arguments.ts';

test('a value in the arguments is found in each way to write it', () => {
  const cases: readonly (readonly [readonly string[], readonly string[]])[] = [
    [['secretsmanager', 'create-secret', '--secret-string', 'hunter2'], ['--secret-string']],
    [['--secret-string=hunter2'], ['--secret-string']],
    [['--secret-binary', 'aHVudGVyMg=='], ['--secret-binary']],
    [['--secret-str', 'hunter2'], ['--secret-string']],
    [['--cli-input-json', '{"SecretString": "hunter2"}'], ['--cli-input-json']],
    [['--cli-input-yaml', 'Name: a\nSecretString: hunter2'], ['--cli-input-yaml']],
    [['kms', 'encrypt', '--plaintext', 'aHVudGVyMg=='], ['--plaintext']],
    [['--secret-string', '-hunter2'], ['--secret-string']],
  ];

  for (const [args, expected] of cases) assert.deepEqual(secretArguments(args, contracts()), expected, args.join(' '));
});

test('files, ids and other flags are no secrets', () => {
  const cases: readonly (readonly string[])[] = [
    ['--secret-string', 'file://value.txt'],
    ['--secret-binary=fileb://value.bin'],
    ['--secret-id', 'hunter2'],
    ['--secret-string'],
    ['--cli-input-json', 'file://input.json'],
    ['--cli-input-json', '{"SecretId": "a"}'],
    ['--cli-input-yaml', 'SecretId: a'],
    ['--description', 'secret-string'],
  ];

  for (const args of cases) assert.deepEqual(secretArguments(args, contracts()), [], args.join(' '));
});

test('the warning names the flag and never the value', () => {
  const flags = secretArguments(['--secret-string', 'hunter2'], contracts());

  assert.match(secretArgumentsWarning(flags), /^the value of `--secret-string` stands in the arguments/);
  assert.doesNotMatch(secretArgumentsWarning(flags), /hunter2/);
});
