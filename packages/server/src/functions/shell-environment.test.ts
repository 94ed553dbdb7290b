import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { shellAssignments } from './shell-environment.ts';

const VALUES = [
  "it's",
  '$(touch /tmp/x)',
  '`id`',
  'a\nb',
  '\\',
  '"',
  '!',
  '*',
  ' ',
  '',
  "'; exit 1; '",
  'é\u2028',
  '\x01\x7f',
  '~',
  '-n',
  '\r\n',
];

test('a shell sees each value as it is', () => {
  const expected = new Map(VALUES.map((value, at) => [`V${at}`, value]));
  const script = `${shellAssignments(expected)}exec "$0" -e 'process.stdout.write(JSON.stringify(process.env))'`;

  const seen = JSON.parse(execFileSync('/bin/sh', ['-c', script, process.execPath], { env: {}, encoding: 'utf8' }));

  assert.deepEqual(
    [...expected.keys()].map(name => seen[name]),
    VALUES,
  );
});

test('what is no name of a variable, or a shell’s own, is left out', () => {
  const names = ['A B', 'A=B', '1A', 'A;id', '$A', 'UID', 'IFS', 'É', ''];

  assert.equal(shellAssignments(new Map(names.map(name => [name, 'x']))), '');
  assert.equal(shellAssignments(new Map([['A', 'nul\0']])), '');
});
