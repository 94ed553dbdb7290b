import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeOutlines } from './batch-decode.ts';
import { encodeBatches } from './batch-encode.ts';
import type { AuditFact } from './fact.ts';
import { ROOT, sampleFact } from './sample-facts.test-support.ts';
import { serviceUsesOf } from './service-uses.ts';

/** As the index sees them. */
function usesOf(...facts: readonly AuditFact[]): readonly (readonly (string | number)[])[] {
  const outlines = encodeBatches(facts).flatMap(batch => decodeOutlines(batch.body));
  return serviceUsesOf(outlines).map(use => Object.values(use));
}

const USER = { ...ROOT, type: 'IAMUser', principalId: 'AIDAUSER' };

test('each user’s newest use of a service and of its actions', () => {
  const uses = usesOf(
    sampleFact(2_000, { caller: USER }),
    sampleFact(1_000, { caller: USER, region: 'eu-west-1' }),
    sampleFact(3_000, { caller: USER, name: 'ListSecrets', region: 'eu-west-1' }),
    sampleFact(4_000, { caller: { ...USER, principalId: 'AIDAOTHER' }, service: 'kms', name: 'Decrypt' }),
  );

  assert.deepEqual(uses, [
    ['AIDAUSER', 'secretsmanager', '', 3_000, 'eu-west-1'],
    ['AIDAUSER', 'secretsmanager', 'GetSecretValue', 2_000, 'us-east-1'],
    ['AIDAUSER', 'secretsmanager', 'ListSecrets', 3_000, 'eu-west-1'],
    ['AIDAOTHER', 'kms', '', 4_000, 'us-east-1'],
    ['AIDAOTHER', 'kms', 'Decrypt', 4_000, 'us-east-1'],
  ]);
});

test('a session is its role’s, and a federated user’s is the user’s who asked for it', () => {
  const issuedBy = (type: string, principalId: string) => ({
    sessionContext: { sessionIssuer: { type, principalId } },
  });
  const sessions = [
    { ...ROOT, type: 'AssumedRole', principalId: 'AROAROLE:session' },
    { ...ROOT, type: 'FederatedUser', principalId: '123456789012:guest', ...issuedBy('IAMUser', 'AIDAISSUER') },
  ];

  const uses = usesOf(...sessions.map(caller => sampleFact(1, { caller })));

  assert.deepEqual([...new Set(uses.map(([id]) => id))], ['AROAROLE', 'AIDAISSUER']);
});

test('the root user, its guests, services and service events are nobody’s', () => {
  const guest = {
    ...ROOT,
    type: 'FederatedUser',
    sessionContext: { sessionIssuer: { type: 'Root', principalId: '1' } },
  };

  const uses = usesOf(
    sampleFact(1, { caller: ROOT }),
    sampleFact(1, { caller: guest }),
    sampleFact(1, { caller: { type: 'AWSService', principalId: 'secretsmanager.amazonaws.com' } }),
    sampleFact(1, { caller: undefined, type: 'AwsServiceEvent' }),
  );

  assert.deepEqual(uses, []);
});
