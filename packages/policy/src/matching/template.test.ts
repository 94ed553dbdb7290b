import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createContext } from '../context.ts';
import { hasVariables, readTemplate, resolvePattern, resolveText } from './template.ts';
import { literalTokens, MANY } from './tokens.ts';

const context = createContext([
  ['aws:username', 'ana'],
  ['aws:PrincipalTag/Team', 'a*b'],
  ['aws:TagKeys', ['one', 'two']],
  ['aws:MultiFactorAuthPresent', true],
  ['aws:CurrentTime', { epochMs: 1_790_456_674_932 }],
  ['secretsmanager:RecoveryWindowInDays', 7],
]);

function text(template: string): string | undefined {
  return resolveText(readTemplate(template, '2012-10-17'), context);
}

test('a variable stands for the value of its key, in any letter case', () => {
  assert.equal(text('home/${AWS:UserName}/x'), 'home/ana/x');
  assert.equal(text('${aws:username}${aws:username}'), 'anaana');
});

test('values that are no text have the form that AWS prints', () => {
  assert.equal(text('${aws:MultiFactorAuthPresent}'), 'true');
  assert.equal(text('${secretsmanager:RecoveryWindowInDays}'), '7');
  assert.equal(text('${aws:CurrentTime}'), '2026-09-26T21:04:34Z');
});

test('a variable without a value leaves no text, unless it has a default', () => {
  assert.equal(text('x/${aws:userid}'), undefined);
  assert.equal(text("x/${aws:userid, 'nobody'}"), 'x/nobody');
  assert.equal(text("x/${aws:username, 'nobody'}"), 'x/ana');
  assert.equal(text("x/${aws:userid,''}"), 'x/');
});

test('a key with several values is no text', () => {
  assert.equal(text('${aws:TagKeys}'), undefined);
  assert.equal(text("${aws:TagKeys, 'none'}"), 'none');
});

test('the three special characters stand for themselves', () => {
  assert.equal(text('${*}${?}${$}{x}'), '*?${x}');
});

test('a star is a wildcard only where the author wrote it', () => {
  const tokens = resolvePattern(readTemplate('*${*}${aws:PrincipalTag/Team}', '2012-10-17'), context);

  assert.deepEqual(tokens, [MANY, ...literalTokens('*a*b')]);
});

test('what is no variable stays text', () => {
  for (const plain of ['$', '${', '${}', '${aws:username', '$ {aws:username}', '${aws:username, nobody}', "${a, '}"]) {
    assert.equal(text(plain), plain);
  }
  assert.equal(text('${${aws:username}'), '${ana');
});

test('the older version has no variables', () => {
  const template = readTemplate('${aws:username}${*}', '2008-10-17');

  assert.ok(!hasVariables(template));
  assert.equal(resolveText(template, context), '${aws:username}${*}');
});

test('text without a variable comes out as it went in', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('$', '{', 'a', ',', ' '), maxLength: 40 }), plain => {
      assert.equal(text(plain), plain);
    }),
  );
});
