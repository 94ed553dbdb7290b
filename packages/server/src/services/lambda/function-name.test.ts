import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { formatFunctionArn, parseFunctionName } from './function-name.ts';

const NOTHING = { partition: undefined, region: undefined, accountId: undefined, qualifier: undefined };

test('a function is named in every form that AWS takes', () => {
  const here = { region: 'us-east-1', accountId: '123456789012', name: 'f' };
  const cases = [
    ['f', { ...NOTHING, name: 'f' }],
    ['f:42', { ...NOTHING, name: 'f', qualifier: '42' }],
    ['function:f', { ...NOTHING, name: 'f' }],
    ['function:f:$LATEST', { ...NOTHING, name: 'f', qualifier: '$LATEST' }],
    ['123456789012:function:f', { ...NOTHING, accountId: '123456789012', name: 'f' }],
    ['us-east-1:123456789012:function:f', { ...NOTHING, ...here }],
    // The last part is always the name.
    ['123456789012', { ...NOTHING, name: '123456789012' }],
    ['function', { ...NOTHING, name: 'function' }],
    ['arn:aws:lambda:us-east-1:123456789012:function:f', { ...NOTHING, ...here, partition: 'aws' }],
    ['arn:aws-cn:lambda:us-east-1:123456789012:function:f:q', { ...here, partition: 'aws-cn', qualifier: 'q' }],
  ] as const;

  for (const [text, expected] of cases) assert.deepEqual(parseFunctionName(text), expected, text);
});

test('what names no function is none', () => {
  for (const text of [
    '',
    'a:b:c:d',
    'function:',
    'arn:aws:lambda:us-east-1:123456789012:layer:f',
    'arn:aws:s3:us-east-1:123456789012:function:f',
    'arn:aws:lambda:us-east-1:123456789012:function:f:q:x',
    'arn:aws:lambda:us-east-1:123456789012:function:',
    `${'x'.repeat(257)}`,
  ]) {
    assert.equal(parseFunctionName(text), undefined, text);
  }
});

test('an ARN is read as it was written', () => {
  const part = fc.stringMatching(/^[a-zA-Z0-9_-]{1,20}$/);
  fc.assert(
    fc.property(part, part, fc.option(part, { nil: undefined }), (region, name, qualifier) => {
      const reference = { partition: 'aws', region, accountId: '123456789012', name, qualifier };
      assert.deepEqual(parseFunctionName(formatFunctionArn(reference)), reference);
    }),
  );
});

test('any text is read without harm', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(':', 'a', '1', '-', 'function', 'arn', '123456789012') }), text => {
      const found = parseFunctionName(text);
      assert.ok(found === undefined || found.name !== '');
    }),
  );
});
