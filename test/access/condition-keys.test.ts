/** The condition keys of Secrets Manager: which are there, and that each allows and denies (19 to 21 of the guide's examples). */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { secretsmanager } from '@coffer/wire/services';
import { makeUser, policyOfStatements, type TestStatement } from '../../packages/server/src/access/testing.ts';
import type { AccessRequest } from '../../packages/server/src/pipeline/operation.ts';
import { findSecret, updateSecret } from '../../packages/server/src/services/secretsmanager/store.ts';
import { TestServer } from '../../packages/server/src/testing/index.ts';
import {
  CONDITIONS,
  FURTHER_KEYS,
  LAMBDA,
  MEMBERS,
  OF_A_NEW_SECRET,
  ON_A_SECRET,
  WITHOUT_KEYS,
} from './documented-keys.ts';
import { type Input, send } from './send.ts';
import { AUTHORIZED, stopsBeforeDoing } from './stops-before-doing.ts';
import { ACCOUNT } from './world.ts';

type Name = keyof typeof secretsmanager.operations;
// The names of the table are those of the contract: the first test holds it.
const OPERATIONS = Object.keys(secretsmanager.operations) as readonly Name[];

/** Sorted. */
function documented(operation: Name): readonly string[] {
  const further = FURTHER_KEYS[operation];
  if (further !== undefined) return [...ON_A_SECRET, ...further].toSorted();
  return operation === 'CreateSecret' ? OF_A_NEW_SECRET.toSorted() : [];
}

