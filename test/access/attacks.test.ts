/** Who is nobody, or may nothing, is refused everywhere, and learns nowhere whether something exists. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import { makeUser, policyOfStatements } from '../../packages/server/src/access/testing.ts';
import type { Line } from '../../packages/server/src/pipeline/line.ts';
import {
  noting,
  operationsOnSecrets,
} from '../../packages/server/src/services/secretsmanager/isolation.test-support.ts';
import { onBothEngines, type TestServer } from '../../packages/server/src/testing/index.ts';
import { anonymously } from './matrix.ts';
import { type Input, send, type ServiceName, type Told } from './send.ts';
import { allTargets, inputFor, nameOf, type Names } from './targets.ts';
import { makeWorld, missing, type World } from './world.ts';

/** What a stranger may ask: it says who asks, or takes what somebody else has signed. */
const FOR_ALL = new Map([
  ['sts:GetCallerIdentity', undefined],
  ['sts:GetSessionToken', undefined],
  ['sts:AssumeRoleWithSAML', 'InvalidIdentityToken'],
  ['sts:AssumeRoleWithWebIdentity', 'InvalidIdentityToken'],
]);

onBothEngines('Attacks', engine => {
  let world: World;
  let server: TestServer;
  let gone: Names;
  let nobody: TestServer;
  before(async () => {
    world = await makeWorld(engine);
    server = world.server;
    gone = missing(world.names);
    nobody = (await makeUser(server, 'nobody')).server;
  });
  after(() => world[Symbol.asyncDispose]());

  /** What was answered, and what was read for it. */
  async function watched(
    ask: () => Promise<Told>,
  ): Promise<{ readonly told: Told; readonly reads: readonly string[] }> {
    const { line } = server.parts;
    const watch: { readonly line: Line; readonly reads: string[] } = noting(line);
    Object.assign(server.parts, { line: watch.line });
    try {
      const told = await ask();
      // What memory could answer is one read, whether it does or not.
      return { told, reads: watch.reads.map(read => read.replace(/^remembered /, '')) };
    } finally {
      Object.assign(server.parts, { line });
    }
  }

  /** An answer with the names of what is missing in place of those of what is there. */
  function renamed({ code, message }: Told): readonly unknown[] {
    const names = world.names;
    const known = Object.keys(names) as (keyof Names)[]; // the members of the type
    const text = known.reduce((shown, name) => shown?.replaceAll(names[name], gone[name]), message);
    return [code, text?.replaceAll('target', 'tarnot')];
  }

  for (const target of allTargets()) {
    it(`${nameOf(target)} is refused to who does not sign, whatever is there`, async () => {
      const answers = [];
      for (const names of [world.names, gone]) {
        answers.push(await watched(() => anonymously(server, target, inputFor(target, names))));
      }

      const [there, missed] = answers;
      const expected = FOR_ALL.get(nameOf(target)) ?? /^MissingAuthenticationToken(?:Exception)?$/;
      assert.match(there?.told.code ?? 'allowed', new RegExp(expected));
      assert.deepEqual(there, missed);
    });

    it(`${nameOf(target)} tells a user without rights the same of what is there and of what is not`, async () => {
      const ask = (names: Names) =>
        watched(() => send(nobody, target.service, target.operation, inputFor(target, names)));
      // Once before, so that what can be remembered of the caller is.
      await ask(gone);
      const there = await ask(world.names);
      const missed = await ask(gone);

      if (!FOR_ALL.has(nameOf(target))) assert.match(there.told.code ?? 'allowed', /^AccessDenied(?:Exception)?$/);
      assert.deepEqual(renamed(there.told), renamed(missed.told));
      assert.equal(there.reads.length, missed.reads.length, there.reads.join('\n'));
    });
  }

  it('every form of a SecretId is denied in the words of the request, whether the secret is there, deleted or not', async () => {
    const secret = async (Name: string) => {
      const input = { Name, ClientRequestToken: randomUUID(), SecretString: 'v' };
      return String((await send(server, 'secretsmanager', 'CreateSecret', input)).output['ARN']);
    };
    const there = await secret('prod/there');
    const deleted = await secret('prod/trash');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: deleted });
    const arns = [there, deleted, there.replace('prod/there', 'prod/never')];

    for (const [operation, input] of operationsOnSecrets()) {
      for (const arn of arns) {
        for (const SecretId of [arn, arn.slice(0, -7), arn.slice(arn.lastIndexOf(':') + 1, -7)]) {
          const { code, message } = await send(nobody, 'secretsmanager', operation, { ...input(SecretId) });
          const action = `secretsmanager:${operation}`;
          assert.deepEqual(
            [code, message],
            [
              'AccessDeniedException',
              `User: arn:aws:iam::123456789012:user/nobody is not authorized to perform: ${action} on resource: ` +
                `${SecretId} because no identity-based policy allows the ${action} action`,
            ],
          );
        }
      }
    }
  });

  async function userWith(...actions: readonly string[]): Promise<TestServer> {
    const document = policyOfStatements({ Action: actions });
    return (await makeUser(server, `user-${randomUUID().slice(0, 8)}`, { policies: [document] })).server;
  }

  /** The same request for what is there and for what is not. */
  async function both(as: TestServer, service: ServiceName, operation: string, input: (name: string) => Input) {
    return [
      renamed(await send(as, service, operation, input('target'))),
      renamed(await send(as, service, operation, input('tarnot'))),
    ] as const;
  }

  it('a batch denies each secret by itself', async () => {
    const as = await userWith('secretsmanager:BatchGetSecretValue');
    const SecretIdList = ['target', 'tarnot', world.names.SecretId, gone.SecretId];

    const { output } = await send(as, 'secretsmanager', 'BatchGetSecretValue', { SecretIdList });

    const { Errors, SecretValues } = output;
    assert.deepEqual(SecretValues, []);
    assert.ok(Array.isArray(Errors));
    assert.deepEqual(
      Errors.map(({ ErrorCode, SecretId }) => [ErrorCode, SecretId]),
      SecretIdList.map(id => ['AccessDeniedException', id]),
    );
    const words = Errors.map(({ Message, SecretId }) => String(Message).replace(SecretId, '{id}'));
    assert.equal(new Set(words).size, 1);
  });

  it('a batch with filters needs ListSecrets', async () => {
    const Filters = [{ Key: 'name', Values: ['target'] }];
    const without = await userWith('secretsmanager:BatchGetSecretValue');
    const lists = await userWith('secretsmanager:BatchGetSecretValue', 'secretsmanager:ListSecrets');

    const refused = await send(without, 'secretsmanager', 'BatchGetSecretValue', { Filters });
    const { output } = await send(lists, 'secretsmanager', 'BatchGetSecretValue', { Filters });

    assert.match(refused.message ?? '', / perform: secretsmanager:ListSecrets because no identity/);
    assert.partialDeepStrictEqual(output, { SecretValues: [], Errors: [{ ErrorCode: 'AccessDeniedException' }] });
  });

  it('ListSecrets shows every secret to who may list, and to nobody else', async () => {
    const lists = await userWith('secretsmanager:ListSecrets');
    const readsAll = await userWith('secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret');

    const { SecretList = [] } = await lists.call('secretsmanager', 'ListSecrets', {});
    const refused = await send(readsAll, 'secretsmanager', 'ListSecrets', {});

    assert.ok(SecretList.some(({ Name }) => Name === 'target'));
    assert.equal(refused.code, 'AccessDeniedException');
  });

  it('CreateSecret of a name that is taken is denied like that of a free one', async () => {
    const elsewhere = policyOfStatements({
      Action: ['secretsmanager:CreateSecret', 'secretsmanager:TagResource'],
      Resource: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:dev/*',
    });
    const { server: as } = await makeUser(server, 'developer', { policies: [elsewhere] });

    for (const caller of [nobody, as]) {
      const [there, free] = await both(caller, 'secretsmanager', 'CreateSecret', Name => ({
        Name,
        ClientRequestToken: randomUUID(),
      }));
      assert.equal(there[0], 'AccessDeniedException');
      assert.deepEqual(there, free);
    }
  });

  it('a reference of Parameter Store shows no secret to who may only read parameters', async () => {
    const as = await userWith('ssm:GetParameter', 'ssm:GetParameters');

    const one = await both(as, 'ssm', 'GetParameter', name => ({
      Name: `/aws/reference/secretsmanager/${name}`,
      WithDecryption: true,
    }));
    const many = await both(as, 'ssm', 'GetParameters', name => ({
      Names: [`/aws/reference/secretsmanager/${name}`],
      WithDecryption: true,
    }));

    for (const [there, free] of [one, many]) assert.deepEqual(there, free);
    assert.notEqual(one[0][0], undefined);
    assert.notEqual(many[0][0], undefined);
  });

  it('a key is denied by its alias, its id and its ARN as one that is not there', async () => {
    const ids = ['alias/target', world.names.KeyId, world.names.KeyId.slice(-36)];
    const free = ['alias/tarnot', gone.KeyId, gone.KeyId.slice(-36)];
    const codes = [];
    for (const KeyId of [...ids, ...free])
      codes.push((await send(nobody, 'kms', 'Encrypt', { KeyId, Plaintext: 'dg==' })).code);

    assert.deepEqual(
      codes,
      Array.from(codes, () => 'AccessDeniedException'),
    );
  });
});
