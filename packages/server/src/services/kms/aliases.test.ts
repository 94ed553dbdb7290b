import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { makeUser, policyOfStatements } from '../../access/testing.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';

const HOME = 'arn:aws:kms:us-east-1:123456789012';

onBothEngines('Aliases', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function createKey(): Promise<string> {
    return (await server.call('kms', 'CreateKey', {})).KeyMetadata?.KeyId ?? '';
  }

  async function targetOf(KeyId: string): Promise<string | undefined> {
    return (await server.call('kms', 'DescribeKey', { KeyId })).KeyMetadata?.KeyId;
  }

  async function assertRefused(operation: string, input: object, code: string, message: string): Promise<void> {
    const response = await server.send('kms', operation, JSON.stringify(input));
    assert.equal(String(response.body), JSON.stringify({ __type: code, message }));
  }

  it('name a key, by name and by ARN, until they name another one or are deleted', async () => {
    const [first, second] = [await createKey(), await createKey()];
    const AliasName = 'alias/dev/first';

    await server.call('kms', 'CreateAlias', { AliasName, TargetKeyId: first });
    assert.deepEqual([await targetOf(AliasName), await targetOf(`${HOME}:${AliasName}`)], [first, first]);

    server.clock.advance(60_000);
    await server.call('kms', 'UpdateAlias', { AliasName, TargetKeyId: `${HOME}:key/${second}` });
    assert.equal(await targetOf(AliasName), second);
    const { Aliases = [] } = await server.call('kms', 'ListAliases', { KeyId: second });
    assert.deepEqual(structuredClone(Aliases), [
      {
        AliasArn: `${HOME}:${AliasName}`,
        AliasName,
        CreationDate: server.clock.now() - 60_000,
        LastUpdatedDate: server.clock.now(),
        TargetKeyId: second,
      },
    ]);
    assert.deepEqual((await server.call('kms', 'ListAliases', { KeyId: first })).Aliases, []);

    await server.call('kms', 'DeleteAlias', { AliasName });
    const gone = `Alias ${HOME}:${AliasName} is not found.`;
    await assertRefused('DescribeKey', { KeyId: AliasName }, 'NotFoundException', gone);
    await assertRefused('DeleteAlias', { AliasName }, 'NotFoundException', gone);
    await assertRefused('UpdateAlias', { AliasName, TargetKeyId: first }, 'NotFoundException', gone);
  });

  it('do not go to a key of another type or usage', async () => {
    const makeKey = async (
      KeySpec: 'RSA_2048' | 'HMAC_256' | 'ECC_NIST_P256',
      KeyUsage: 'ENCRYPT_DECRYPT' | 'SIGN_VERIFY' | 'GENERATE_VERIFY_MAC',
    ) => (await server.call('kms', 'CreateKey', { KeySpec, KeyUsage })).KeyMetadata?.KeyId ?? '';
    const symmetric = await createKey();
    const [encrypting, signing] = [
      await makeKey('RSA_2048', 'ENCRYPT_DECRYPT'),
      await makeKey('RSA_2048', 'SIGN_VERIFY'),
    ];
    const [curve, mac] = [
      await makeKey('ECC_NIST_P256', 'SIGN_VERIFY'),
      await makeKey('HMAC_256', 'GENERATE_VERIFY_MAC'),
    ];
    await server.call('kms', 'CreateAlias', { AliasName: 'alias/kind/one', TargetKeyId: symmetric });
    await server.call('kms', 'CreateAlias', { AliasName: 'alias/kind/two', TargetKeyId: signing });

    const refused = 'The current and the new key of an alias must be of the same type and key usage.';
    for (const TargetKeyId of [encrypting, signing, mac]) {
      await assertRefused('UpdateAlias', { AliasName: 'alias/kind/one', TargetKeyId }, 'ValidationException', refused);
    }
    for (const TargetKeyId of [encrypting, symmetric]) {
      await assertRefused('UpdateAlias', { AliasName: 'alias/kind/two', TargetKeyId }, 'ValidationException', refused);
    }

    await server.call('kms', 'UpdateAlias', { AliasName: 'alias/kind/two', TargetKeyId: curve });
    assert.deepEqual([await targetOf('alias/kind/one'), await targetOf('alias/kind/two')], [symmetric, curve]);
  });

  it('show the key as it is now, whatever was remembered of it by that name', async () => {
    const KeyId = await createKey();
    await server.call('kms', 'CreateAlias', { AliasName: 'alias/fresh', TargetKeyId: KeyId });
    await targetOf('alias/fresh');

    await server.call('kms', 'DisableKey', { KeyId });

    const { KeyMetadata } = await server.call('kms', 'DescribeKey', { KeyId: 'alias/fresh' });
    assert.equal(KeyMetadata?.KeyState, 'Disabled');
  });

  it('are unique', async () => {
    const KeyId = await createKey();
    const input = { AliasName: 'alias/unique', TargetKeyId: KeyId };
    await server.call('kms', 'CreateAlias', input);

    const words = `An alias with the name ${HOME}:alias/unique already exists`;
    await assertRefused('CreateAlias', input, 'AlreadyExistsException', words);
  });

  it('have names with a prefix, and not one of AWS', async () => {
    const TargetKeyId = await createKey();
    for (const [AliasName, code, message] of [
      [
        'unprefixed',
        'ValidationException',
        'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
      ],
      ['alias/', 'InvalidAliasNameException', 'alias/ contains invalid characters for an alias'],
      ['alias/a:b', 'InvalidAliasNameException', 'alias/a:b contains invalid characters for an alias'],
      ['alias/aws/mine', 'InvalidAliasNameException', 'Alias names that begin with alias/aws/ are reserved.'],
    ] as const) {
      await assertRefused('CreateAlias', { AliasName, TargetKeyId }, code, message);
    }
  });

  it('stand for keys of the account alone', async () => {
    const TargetKeyId = 'arn:aws:kms:us-east-1:999999999999:key/00000000-1111-4222-8333-444444444444';

    const { code } = await server.refused('kms', 'CreateAlias', { AliasName: 'alias/foreign', TargetKeyId });

    assert.equal(code, 'AccessDeniedException');
    const other = { AliasName: 'alias/of-alias', TargetKeyId: 'alias/aws/ssm' };
    await assertRefused('CreateAlias', other, 'NotFoundException', "Invalid keyId 'alias/aws/ssm'");
  });

  it('are listed by name, by pages, with those of AWS', async () => {
    const TargetKeyId = await createKey();
    for (const name of ['b', 'a', 'c']) {
      await server.call('kms', 'CreateAlias', { AliasName: `alias/list-${name}`, TargetKeyId });
    }

    const names: string[] = [];
    let Marker: string | undefined;
    do {
      const page = await server.call('kms', 'ListAliases', { Limit: 2, ...(Marker === undefined ? {} : { Marker }) });
      names.push(...(page.Aliases ?? []).map(({ AliasName = '' }) => AliasName));
      Marker = page.NextMarker;
    } while (Marker !== undefined);

    assert.deepEqual(names, names.toSorted());
    assert.deepEqual(
      names.filter(name => /^alias\/(list|aws)/.test(name)),
      ['alias/aws/secretsmanager', 'alias/aws/ssm', 'alias/list-a', 'alias/list-b', 'alias/list-c'],
    );
  });

  it('need rights on the alias and on the key', async () => {
    const KeyId = await createKey();
    const key = `${HOME}:key/${KeyId}`;
    const Action = 'kms:CreateAlias';
    const of = (name: string, Resource: readonly string[]) =>
      makeUser(server, name, { policies: [policyOfStatements({ Action, Resource })] });
    const [both, onlyKey, onlyAlias] = [
      await of('both', [key, `${HOME}:alias/user`]),
      await of('only-key', [key]),
      await of('only-alias', [`${HOME}:alias/user`]),
    ];
    const input = { AliasName: 'alias/user', TargetKeyId: KeyId };

    for (const [user, resource] of [
      [onlyKey, `${HOME}:alias/user`],
      [onlyAlias, key],
    ] as const) {
      const { message } = await user.server.refused('kms', 'CreateAlias', input);
      assert.ok(message?.includes(` on resource: ${resource} because no identity-based policy allows`), message ?? '');
    }
    await both.server.call('kms', 'CreateAlias', input);
  });

  it('can be what a policy asks for: of the request and of the key', async () => {
    const KeyId = await createKey();
    await server.call('kms', 'CreateAlias', { AliasName: 'alias/asked', TargetKeyId: KeyId });
    const when = (Condition: object) => policyOfStatements({ Action: 'kms:DescribeKey', Condition });
    const { server: byRequest } = await makeUser(server, 'by-request', {
      policies: [when({ StringEquals: { 'kms:RequestAlias': 'alias/asked' } })],
    });
    const { server: byKey } = await makeUser(server, 'by-key', {
      policies: [when({ 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/asked' } })],
    });

    for (const name of ['alias/asked', `${HOME}:alias/asked`]) {
      await byRequest.call('kms', 'DescribeKey', { KeyId: name });
    }
    assert.equal((await byRequest.refused('kms', 'DescribeKey', { KeyId })).code, 'AccessDeniedException');
    await byKey.call('kms', 'DescribeKey', { KeyId });
    await server.call('kms', 'DeleteAlias', { AliasName: 'alias/asked' });
    assert.equal((await byKey.refused('kms', 'DescribeKey', { KeyId })).code, 'AccessDeniedException');
  });
});
