import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { Redacted } from '@coffer/wire';
import { sourceResult } from './source-result.ts';
import { contains } from './substring.ts';

describe('contains', () => {
  it('says what includes says', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 });

    fc.assert(fc.property(text, text, (wanted, where) => contains(wanted)(where) === where.includes(wanted)));
  });
});

describe('sourceResult', () => {
  it('is JSON of what Secrets Manager answered, whatever the value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), value => {
        const json = sourceResult({ ARN: 'arn', Name: 'n', SecretString: new Redacted(value), VersionStages: ['A'] });

        assert.deepEqual(JSON.parse(json), { ARN: 'arn', name: 'n', secretString: value, versionStages: ['A'] });
        assert.doesNotMatch(json, /[<>&='\u2028\u2029]/);
      }),
    );
  });

  it('writes midnight and noon as Java does', () => {
    const at = (hour: number) => sourceResult({ CreatedDate: Date.UTC(2027, 0, 2, hour, 3, 4) });

    assert.equal(at(0), '{"createdDate":"Jan 2, 2027, 12:03:04 AM"}');
    assert.equal(at(12), '{"createdDate":"Jan 2, 2027, 12:03:04 PM"}');
  });
});
