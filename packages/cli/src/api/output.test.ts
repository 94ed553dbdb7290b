import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redacted } from '@coffer/wire';
import { secretsmanager } from '@coffer/wire/services';
import { compileQuery, formatOutput } from './output.ts';
import { localIsoTime, present } from './present.ts';

const secret = {
  SecretString: new Redacted('hunter2'),
  Name: 'db/password',
  VersionStages: ['AWSCURRENT', 'blue'],
  ARN: 'arn:x',
  CreatedDate: 1_790_450_994_123,
};

test('members come in the order of the contract, with the value that was asked for', () => {
  const { output } = secretsmanager.operations.GetSecretValue;

  const text = formatOutput('json', 'GetSecretValue', present(output, secret));

  assert.equal(
    text,
    [
      '{',
      '    "ARN": "arn:x",',
      '    "Name": "db/password",',
      '    "SecretString": "hunter2",',
      '    "VersionStages": [',
      '        "AWSCURRENT",',
      '        "blue"',
      '    ],',
      `    "CreatedDate": "${localIsoTime(secret.CreatedDate)}"`,
      '}',
      '',
    ].join('\n'),
  );
});

test('times carry microseconds unless they are zero, and their zone', () => {
  const ms = Date.UTC(2026, 8, 26, 19, 29, 54, 123);

  assert.equal(localIsoTime(ms, 0), '2026-09-26T19:29:54.123000+00:00');
  assert.equal(localIsoTime(ms - 123, 0), '2026-09-26T19:29:54+00:00');
  assert.equal(localIsoTime(ms, 120), '2026-09-26T21:29:54.123000+02:00');
  assert.equal(localIsoTime(ms, -210), '2026-09-26T15:59:54.123000-03:30');
});

test('bytes are base64', () => {
  const { output } = secretsmanager.operations.GetSecretValue;

  assert.deepEqual(
    { ...Object(present(output, { SecretBinary: new Redacted(Buffer.from('hi')) })) },
    { SecretBinary: 'aGk=' },
  );
});

test('text output is what scripts for the AWS CLI read', () => {
  const list = {
    NextToken: 't',
    SecretList: [
      { Name: 'a', Tags: [{ Key: 'k', Value: 'v' }] },
      { Name: 'b', Type: 'x' },
    ],
  };

  assert.equal(formatOutput('text', 'ListSecrets', list), 't\nSECRETLIST\ta\t\nTAGS\tk\tv\nSECRETLIST\tb\tx\n');
  assert.equal(formatOutput('text', '', ['a', 'b']), 'a\tb\n');
  assert.equal(formatOutput('text', '', { A: ['x', 'y'] }), 'A\tx\nA\ty\n');
  assert.equal(formatOutput('text', '', 'hunter2'), 'hunter2\n');
  assert.equal(formatOutput('text', '', null), 'None\n');
  assert.equal(formatOutput('text', '', { B: true, A: 1 }), '1\tTrue\n');
  assert.equal(formatOutput('text', '', [['a', 'b'], ['c']]), 'a\tb\nc\n');
  assert.equal(formatOutput('text', '', [{ B: 1 }, { A: 2 }]), '\t1\n2\t\n');
  assert.equal(formatOutput('text', '', []), '');
});

test('an answer without members prints nothing', () => {
  for (const output of ['json', 'text', 'table', 'yaml'] as const) assert.equal(formatOutput(output, 'X', {}), '');
});

test('a table has a title, a row a field or an entry, and no control characters', () => {
  const table = formatOutput('table', 'T', { Name: 'a\u001b[31m', Stages: ['x', 'yy'] });

  const first = ['T', '+------+--------+', '| Name | a [31m |', '+------+--------+', ''];
  const second = ['T.Stages', '+-------+', '| Value |', '+-------+', '| x     |', '| yy    |', '+-------+', ''];
  assert.equal(table, [...first, ...second].join('\n'));
});

test('yaml is yaml', () => {
  assert.equal(formatOutput('yaml', 'X', { A: 'x', B: [1] }), 'A: x\nB:\n  - 1\n');
});

test('a query chooses what is printed, and a bad one is refused before anything is sent', () => {
  const value = { SecretList: [{ Name: 'a' }, { Name: 'b' }] };

  assert.deepEqual(compileQuery('SecretList[].Name')(value), ['a', 'b']);
  assert.deepEqual(compileQuery('length(SecretList)')(value), 2);
  assert.equal(compileQuery('Missing')(value), null);
  assert.throws(() => compileQuery('SecretList['), /bad value for `--query` `SecretList\[`/);
});

test('lists of lists are the rows of one table', () => {
  assert.equal(
    formatOutput('table', 'ListSecrets', [
      ['prod/db', 'AWSCURRENT'],
      ['x', null],
    ]),
    [
      'ListSecrets',
      '+---------+------------+',
      '| prod/db | AWSCURRENT |',
      '| x       |            |',
      '+---------+------------+',
      '',
    ].join('\n'),
  );
});

test('a query takes a text between backticks as it is, as the AWS CLI does', () => {
  const list = { SecretList: [{ Name: 'prod/db' }, { Name: 'dev/db' }] };

  const run = (query: string) => compileQuery(query)(list);

  assert.deepEqual(run('SecretList[?Name==`dev/db`].Name'), ['dev/db']);
  assert.deepEqual(run('SecretList[?contains(Name, `prod`)].Name | [0]'), 'prod/db');
  assert.deepEqual(run('SecretList[?length(Name) > `6`].Name'), ['prod/db']);
  assert.deepEqual(run('SecretList[?Name==`"dev/db"`].Name'), ['dev/db']);
});
