import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFlags } from '../parse-flags.ts';
import { runCli } from '../testing.ts';
import { databaseWarning } from './database-warning.ts';
import { storageFlags } from './server-flags.ts';

test('a password in an address is warned of and not repeated', () => {
  for (const address of ['postgres://u:hunter2@h/db', 'postgresql://u@h/db?password=hunter2']) {
    const warning = databaseWarning(address);

    assert.match(warning ?? '', /^the password in `--database` stands in the arguments.*COFFER_DATABASE.*PGPASSWORD$/);
    assert.doesNotMatch(warning ?? '', /hunter2/);
  }
});

test('an address without a password is nothing to warn of', () => {
  for (const address of ['postgres://u@h/db', 'postgres:///db', 'nonsense'])
    assert.equal(databaseWarning(address), undefined);
});

test('the variable is no argument', () => {
  const env = { COFFER_DATABASE: 'postgres://u:hunter2@h/db' };

  assert.deepEqual(parseFlags(storageFlags, [], { env }).warnings, []);
  assert.equal(parseFlags(storageFlags, ['--database', env.COFFER_DATABASE], { env: {} }).warnings.length, 1);
});

test('the warning comes before anything else is said', async () => {
  // Refused before anything is made: `--ephemeral` takes no database.
  const argv = ['server', '--ephemeral', '--database', 'postgres://u:hunter2@127.0.0.1:1/x'];

  const { code, stderr } = await runCli(argv, { cwd: '/' });

  assert.equal(code, 2);
  assert.match(stderr, /^coffer: the password in `--database` stands in the arguments/);
  assert.doesNotMatch(stderr, /hunter2/);
});
