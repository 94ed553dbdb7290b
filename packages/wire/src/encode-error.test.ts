import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from './aws-error.ts';
import { encodeError } from './encode-error.ts';
import * as errors from './errors.ts';
import { kms, secretsmanager, ssm } from './services/index.ts';

const ID = '11111111-2222-3333-4444-555555555555';

test('a service error carries its code and the service’s message key', () => {
  const error = new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");

  assert.deepEqual(encodeError(secretsmanager, 'json-1.1', error, ID), {
    status: 400,
    contentType: 'application/x-amz-json-1.1',
    body: `{"__type":"ResourceNotFoundException","Message":"Secrets Manager can't find the specified secret."}`,
  });
  assert.equal(
    encodeError(kms, 'json-1.0', error, ID).body.slice(0, 50),
    '{"__type":"ResourceNotFoundException","message":"S',
  );
  assert.equal(encodeError(kms, 'json-1.0', error, ID).contentType, 'application/x-amz-json-1.0');
});

test('a validation error has a lower-case message key in every service', () => {
  const { body } = encodeError(secretsmanager, 'json-1.1', errors.validation('1 validation error detected: x'), ID);

  assert.equal(body, '{"__type":"ValidationException","message":"1 validation error detected: x"}');
});

test('an empty message is left out', () => {
  assert.equal(
    encodeError(undefined, 'json-1.1', errors.unknownOperation(), ID).body,
    '{"__type":"UnknownOperationException"}',
  );
});

test('a message cannot break out of its JSON or XML', () => {
  const error = errors.accessDenied('"},{"<Code>&\u0001');

  assert.deepEqual(JSON.parse(encodeError(kms, 'json-1.1', error, ID).body), {
    __type: 'AccessDeniedException',
    message: '"},{"<Code>&\u0001',
  });
  assert.ok(
    encodeError(kms, 'query', error, ID).body.includes('<Message>&quot;},{&quot;&lt;Code&gt;&amp;\u{FFFD}</Message>'),
  );
});

test('a Query error is XML, with the code and status of Query services', () => {
  assert.deepEqual(encodeError(secretsmanager, 'query', errors.accessDenied('no'), ID), {
    status: 403,
    contentType: 'text/xml',
    body:
      '<ErrorResponse xmlns="https://secretsmanager.amazonaws.com/doc/2017-10-17/"><Error><Type>Sender</Type>' +
      `<Code>AccessDenied</Code><Message>no</Message></Error><RequestId>${ID}</RequestId></ErrorResponse>`,
  });
  assert.match(
    encodeError(undefined, 'query', errors.internalFailure(undefined), ID).body,
    /^<ErrorResponse><Error><Type>Receiver</,
  );
});

test('each service calls its own failure by its own name, and tells nothing of the cause', () => {
  const cause = new Error('password=hunter2');

  const answers = [secretsmanager, kms, ssm, undefined].map(contract =>
    encodeError(contract, 'json-1.1', errors.internalFailure(contract, cause), ID),
  );

  assert.deepEqual(
    answers.map(({ status, body }) => [status, JSON.parse(body).__type]),
    [
      [500, 'InternalServiceError'],
      [500, 'KMSInternalException'],
      [500, 'InternalServerError'],
      [500, 'InternalFailure'],
    ],
  );
  for (const { body } of answers) assert.doesNotMatch(body, /hunter2/);
});

test('framework errors have the codes and statuses of both protocols', () => {
  const row = (error: AwsError) => [error.code, error.status, error.queryCode, error.queryStatus, error.message];

  assert.deepEqual(
    [
      errors.invalidAction('Nope', '2011-06-15'),
      errors.missingAction(),
      errors.malformedQueryString(),
      errors.serialization('Expected null'),
      errors.invalidUtf8(),
      errors.validation('v'),
      errors.throttling(),
      errors.requestEntityTooLarge(),
      errors.serviceUnavailable('the disk is full'),
    ].map(row),
    [
      ['InvalidAction', 400, 'InvalidAction', 400, 'Could not find operation Nope for version 2011-06-15'],
      ['MissingAction', 400, 'MissingAction', 400, 'Missing Action'],
      ['MalformedQueryString', 404, 'MalformedQueryString', 404, 'The query string contains a syntax error.'],
      ['SerializationException', 400, 'MalformedInput', 400, 'Expected null'],
      ['SerializationException', 400, 'MalformedInput', 400, ''],
      ['ValidationException', 400, 'ValidationError', 400, 'v'],
      ['ThrottlingException', 400, 'Throttling', 400, 'Rate exceeded'],
      ['RequestEntityTooLargeException', 413, 'RequestEntityTooLarge', 413, 'The request body is too large.'],
      ['ServiceUnavailableException', 503, 'ServiceUnavailable', 503, 'the disk is full'],
    ],
  );
});

test('an unknown operation’s name is repeated only in part', () => {
  assert.ok(errors.invalidAction('A'.repeat(100_000), 'B'.repeat(100_000)).message.length < 400);
});
