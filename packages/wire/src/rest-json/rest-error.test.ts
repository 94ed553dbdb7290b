import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '../aws-error.ts';
import { accessDenied, validation } from '../errors.ts';
import { lambda } from '../services/lambda.ts';
import { decodeRestError, encodeRestError } from './rest-error.ts';

test('an error of the service says whose fault it is, under the key of its own', () => {
  const missing = encodeRestError(lambda, new AwsError('ResourceNotFoundException', 'Function not found: x'));
  assert.deepEqual(missing, {
    status: 404,
    contentType: 'application/json',
    headers: ['x-amzn-ErrorType', 'ResourceNotFoundException'],
    body: '{"Type":"User","Message":"Function not found: x"}',
  });
  const invalid = encodeRestError(lambda, new AwsError('InvalidParameterValueException', 'no'));
  assert.deepEqual([invalid.status, invalid.body], [400, '{"Type":"User","message":"no"}']);
  const refused = encodeRestError(lambda, new AwsError('InvalidRuntimeException', 'no', { fault: 'server' }));
  assert.deepEqual([refused.status, refused.body], [502, '{"Type":"Service","Message":"no"}']);
});

test('an error of the framework says nothing of fault, and has the statuses of Query services', () => {
  const denied = encodeRestError(lambda, accessDenied('no'));
  assert.deepEqual([denied.status, denied.body], [403, '{"Message":"no"}']);
  const invalid = encodeRestError(lambda, validation('no'));
  assert.deepEqual([invalid.status, invalid.body], [400, '{"message":"no"}']);
});

test('a code is read from the header, without namespace and what follows it', () => {
  const read = (type: string | undefined, body: string) => decodeRestError(() => type, body);

  assert.deepEqual(read('aws.lambda#Code:http://internal', '{"Message":"m"}'), { code: 'Code', message: 'm' });
  assert.deepEqual(read('Code', 'no json'), { code: 'Code', message: '' });
  assert.equal(read(undefined, '{}'), undefined);
});
