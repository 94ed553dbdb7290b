/** The user guide on who can read which secret, on policies by network, and on what PutResourcePolicy refuses. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import {
  makeUser,
  policyOfStatements,
  type TestStatement,
  type TestUser,
} from '../../packages/server/src/access/testing.ts';
import { makeCustomerKey } from '../../packages/server/src/services/kms/testing.ts';
import { otherAccount } from '../../packages/server/src/services/secretsmanager/isolation.test-support.ts';
import { secretText, TestServer } from '../../packages/server/src/testing/index.ts';
import { send } from './send.ts';
import { ACCOUNT } from './world.ts';

const OTHER = '111122223333';
const GET = 'secretsmanager:GetSecretValue';
const MANAGING = [
  'Create*',
  'Put*',
  'Update*',
  'Delete*',
  'Restore*',
  'RotateSecret',
  'CancelRotate*',
  'TagResource',
  'UntagResource',
];
const ROOT = { AWS: `arn:aws:iam::${ACCOUNT}:root` };

describe('The guide’s limits of secrets', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open();
    await makeCustomerKey(server, 'alias/customer');
    await otherAccount(server, OTHER);
  });
  after(() => server[Symbol.asyncDispose]());

  async function makeSecret(more: object = {}): Promise<string> {
    const input = { Name: `s-${randomUUID()}`, ClientRequestToken: randomUUID(), SecretString: secretText('v') };
    const { ARN = '' } = await server.call('secretsmanager', 'CreateSecret', { ...input, ...more });
    return ARN;
  }

  function user(accountId: string, ...statements: readonly TestStatement[]): Promise<TestUser> {
    const policies = statements.length === 0 ? [] : [policyOfStatements(...statements)];
    return makeUser(server, `user-${randomUUID()}`, { accountId, policies });
  }

  it('27: Ana reads secret 2 only, Bob both, and Carlos none', async () => {
    const own: TestStatement = { Action: 'secretsmanager:*' };
    const [ana, bob, carlos] = [
      await user(ACCOUNT),
      await user(ACCOUNT, own),
      await user(ACCOUNT, { ...own, Effect: 'Deny' }),
    ];
    const [first, second] = [await makeSecret(), await makeSecret()];
    const ResourcePolicy = policyOfStatements({ Action: GET, Principal: { AWS: [ana.arn, carlos.arn] } });
    await server.call('secretsmanager', 'PutResourcePolicy', { SecretId: second, ResourcePolicy });

    const reads = [];
    for (const { server: as } of [ana, bob, carlos]) {
      for (const SecretId of [first, second]) {
        const { code, message = '' } = await send(as, 'secretsmanager', 'GetSecretValue', { SecretId });
        reads.push(code === undefined ? 'ok' : `${code}${/ (?:because|with an) .*$/.exec(message)?.[0]}`);
      }
    }

    const silent = `AccessDeniedException because no identity-based policy allows the ${GET} action`;
    const denied = 'AccessDeniedException with an explicit deny in an identity-based policy';
    assert.deepEqual(reads, [silent, 'ok', 'ok', 'ok', denied, denied]);
  });

  describe('37: management from one VPC, values from another', () => {
    const from = (vpc: string) => ({ StringEquals: { 'aws:sourceVpc': vpc } });
    /** As it is printed. */
    const document = policyOfStatements(
      {
        Sid: 'Allow administrative actions from ONLY vpc-12345678',
        Principal: { AWS: ACCOUNT },
        Action: MANAGING.map(name => `secretsmanager:${name}`),
        Condition: from('vpc-12345678'),
      },
      {
        Sid: 'Allow secret value access from ONLY vpc-2b2b2b2b',
        Principal: { AWS: OTHER },
        Action: [GET],
        Condition: from('vpc-2b2b2b2b'),
      },
      {
        Sid: 'Allow read actions from everywhere',
        Principal: { AWS: OTHER },
        Action: ['secretsmanager:Describe*', 'secretsmanager:List*', 'kms:GetRandomPassword'],
      },
    );

    /** What is decided for a user whose request came through an endpoint in this VPC; undefined: not through one. */
    async function decided(by: TestUser, name: string, vpcId: string | undefined): Promise<string> {
      const key = await server.parts.line.accessKeys.find(by.accessKeyId);
      assert.ok(key);
      const endpoint = vpcId === undefined ? {} : { endpoint: { id: 'vpce-1a2b3c4d', vpcId } };
      const client = { sourceIp: '10.1.2.3', userAgent: 'x', host: 'x', ...endpoint };
      const request = { caller: key.caller, client, region: 'us-east-1', now: server.clock.now(), calledVia: [] };
      const { effect } = await server.parts.line.access.decide(request, {
        action: `secretsmanager:${name}`,
        resource: `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:limited-AbCdEf`,
        resourceAccountId: ACCOUNT,
        policy: { kind: 'resource', document },
      });
      return effect;
    }

    it('is taken as it is printed, with kms:GetRandomPassword, which is no action', async () => {
      const SecretId = await makeSecret({ KmsKeyId: 'alias/customer' });
      const mateo = await user(OTHER, { Action: 'secretsmanager:*' });

      await server.call('secretsmanager', 'PutResourcePolicy', { SecretId, ResourcePolicy: document });

      assert.equal((await send(mateo.server, 'secretsmanager', 'DescribeSecret', { SecretId })).code, undefined);
      const { code, message = '' } = await send(mateo.server, 'secretsmanager', 'GetSecretValue', { SecretId });
      assert.equal(code, 'AccessDeniedException');
      assert.ok(message.endsWith(`because no resource-based policy allows the ${GET} action`), message);
    });

    it('stops strangers who come from elsewhere, and not the account’s own who have policies of their own', async () => {
      const all = { Action: 'secretsmanager:*' };
      const [mateo, own, bare] = [await user(OTHER, all), await user(ACCOUNT, all), await user(ACCOUNT)];
      const places = ['vpc-2b2b2b2b', 'vpc-12345678', undefined];
      const of = (by: TestUser, name: string) => Promise.all(places.map(vpc => decided(by, name, vpc)));

      assert.deepEqual(await of(mateo, 'GetSecretValue'), ['Allow', 'Deny', 'Deny']);
      assert.deepEqual(await of(mateo, 'DescribeSecret'), ['Allow', 'Allow', 'Allow']);
      assert.deepEqual(await of(mateo, 'PutSecretValue'), ['Deny', 'Deny', 'Deny']);
      // There is no Deny: "ONLY" does not hold for them.
      for (const name of ['GetSecretValue', 'PutSecretValue']) {
        assert.deepEqual(await of(own, name), ['Allow', 'Allow', 'Allow']);
        assert.deepEqual(await of(bare, name), ['Deny', 'Deny', 'Deny']);
      }
    });
  });

  describe('39: of the policies that the guide prints', () => {
    const anyone = { Action: GET, Principal: '*' };
    const denies = { Effect: 'Deny', Principal: ROOT } as const;
    const throughEndpoint = { StringNotEquals: { 'aws:sourceVpce': 'vpce-1234a5678b9012c' } };
    /** Item, policy, and what is answered to PutResourcePolicy with and without BlockPublicPolicy. */
    const cases: readonly (readonly [string, readonly TestStatement[], blocked: string, open: string])[] = [
      ['23', [{ Action: GET, Principal: ROOT }], 'ok', 'ok'],
      ['25', [{ Action: GET, Principal: { AWS: OTHER } }], 'ok', 'ok'],
      [
        '36',
        [
          { Action: 'secretsmanager:*', Principal: { AWS: ACCOUNT } },
          { ...anyone, Effect: 'Deny', Condition: throughEndpoint },
        ],
        'ok',
        'ok',
      ],
      ['38', [{ ...denies, Action: 'secretsmanager:DeleteSecret' }], 'ok', 'ok'],
      ['everybody', [anyone], 'PublicPolicyException', 'ok'],
      ['a lock-out', [{ ...denies, Action: 'secretsmanager:*' }], 'AccessDeniedException', 'AccessDeniedException'],
    ];

    for (const [item, statements, blocked, open] of cases) {
      it(`${item} is ${blocked} where public ones are blocked, and otherwise ${open}`, async () => {
        const SecretId = await makeSecret();
        const ResourcePolicy = policyOfStatements(...statements);
        const put = async (BlockPublicPolicy: boolean) => {
          const input = { SecretId, ResourcePolicy, BlockPublicPolicy };
          return (await send(server, 'secretsmanager', 'PutResourcePolicy', input)).code ?? 'ok';
        };
        const { output } = await send(server, 'secretsmanager', 'ValidateResourcePolicy', { SecretId, ResourcePolicy });

        assert.deepEqual([await put(true), await put(false)], [blocked, open]);
        assert.equal(output['PolicyValidationPassed'], blocked === 'ok', JSON.stringify(output));
      });
    }
  });
});