describe('Condition keys of Secrets Manager', () => {
  let server: TestServer;
  let SecretId: string;
  let asked: readonly AccessRequest[] = [];
  before(async () => {
    server = await TestServer.open({ options: { regions: ['us-east-1', 'eu-west-1'] } });
    const { output } = await send(server, 'secretsmanager', 'CreateSecret', {
      Name: 'keyed',
      ClientRequestToken: MEMBERS['VersionId'],
      SecretString: 'v',
      Tags: [{ Key: 'owner', Value: 'green' }],
    });
    SecretId = String(output['ARN']);
    const { line, database } = server.parts;
    const row = await findSecret(line.reader, { accountId: ACCOUNT, region: 'us-east-1', name: 'keyed' });
    assert.ok(row);
    await database.write(writer => updateSecret(writer, { ...row, rotation_lambda_arn: LAMBDA, type: 'Salesforce' }));
    Object.assign(server.parts, {
      line: stopsBeforeDoing(line, requests => {
        asked = requests;
      }),
    });
  });
  after(() => server[Symbol.asyncDispose]());

  /** Every member that a policy may ask about and the operation has. */
  function fullInput(operation: Name): Input {
    const members = Object.keys(secretsmanager.operations[operation].input.members);
    const of = { ...MEMBERS, SecretId };
    return Object.fromEntries(Object.entries(of).filter(([name]) => members.includes(name)));
  }

  /** The keys that have a value, tags by their documented names; sorted. */
  function keysOf(request: AccessRequest | undefined): readonly string[] {
    const names = [...(request?.keys?.() ?? [])].filter(([, value]) => value !== undefined).map(([key]) => key);
    const named = names.map(key =>
      key
        .replace(/^(aws:(?:Request|Resource)Tag)\/.*/, '$1/${TagKey}')
        .replace(/^secretsmanager:ResourceTag\/.*/, 'secretsmanager:ResourceTag/tag-key'),
    );
    return [...new Set(named)].toSorted();
  }

  it('are documented for every operation of the contract', () => {
    const known = [...Object.keys(FURTHER_KEYS), ...WITHOUT_KEYS, 'CreateSecret'];

    assert.deepEqual(OPERATIONS.toSorted(), known.toSorted());
  });

  it('have a case each', () => {
    const all = new Set(OPERATIONS.flatMap(documented));

    assert.deepEqual([...all].toSorted(), Object.keys(CONDITIONS).toSorted());
  });

  for (const operation of OPERATIONS) {
    it(`19: ${operation} has exactly those that are documented for it`, async () => {
      await send(server, 'secretsmanager', operation, fullInput(operation));

      assert.deepEqual(keysOf(asked[0]), documented(operation));
    });

    it(`19: ${operation} has none of the request's when the request leaves its members out`, async () => {
      await send(server, 'secretsmanager', operation, FURTHER_KEYS[operation] === undefined ? {} : { SecretId });

      assert.deepEqual(keysOf(asked[0]), FURTHER_KEYS[operation] === undefined ? [] : ON_A_SECRET.toSorted());
    });
  }

  let users = 0;
  async function callerWith(...statements: readonly TestStatement[]): Promise<TestServer> {
    users += 1;
    return (await makeUser(server, `user-${users}`, { policies: [policyOfStatements(...statements)] })).server;
  }

  it('19: keys that the guide prints with an action that has none of them are without effect there', async () => {
    const when = (operation: string, operator: string, key: string, value: string) =>
      callerWith({
        Action: `secretsmanager:${operation}`,
        Condition: { [operator]: { [`secretsmanager:${key}`]: value } },
      });
    const cases = [
      ['DescribeSecret', 'NumericLessThan', 'RecoveryWindowInDays', '15', 'DeleteSecret'],
      ['DescribeSecret', 'Bool', 'ForceDeleteWithoutRecovery', 'true', 'DeleteSecret'],
      ['CreateSecret', 'ArnEquals', 'RotationLambdaArn', LAMBDA, 'RotateSecret'],
      ['PutSecretValue', 'StringEquals', 'VersionStage', 'AWSCURRENT', 'GetSecretValue'],
    ] as const;

    for (const [printed, operator, key, value, repaired] of cases) {
      const asPrinted = await when(printed, operator, key, value);
      const asRepaired = await when(repaired, operator, key, value);
      // The request has the member all the same.
      const input = {
        SecretId,
        Name: 'keyed',
        RotationLambdaARN: LAMBDA,
        RotationRules: {},
        VersionStage: 'AWSCURRENT',
      };
      const forced = key === 'ForceDeleteWithoutRecovery' ? { [key]: true } : { RecoveryWindowInDays: 7 };
      const sent = { ...input, ...forced, VersionStages: ['AWSCURRENT'], ClientRequestToken: MEMBERS['VersionId'] };

      const refused = await send(asPrinted, 'secretsmanager', printed, sent);
      assert.equal(refused.code, 'AccessDeniedException', `${printed} ${key}`);
      const { code, message } = await send(asRepaired, 'secretsmanager', repaired, sent);
      assert.ok(isAuthorized(code), `${repaired} ${key}: ${code} ${message}`);
    }
  });

  it('20: SecretId is the whole ARN, also when the request says the name', async () => {
    const whole = { Action: 'secretsmanager:*', Condition: { ArnEquals: { 'secretsmanager:SecretId': SecretId } } };
    const name = { Action: 'secretsmanager:*', Condition: { StringEquals: { 'secretsmanager:SecretId': 'keyed' } } };
    const byName = { SecretId: 'keyed' };

    assert.equal((await send(await callerWith(whole), 'secretsmanager', 'DescribeSecret', byName)).code, AUTHORIZED);
    const { code } = await send(await callerWith(name), 'secretsmanager', 'DescribeSecret', byName);
    assert.equal(code, 'AccessDeniedException');
  });

  for (const [documentedKey, [operator, value, other, key = documentedKey]] of Object.entries(CONDITIONS)) {
    it(`${documentedKey.startsWith('aws:') ? 21 : 20}: ${documentedKey} allows and denies, in every action that has it`, async () => {
      const Action = 'secretsmanager:*';
      const when = (is: string, named = key): TestStatement => ({ Action, Condition: { [operator]: { [named]: is } } });
      const deny = { Effect: 'Deny' } as const;
      // Names of keys are compared without regard to case.
      const expected = [
        [await callerWith(when(value)), AUTHORIZED],
        [await callerWith(when(value, key.toUpperCase())), AUTHORIZED],
        [await callerWith(when(other)), / because no identity-based policy allows the /],
        [await callerWith({ Action }, { ...when(value, key.toLowerCase()), ...deny }), / with an explicit deny in an /],
        [await callerWith({ Action }, { ...when(other), ...deny }), AUTHORIZED],
      ] as const;

      for (const operation of OPERATIONS.filter(name => documented(name).includes(documentedKey))) {
        for (const [as, answer] of expected) {
          const { code, message = '' } = await send(as, 'secretsmanager', operation, fullInput(operation));
          const isRight = answer === AUTHORIZED ? isAuthorized(code) : answer.test(message);
          assert.ok(isRight, `${operation} ${documentedKey}: ${code} ${message}`);
        }
      }
    });
  }
});

/** What the bounds of the model refuse has been authorized. */
function isAuthorized(code: string | undefined): boolean {
  return code === AUTHORIZED || code === 'ValidationException';
}
