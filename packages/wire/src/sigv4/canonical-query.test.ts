import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { canonicalPath } from './canonical-path.ts';
import { canonicalQuery, queryParameters } from './canonical-query.ts';

test('a query is decoded and encoded anew, so that no spelling of it matters', () => {
  for (const [raw, canonical] of [
    ['a', 'a='],
    ['a=b=c', 'a=b%3Dc'],
    ['&&a=1&', 'a=1'],
    ['%7e%41=%e1%88%b4', '~A=%E1%88%B4'],
    ["a=!'()*", 'a=%21%27%28%29%2A'],
    ['a=b+c%2Bd%20e', 'a=b%20c%2Bd%20e'],
    ['b=1&a=2&a=10&a=', 'a=&a=10&a=2&b=1'],
    ['a-=1&a=1&a%2F=1', 'a=1&a%2F=1&a-=1'],
  ] as const) {
    assert.equal(canonicalQuery(queryParameters(raw)), canonical, raw);
  }
});

test('the canonical form means what form decoding reads, and is its own canonical form', () => {
  const raws = fc.string({ unit: fc.constantFrom(...'abA=&+.~-/', '%41', '%2b', '%20', '%26'), maxLength: 20 });
  fc.assert(
    fc.property(raws, raw => {
      const canonical = canonicalQuery(queryParameters(raw));

      assert.equal(canonicalQuery(queryParameters(canonical)), canonical);
      assert.deepEqual(sorted(new URLSearchParams(canonical)), sorted(new URLSearchParams(raw)));
    }),
  );
});

function sorted(parameters: URLSearchParams): readonly string[] {
  return [...parameters].map(pair => JSON.stringify(pair)).toSorted();
}

test('a path loses empty and dot segments and is encoded once more', () => {
  for (const [raw, canonical] of [
    ['/', '/'],
    ['//', '/'],
    ['/../../a', '/a'],
    ['/a/./b/../', '/a/'],
    ['/a/..', '/'],
    ['/%2F+ ~*', '/%252F%2B%20~%2A'],
    ['/%2e%2e/a', '/%252e%252e/a'],
    ['/...', '/...'],
  ] as const) {
    assert.equal(canonicalPath(raw), canonical, raw);
  }
});

test('what is no byte has no canonical form', () => {
  assert.throws(() => canonicalPath('/\u0142'), { code: 'MalformedQueryString' });
  assert.throws(() => canonicalQuery(queryParameters('a=\u0142')), { code: 'MalformedQueryString' });
});
