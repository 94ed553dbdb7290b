import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { functionNameFor, functionNameIn, policyNameFor, roleNameIn, stackNamesFor } from './names.ts';

const arnOf = (name: string, suffix = 'aB1cD2') =>
  `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-${suffix}`;

test('a function is named after its secret, so that SecretsManagerReadWrite lets people make it', () => {
  assert.equal(functionNameFor(arnOf('prod/app@db')), 'SecretsManager-prod-app-db-aB1cD2');
  assert.equal(policyNameFor(arnOf('prod/app@db')), 'RotationOf-prod-app-db-aB1cD2');
});

test('names are what AWS takes, and of two secrets different, whatever the secrets are called', () => {
  const name = fc.stringMatching(/^[a-zA-Z0-9/_+=.@-]{1,512}$/);
  fc.assert(
    fc.property(name, text => {
      const [one, other] = [functionNameFor(arnOf(text)), functionNameFor(arnOf(text, 'xxxxxx'))];
      assert.match(one, /^SecretsManager-[a-zA-Z0-9-]{8,49}$/);
      assert.match(policyNameFor(arnOf(text)), /^RotationOf-[a-zA-Z0-9-]{8,117}$/);
      assert.notEqual(one, other);
      assert.match(stackNamesFor(one).full, /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/);
    }),
    { numRuns: 50 },
  );
});

test('names of others are read from their ARNs', () => {
  assert.equal(functionNameIn('arn:aws:lambda:us-east-1:123456789012:function:rotates'), 'rotates');
  assert.equal(roleNameIn('arn:aws:iam::123456789012:role/service/path/runs'), 'runs');
  assert.deepEqual(stackNamesFor('my_function'), {
    asked: 'my-function',
    full: 'aws-serverless-repository-my-function',
  });
});
