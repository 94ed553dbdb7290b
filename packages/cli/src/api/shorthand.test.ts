import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Failure } from '../failure.ts';
import { parseShorthand } from './shorthand.ts';

function plain(text: string): unknown {
  return JSON.parse(JSON.stringify(parseShorthand(text)));
}

test('the forms of the user guide', () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ['Key=env,Value=prod', { Key: 'env', Value: 'prod' }],
    ['Key=name,Values=a,b', { Key: 'name', Values: ['a', 'b'] }],
    ['Values=a,b,Key=name', { Values: ['a', 'b'], Key: 'name' }],
    ['Values=a b , c,Key=name', { Values: ['a b', 'c'], Key: 'name' }],
    ['Key=,Value=x', { Key: '', Value: 'x' }],
    ['Key=', { Key: '' }],
    ['Key="a,b",Value=\'c=d\'', { Key: 'a,b', Value: 'c=d' }],
    ['Key="say \\"hi\\"",Value=\'it\\\'s\'', { Key: 'say "hi"', Value: "it's" }],
    ['Key=a\\,b', { Key: 'a,b' }],
    ['Key=a=b', { Key: 'a=b' }],
    ['a={b=c,d=[e,f]},g=[{h=i}]', { a: { b: 'c', d: ['e', 'f'] }, g: [{ h: 'i' }] }],
    ['a=[],b={}', { a: [], b: {} }],
    ['aws:cloudformation:stack-name=x', { 'aws:cloudformation:stack-name': 'x' }],
    ['Key = a , Value = b', { Key: 'a', Value: 'b' }],
  ];

  for (const [text, expected] of cases) assert.deepEqual(plain(text), expected, text);
});

test('mistakes are pointed at', () => {
  assert.throws(() => parseShorthand('Key'), /expected `=` but found the end at character 4 of `Key`/);
  assert.throws(() => parseShorthand('=x'), /expected a key but found `=` at character 1/);
  assert.throws(() => parseShorthand('a="b'), /expected a closing " but found the end/);
  assert.throws(() => parseShorthand('a=[b'), /expected `,` but found the end/);
  assert.throws(() => parseShorthand('Key=a,Key=b'), /`Key` stands twice .*: structures are separated by a blank/);
  assert.throws(() => parseShorthand(`a=${'['.repeat(100_000)}`), /is nested too deeply/);
});

test('keys that JavaScript knows are keys like others', () => {
  const value = parseShorthand('__proto__=a,constructor=b');

  assert.deepEqual(Object.entries(value), [
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ]);
});

test('what quotes hold comes back, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab=,[]{}"\'\\ \n\té') }), value => {
      const quoted = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
      assert.deepEqual({ ...parseShorthand(`Key="${quoted}",Value=x`) }, { Key: value, Value: 'x' });
    }),
  );
});

test('no text makes the parser throw anything but a failure', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab=,[]{}"\'\\ ') }), text => {
      try {
        parseShorthand(text);
      } catch (error) {
        assert.ok(error instanceof Failure);
      }
    }),
  );
});

test('the time is linear in the length', () => {
  const started = processorMs();

  parseShorthand(`Values=${'a,'.repeat(200_000)}b`);
  assert.throws(() => parseShorthand(`a=${'x,'.repeat(100_000)}${'k'.repeat(100_000)},"`));

  assert.ok(processorMs() - started < 1000);
});

/** Milliseconds of processor time that this thread has used: how busy the machine is does not count. */
function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
