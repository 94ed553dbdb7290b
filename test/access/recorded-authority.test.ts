/** Each recorded answer about rights is given again, to the same request of the same caller in the same state. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines, TestServer } from '@coffer/server/testing';
import { services } from '@coffer/wire/services';
import { makeUser, policyOfStatements, type TestStatement } from '../../packages/server/src/access/testing.ts';
import { makeCustomerKey } from '../../packages/server/src/services/kms/testing.ts';
import { assumeRole } from './assume-role.ts';
import { send } from './send.ts';
import type { Answer, Observation } from './recorded-authority.ts';
import { ACCOUNT, keyStates, observations, PLACEHOLDER, roles, sessions, version } from './recorded-authority.ts';

onBothEngines('Recorded of AWS, by roles and sessions', engine => {
  let server: TestServer;
  const actors = new Map<string, TestServer>();
  const arns = new Map<string, string>();
  before(async () => {
    server = await TestServer.open({ engine });
    const owner = await makeUser(server, 'Delegated', { managed: ['AdministratorAccess'] });
    actors.set('owner', owner.server);
    arns.set('key', await makeCustomerKey(server, 'alias/customer'));
    await makeSecrets(owner.server);
    for (const [name, statements] of Object.entries(roles)) {
      const RoleName = `auth-${name}`;
      const trust = JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: owner.arn }, Action: 'sts:AssumeRole' }],
      });
      await owner.server.call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: trust });
      const PolicyDocument = resolve(policyOfStatements(...statements));
      await owner.server.call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'permissions', PolicyDocument });
    }
    for (const [name, [role, statements]] of Object.entries(sessions)) {
      const Policy = statements && resolve(policyOfStatements(...statements));
      const arn = `arn:aws:iam::${ACCOUNT}:role/auth-${role}`;
      actors.set(name, await assumeRole(owner.server, arn, `auth-${name}`, { Policy }));
    }
  });
  after(() => server[Symbol.asyncDispose]());

  async function makeSecrets(owner: TestServer): Promise<void> {
    const made: readonly (readonly [name: string, more: object])[] = [
      ['base', { Tags: [{ Key: 'Scope', Value: 'allowed' }] }],
      ['other', { Tags: [{ Key: 'Scope', Value: 'blocked' }] }],
      ['kms', { KmsKeyId: arns.get('key') }],
      ['tags', { Tags: [{ Key: 'Scope', Value: 'allowed' }] }],
    ];
    for (const [name, more] of made) {
      const { output } = await send(owner, 'secretsmanager', 'CreateSecret', {
        Name: `auth-${name}`,
        SecretString: 'v',
        ClientRequestToken: version(1),
        ...more,
      });
      arns.set(name, String(output['ARN']));
    }
    const second = { SecretId: arns.get('base'), SecretString: 'previous', ClientRequestToken: version(0) };
    await send(owner, 'secretsmanager', 'PutSecretValue', second);
  }

  /** Text with the ARNs of what was made. */
  function resolve(text: string): string {
    return text.replaceAll(PLACEHOLDER, (_, name: string) => arns.get(name) ?? '');
  }

  async function ask({ actor, operation, input: described }: Observation): Promise<Answer> {
    const { statement, ...rest } = described;
    const input: Record<string, unknown> = JSON.parse(resolve(JSON.stringify(rest)));
    if (statement !== undefined) {
      // `as`: the table writes either a statement or a text that is none.
      input['ResourcePolicy'] =
        typeof statement === 'string' ? statement : resolve(policyOfStatements(statement as TestStatement));
    }
    if (operation === 'CreateSecret') input['ClientRequestToken'] = version(999);
    const { code, message, output } = await send(actors.get(actor) ?? server, 'secretsmanager', operation, input);
    return code === undefined ? { output } : { code, message: message ?? '' };
  }

  /** The whole sentence of a denial. */
  function sentence({ actor, operation, input }: Observation, denied: string, action: string | undefined): string {
    const [role = ''] = sessions[actor] ?? [];
    const caller = `arn:aws:sts::${ACCOUNT}:assumed-role/auth-${role}/auth-${actor}`;
    const resource = resolve(String(input['SecretId'] ?? input['Name']));
    const done = action ?? `secretsmanager:${operation}`;
    return `User: ${caller} is not authorized to perform: ${done} on resource: ${resource} ${denied}`;
  }

  function same(observation: Observation, given: Answer): void {
    const { answer, label } = observation;
    if (answer === 'success') {
      assert.ok(typeof given === 'object' && 'output' in given, `${label}: ${JSON.stringify(given)}`);
    } else if ('output' in answer) {
      assert.ok(typeof given === 'object' && 'output' in given, `${label}: ${JSON.stringify(given)}`);
      const expected: unknown = JSON.parse(resolve(JSON.stringify(answer.output)));
      assert.partialDeepStrictEqual(given.output, expected, label);
    } else {
      const message =
        'denied' in answer ? sentence(observation, answer.denied, answer.action) : resolve(answer.message);
      const code = 'denied' in answer ? 'AccessDeniedException' : answer.code;
      const told = typeof given === 'object' && 'code' in given ? given : { code: 'success', message: '' };
      const shown = told.message.replace(/Request ID: [0-9a-f-]{36}/, 'Request ID: ID');
      assert.deepEqual([told.code, shown], [code, message], label);
    }
  }

  it('one after the other, every answer is as it was', async () => {
    for (const observation of observations) same(observation, await ask(observation));
  });

  it('the answers about a key that is disabled, enabled or about to go are as they were', async t => {
    for (const [operation, rows] of Object.entries(keyStates)) {
      if (!(operation in services.kms.operations)) return t.skip(`kms has no ${operation}`);
      await send(actors.get('owner') ?? server, 'kms', operation, { KeyId: arns.get('key') });
      for (const observation of rows) same(observation, await ask(observation));
    }
  });

  it('tagging changes LastChangedDate, also with the tags that are there', async () => {
    const owner = actors.get('owner') ?? server;
    const changed = async () =>
      (await owner.call('secretsmanager', 'DescribeSecret', { SecretId: 'auth-tags' })).LastChangedDate;
    const earlier = await changed();
    server.clock.advance(1_000);

    const Tags = [{ Key: 'Scope', Value: 'allowed' }];
    await owner.call('secretsmanager', 'TagResource', { SecretId: 'auth-tags', Tags });

    assert.notEqual(await changed(), earlier);
    assert.equal(await changed(), server.clock.now());
  });
});
