import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Failure } from './failure.ts';
import { choice, count, many, parsed, text, toggle } from './flags.ts';
import { parseFlags } from './parse-flags.ts';

const TABLE = {
  name: text('N', 'a name', { variable: 'T_NAME', fallback: 'nobody' }),
  size: count('N', 'a size', { min: 1, max: 10 }, { variable: 'T_SIZE' }),
  tag: many('T', 'tags', { variable: 'T_TAG' }),
  level: choice(['low', 'high'], 'a level'),
  loud: toggle('noise', { variable: 'T_LOUD' }),
  color: toggle('colors', { negatable: true }),
  config: text('FILE', 'a file', { variable: 'T_CONFIG' }),
} as const;

function parse(argv: readonly string[], env: NodeJS.ProcessEnv = {}, file: Record<string, string[]> = {}) {
  return parseFlags(TABLE, argv, { env, readConfig: () => new Map(Object.entries(file)) });
}

function usage(message: string) {
  return (error: unknown) => {
    assert.ok(error instanceof Failure);
    assert.equal(error.message, message);
    assert.equal(error.exitCode, 2);
    return true;
  };
}

test('a flag outranks its variable, the variable the file, the file the fallback', () => {
  const env = { T_NAME: 'variable', T_CONFIG: 'f' };
  const file = { name: ['file'] };

  assert.equal(parse(['--name', 'flag'], env, file).flags.name, 'flag');
  assert.equal(parse([], env, file).flags.name, 'variable');
  assert.equal(parse(['--config', 'f'], {}, file).flags.name, 'file');
  assert.equal(parse([], {}, file).flags.name, 'nobody');
});

test('an empty variable counts as none', () => {
  assert.equal(parse([], { T_NAME: '', T_SIZE: '' }).flags.name, 'nobody');
});

test('repeated flags, a variable with commas and a list of the file are the same list', () => {
  assert.deepEqual(parse(['--tag', 'a', '--tag=b']).flags.tag, ['a', 'b']);
  assert.deepEqual(parse([], { T_TAG: 'a, b' }).flags.tag, ['a', 'b']);
  assert.deepEqual(parse(['--config', 'f'], {}, { tag: ['a', 'b'] }).flags.tag, ['a', 'b']);
});

test('switches take no value, and `--no-` only where the table says so', () => {
  assert.equal(parse(['--loud']).flags.loud, true);
  assert.equal(parse(['--loud=false']).flags.loud, false);
  assert.equal(parse([], { T_LOUD: '1' }).flags.loud, true);
  assert.equal(parse(['--no-color']).flags.color, false);
  assert.equal(parse([]).flags.color, undefined);
  assert.throws(() => parse(['--no-loud']), usage('unknown flag `--no-loud` (did you mean `--loud`?)'));
  assert.throws(() => parse(['--no-color=true']), usage('`--no-color` takes no value'));
});

test('whatever the table does not hold is refused', () => {
  assert.throws(() => parse(['--nmae', 'x']), usage('unknown flag `--nmae` (did you mean `--name`?)'));
  assert.throws(() => parse(['-n', 'x']), /unknown flag `-n`/);
  assert.throws(() => parse(['--__proto__', 'x']), /unknown flag `--__proto__`/);
  assert.throws(
    () => parse(['--config', 'f'], {}, { nam: ['x'] }),
    usage('unknown key `nam` in `f` (did you mean `name`?)'),
  );
  assert.throws(() => parse(['--config', 'f'], {}, { config: ['g'] }), /unknown key `config`/);
});

test('wrong values are told with the place that they come from', () => {
  assert.throws(() => parse(['--size', '11']), usage('`--size`: `11` is not a whole number from 1 to 10'));
  assert.throws(() => parse([], { T_SIZE: 'x' }), usage('`T_SIZE`: `x` is not a whole number from 1 to 10'));
  assert.throws(
    () => parse(['--config', 'f'], {}, { level: ['mid'] }),
    usage('`level` in `f`: `mid` is none of `low`, `high`'),
  );
  assert.throws(() => parse(['--config', 'f'], {}, { name: ['a', 'b'] }), usage('`name` in `f`: takes one value'));
});

test('a flag without its value and a flag given twice are refused', () => {
  const hint = '(one that starts with `--` is written `--name=VALUE`)';
  assert.throws(() => parse(['--name']), usage(`\`--name\` needs a value ${hint}`));
  assert.throws(() => parse(['--name', '--loud']), usage(`\`--name\` needs a value ${hint}`));
  assert.throws(() => parse(['--name', 'a', '--name', 'b']), usage('`--name` is given twice'));
  assert.equal(parse(['--name=--loud']).flags.name, '--loud');
});

test('words keep their order, and all are words after `--`', () => {
  const { words, flags, help } = parse(['a', '--name', 'x', '-', '--', '--name', '--help']);

  assert.deepEqual(words, ['a', '-', '--name', '--help']);
  assert.equal(flags.name, 'x');
  assert.equal(help, false);
});

test('help is asked for before anything is checked', () => {
  assert.equal(parse(['--size', '99', '--help']).help, true);
  assert.equal(parse(['-h']).help, true);
});

test('a required flag must come from somewhere', () => {
  const table = { id: text('ID', 'an id', { required: true, variable: 'T_ID' }) } as const;

  assert.throws(() => parseFlags(table, [], { env: {} }), usage('`--id` is missing'));
  assert.equal(parseFlags(table, [], { env: { T_ID: 'x' } }).flags.id, 'x');
});

test('further flags give their words unread', () => {
  const further = { list: { ...parsed('V', '', Number), kind: 'rest' }, on: toggle('', { negatable: true }) } as const;

  const { further: given } = parseFlags(TABLE, ['--list', 'a', '-1', '--no-on'], { env: {} }, further);

  assert.deepEqual(
    [...given],
    [
      ['list', ['a', '-1']],
      ['on', ['false']],
    ],
  );
});

test('no words make the parser throw anything but a failure', () => {
  const word = fc.oneof(fc.string(), fc.constantFrom('--name', '--size', '--tag', '--', '--no-color', '--config'));
  fc.assert(
    fc.property(fc.array(word), argv => {
      try {
        parse(argv);
      } catch (error) {
        assert.ok(error instanceof Failure);
      }
    }),
  );
});
