/** What comes through a VPC endpoint: its condition keys, its policy and its records. Items 17, 36, 41 to 43 and 86. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import type { VpcEndpointOptions } from '../options.ts';
import type { VpcEndpoint } from '../pipeline/caller.ts';
import { makeCustomerKey } from '../services/kms/testing.ts';
import { otherAccount } from '../services/secretsmanager/isolation.test-support.ts';
import { onBothEngines } from '../testing/engines.ts';
import { secretText, TestServer } from '../testing/test-server.ts';
import { makeUser, policyOfStatements, type TestStatement, type TestUser } from './testing.ts';

const ACCOUNT = '123456789012';
const OTHER = '111122223333';
/** Lets everything through: it has no policy. */
const OPEN: VpcEndpoint = { id: 'vpce-1234a5678b9012c', vpcId: 'vpc-12345678' };
const ALL = { Action: 'secretsmanager:*' };

onBothEngines('A request through a VPC endpoint', engine => {
  let folder = '';
  let server: TestServer;
  let arn: string;
  let user: TestUser;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coffer-endpoints-'));
    // The guide's policies, as it prints them: none has a Version.
    const documents = {
      'vpce-aaaaaaaa': [
        {
          Sid: 'Access for a specific account',
          Principal: { AWS: ACCOUNT },
          Action: 'secretsmanager:*',
          Effect: 'Allow',
          Resource: '*',
        },
      ],
      'vpce-bbbbbbbb': [
        {
          Principal: '*',
          Action: 'secretsmanager:*',
          Effect: 'Allow',
          Resource: ['arn:aws:secretsmanager:us-east-1:123456789012:secret:one-??????'],
        },
      ],
      'vpce-eeeeeeee': [
        { Action: 'secretsmanager:BatchGetSecretValue', Effect: 'Allow', Principal: '*', Resource: '*' },
        {
          Action: 'secretsmanager:GetSecretValue',
          Effect: 'Allow',
          Principal: '*',
          Resource: 'arn:aws:secretsmanager:*:*:secret:one-??????',
        },
      ],
      'vpce-cccccccc': [{ Action: '*', Effect: 'Allow', Principal: '*', Resource: '*' }],
      'vpce-dddddddd': [
        { Action: '*', Effect: 'Allow', Principal: '*', Resource: '*' },
        { Action: 'secretsmanager:Put*', Effect: 'Deny', Principal: '*', Resource: '*' },
      ],
    };
    const vpcEndpoints: VpcEndpointOptions[] = [{ ...OPEN, listen: '127.0.0.1:0' }];
    for (const [id, Statement] of Object.entries(documents)) {
      const policyFile = join(folder, id);
      await writeFile(policyFile, JSON.stringify({ Statement }));
      vpcEndpoints.push({ ...through(id), listen: '127.0.0.1:0', policyFile });
    }
    server = await TestServer.open({ engine, options: { vpcEndpoints } });
    await otherAccount(server, OTHER);
    arn = await makeSecret('one');
    await makeSecret('other');
    user = await makeUser(server, 'user', { policies: [policyOfStatements(ALL)] });
  });
  after(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  function through(id: string): VpcEndpoint {
    return { id, vpcId: 'vpc-2b2b2b2b' };
  }

  async function makeSecret(Name: string, more: object = {}): Promise<string> {
    const input = { Name, ClientRequestToken: randomUUID(), SecretString: secretText('v'), ...more };
    return (await server.call('secretsmanager', 'CreateSecret', input)).ARN ?? '';
  }

  async function secretWith(...statements: readonly TestStatement[]): Promise<string> {
    const SecretId = await makeSecret(`s-${randomUUID()}`);
    const ResourcePolicy = policyOfStatements(...statements);
    await server.call('secretsmanager', 'PutResourcePolicy', { SecretId, ResourcePolicy });
    return SecretId;
  }

  /** `ok`, or how the refusal ends. */
  async function read(as: TestServer, SecretId: string): Promise<string> {
    return end(as.call('secretsmanager', 'GetSecretValue', { SecretId }));
  }

  async function end(answer: Promise<unknown>): Promise<string> {
    try {
      await answer;
      return 'ok';
    } catch (error) {
      return / (?:because|with an) [^"]*/.exec(String(error))?.[0] ?? String(error);
    }
  }

  const NOT_THROUGH = ' because no VPC endpoint policy allows the secretsmanager:GetSecretValue action';
  const DENIED_HERE = ' with an explicit deny in a resource-based policy';

  it('36: is the one that a policy on the secret waits for; from elsewhere nobody reads, root neither', async () => {
    const secret = await secretWith(
      {
        Sid: 'Enable Secrets Manager permissions to principals in account 123456789012',
        Principal: { AWS: [ACCOUNT] },
        Action: ['secretsmanager:*'],
      },
      {
        Sid: 'Restrict GetSecretValue operation to only my VPC endpoint',
        Effect: 'Deny',
        Principal: '*',
        Action: ['secretsmanager:GetSecretValue'],
        Condition: { StringNotEquals: { 'aws:sourceVpce': OPEN.id } },
      },
    );

    for (const caller of [user.server, server]) {
      assert.equal(await read(caller.through(OPEN), secret), 'ok');
      assert.equal(await read(caller.through(through('vpce-cccccccc')), secret), DENIED_HERE);
      assert.equal(await read(caller, secret), DENIED_HERE);
      assert.equal(await end(caller.call('secretsmanager', 'DescribeSecret', { SecretId: secret })), 'ok');
    }
  });

  it('17: has no SourceIp, so that a Deny for all but the office stops it', async () => {
    const fromOffice = { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } };
    const secret = await secretWith({
      ...ALL,
      Effect: 'Deny',
      Principal: '*',
      Action: 'secretsmanager:GetSecretValue',
      Condition: fromOffice,
    });
    const inVpc = await secretWith({
      Effect: 'Deny',
      Principal: '*',
      Action: 'secretsmanager:GetSecretValue',
      Condition: { NotIpAddress: { 'aws:VpcSourceIp': '203.0.113.0/24' } },
    });

    assert.equal(await read(user.server, secret), 'ok');
    assert.equal(await read(user.server.through(OPEN), secret), DENIED_HERE);
    assert.equal(await read(user.server.through(OPEN), inVpc), 'ok');
    assert.equal(await read(user.server, inVpc), DENIED_HERE);
  });

  it('41: the endpoint’s policy for one account lets its principals pass, and grants nothing', async () => {
    await makeCustomerKey(server, 'alias/shared');
    const endpoint = through('vpce-aaaaaaaa');
    const bare = await makeUser(server, 'bare');

    assert.equal(await read(user.server.through(endpoint), 'one'), 'ok');
    assert.equal(await read(server.through(endpoint), 'one'), 'ok');
    assert.match(await read(bare.server.through(endpoint), 'one'), /no identity-based policy allows/);
    // Nothing but Secrets Manager is named.
    const keys = await end(server.through(endpoint).call('kms', 'ListKeys', {}));
    assert.equal(keys, ' because no VPC endpoint policy allows the kms:ListKeys action');
    assert.equal(await end(server.call('kms', 'ListKeys', {})), 'ok');
  });

  it('41: principals of other accounts are stopped there, and only there', async () => {
    const stranger = await makeUser(server, 'stranger', { accountId: OTHER, policies: [policyOfStatements(ALL)] });
    const SecretId = await secretWith({ ...ALL, Principal: { AWS: OTHER } });
    const describe = (as: TestServer) => end(as.call('secretsmanager', 'DescribeSecret', { SecretId }));

    assert.equal(await describe(stranger.server), 'ok');
    assert.equal(await describe(stranger.server.through(OPEN)), 'ok');
    assert.equal(
      await describe(stranger.server.through(through('vpce-aaaaaaaa'))),
      ' because no VPC endpoint policy allows the secretsmanager:DescribeSecret action',
    );
  });

  it('42: the endpoint’s policy for one secret stops the others, the list, and the root user', async () => {
    for (const caller of [user.server, server]) {
      const limited = caller.through(through('vpce-bbbbbbbb'));
      assert.equal(await read(limited, arn), 'ok');
      assert.equal(await read(limited, 'one'), 'ok');
      assert.equal(await read(limited, 'other'), NOT_THROUGH);
      assert.equal(await read(limited, 'not-there'), NOT_THROUGH);
      const list = await end(limited.call('secretsmanager', 'ListSecrets', {}));
      assert.equal(list, ' because no VPC endpoint policy allows the secretsmanager:ListSecrets action');
    }
  });

  it('42: secrets in one request are asked one by one', async () => {
    const SecretIdList = ['one', 'other'];
    const limited = user.server.through(through('vpce-eeeeeeee'));

    const { SecretValues, Errors } = await limited.call('secretsmanager', 'BatchGetSecretValue', { SecretIdList });

    assert.deepEqual(
      SecretValues?.map(({ Name }) => Name),
      ['one'],
    );
    assert.equal(Errors?.length, 1);
    assert.ok(String(Errors[0]?.Message).endsWith(NOT_THROUGH));
    const stopped = user.server.through(through('vpce-bbbbbbbb'));
    const batch = await end(stopped.call('secretsmanager', 'BatchGetSecretValue', { SecretIdList }));
    assert.equal(batch, ' because no VPC endpoint policy allows the secretsmanager:BatchGetSecretValue action');
  });

  it('43: the default policy lets everything through that is allowed otherwise, like none', async () => {
    const bare = await makeUser(server, 'bare-too');
    for (const endpoint of [through('vpce-cccccccc'), OPEN]) {
      assert.equal(await read(user.server.through(endpoint), 'other'), 'ok');
      assert.equal(await end(server.through(endpoint).call('iam', 'ListUsers', {})), 'ok');
      assert.match(await read(bare.server.through(endpoint), 'one'), /no identity-based policy allows/);
    }
  });

  it('what needs no permission is not stopped', async () => {
    const limited = user.server.through(through('vpce-bbbbbbbb'));

    assert.equal((await limited.call('sts', 'GetCallerIdentity', {})).Arn, user.arn);
  });

  it('a Deny of the endpoint’s policy is told as such', async () => {
    const put = { SecretId: 'one', SecretString: secretText('v2'), ClientRequestToken: randomUUID() };
    const { code, message } = await server
      .through(through('vpce-dddddddd'))
      .refused('secretsmanager', 'PutSecretValue', put);

    assert.equal(code, 'AccessDeniedException');
    assert.equal(
      message,
      `User: arn:aws:iam::${ACCOUNT}:root is not authorized to perform: secretsmanager:PutSecretValue on resource: one ` +
        'with an explicit deny in a VPC endpoint policy',
    );
  });

  it('what Secrets Manager calls for the caller does not come through the endpoint', async () => {
    const key = await makeCustomerKey(server, 'alias/customer');
    const name = `c-${randomUUID()}`;
    const SecretId = await makeSecret(name, { KmsKeyId: key });
    // The policy knows nothing of KMS.
    assert.equal(await read(server.through(through('vpce-aaaaaaaa')), SecretId), 'ok');

    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'EventSource', AttributeValue: 'kms.amazonaws.com' }],
    });
    const calls = Events.map(({ CloudTrailEvent = '{}' }) => JSON.parse(CloudTrailEvent)).filter(
      record => record.userIdentity.invokedBy !== undefined,
    );
    assert.ok(calls.length > 0);
    for (const record of calls) assert.ok(!('vpcEndpointId' in record));
  });

  it('86: is recorded with the endpoint’s id and the address in the VPC, denied or not', async () => {
    await read(user.server.through(OPEN), 'one');
    await read(user.server.through(through('vpce-bbbbbbbb')), 'other');
    await read(user.server, 'one');

    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'GetSecretValue' }],
      MaxResults: 50,
    });
    const all = Events.map(({ CloudTrailEvent = '{}' }) => JSON.parse(CloudTrailEvent));
    const records = all.filter(record => record.userIdentity.invokedBy === undefined);
    const seen = new Set(records.map(({ errorCode, vpcEndpointId }) => `${errorCode} ${vpcEndpointId}`));
    for (const expected of [`undefined ${OPEN.id}`, 'AccessDenied vpce-bbbbbbbb', 'undefined undefined']) {
      assert.ok(seen.has(expected), expected);
    }
    for (const record of records) {
      assert.equal(record.sourceIPAddress, '203.0.113.10');
      const members = Object.keys(record);
      const at = members.indexOf('vpcEndpointId');
      if (at >= 0) assert.equal(members[at - 1], 'recipientAccountId');
    }
  });
});
