import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { AwsError } from '../aws-error.ts';
import { encodeForm, MAX_FORM_PAIRS, parseForm } from './form.ts';

test('pairs are read in order, repeated names and empty values included', () => {
  assert.deepEqual(parseForm('a=1&b=x+y%2B%26%3d&a=2&c&d=&&=e&f=g=h'), [
    ['a', '1'],
    ['b', 'x y+&='],
    ['a', '2'],
    ['c', ''],
    ['d', ''],
    ['', 'e'],
    ['f', 'g=h'],
  ]);
  assert.deepEqual(parseForm(''), []);
});

test('what is written is read back, and written as the SDKs write it', () => {
  const text = fc.string({ unit: 'binary' }).map(value => value.toWellFormed());
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 10 }), pairs => {
      assert.deepEqual(parseForm(encodeForm(pairs)), pairs);
    }),
  );
  assert.equal(encodeForm([['a b', "/:!'()*~é"]]), 'a%20b=%2F%3A%21%27%28%29%2A~%C3%A9');
});

test('escapes that mean nothing are refused', () => {
  for (const text of ['a=%', 'a=%4', 'a=%zz', '%=1', 'a=%ff', 'a=%C3', 'a=%ED%A0%80', 'a=\ud800']) {
    assert.throws(
      () => parseForm(text),
      (error: unknown) => error instanceof AwsError && error.queryCode === 'MalformedQueryString',
      text,
    );
  }
});

test('there is a limit to the number of pairs', () => {
  const parts = Array.from({ length: MAX_FORM_PAIRS }, (_, at) => `p${at}=`);

  assert.equal(parseForm(parts.join('&')).length, MAX_FORM_PAIRS);
  assert.throws(
    () => parseForm([...parts, 'one=more'].join('&')),
    (error: unknown) => error instanceof AwsError && error.queryCode === 'MalformedInput',
  );
});
