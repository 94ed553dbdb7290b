import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import { makeUser, policyOfStatements, type TestStatement } from '../../access/testing.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { noting, otherAccount } from '../secretsmanager/isolation.test-support.ts';
import type { TestAccount } from '../secretsmanager/isolation.test-support.ts';

const OWNER = '123456789012';
const STRANGER = '222222222222';
const UNREACHABLE =
  'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.';

onBothEngines('Key policies', engine => {
  let server: TestServer;
  let stranger: TestAccount;
  before(async () => {
    server = await TestServer.open({ engine });
    stranger = await otherAccount(server, STRANGER);
  });
  after(() => server[Symbol.asyncDispose]());

  async function createKey(input: object = {}): Promise<string> {
    return (await server.call('kms', 'CreateKey', input)).KeyMetadata?.Arn ?? '';
  }

  const owner = { AWS: `arn:aws:iam::${OWNER}:root` };
  /** A policy with which the account keeps its rights. */
  function keyPolicy(...more: readonly TestStatement[]): string {
    return policyOfStatements({ Action: 'kms:*', Principal: owner }, ...more);
  }

  async function put(KeyId: string, Policy: string): Promise<void> {
    await server.call('kms', 'PutKeyPolicy', { KeyId, Policy });
  }

  async function seal(KeyId: string): Promise<string> {
    const Plaintext = new Redacted<Uint8Array>(Buffer.from('attack at dawn'));
    const { CiphertextBlob } = await server.call('kms', 'Encrypt', { KeyId, Plaintext });
    return Buffer.from(CiphertextBlob ?? []).toString('base64');
  }

  it('are for the account unless the request says otherwise, in the form in which AWS writes them', async () => {
    const KeyId = await createKey();

    const { Policy, PolicyName } = await server.call('kms', 'GetKeyPolicy', { KeyId });

    assert.equal(PolicyName, 'default');
    assert.equal(
      Policy,
      `{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "arn:aws:iam::123456789012:root"
    },
    "Action" : "kms:*",
    "Resource" : "*"
  } ]
}`,
    );
    const { PolicyNames, Truncated } = await server.call('kms', 'ListKeyPolicies', { KeyId });
    assert.deepEqual([PolicyNames, Truncated], [['default'], false]);
  });

  it('are written anew as AWS writes them, and there is one of them', async () => {
    const Policy = keyPolicy();
    const made = await createKey({ Policy });
    const shown = (await server.call('kms', 'GetKeyPolicy', { KeyId: made })).Policy ?? '';
    assert.equal(shown.split('\n')[1], '  "Version" : "2012-10-17",');
    assert.deepEqual(JSON.parse(shown), JSON.parse(Policy));

    await put(made, keyPolicy({ Sid: 'other', Action: 'kms:Encrypt', Principal: owner }));

    const other = await server.call('kms', 'GetKeyPolicy', { KeyId: made, PolicyName: 'default' });
    assert.match(other.Policy ?? '', /"Sid" : "other"/);
    for (const operation of ['GetKeyPolicy', 'PutKeyPolicy'] as const) {
      const { code, message } = await server.refused('kms', operation, { KeyId: made, PolicyName: 'second', Policy });
      assert.deepEqual([code, message], ['NotFoundException', 'No such policy exists']);
    }
  });

  it('decide alone: who is not named has no right, whatever other policies say', async () => {
    const all = [policyOfStatements({ Action: '*' })];
    const named = await makeUser(server, 'named');
    const administrator = await makeUser(server, 'administrator', { policies: all });
    const use: TestStatement = { Action: ['kms:Encrypt', 'kms:PutKeyPolicy'], Principal: { AWS: named.arn } };
    const KeyId = await createKey({ Policy: policyOfStatements(use), BypassPolicyLockoutSafetyCheck: true });

    await named.server.call('kms', 'Encrypt', { KeyId, Plaintext: new Redacted(Buffer.from('x')) });

    for (const { server: as, arn } of [administrator, { server, arn: `arn:aws:iam::${OWNER}:root` }]) {
      const { code, message } = await as.refused('kms', 'DescribeKey', { KeyId });
      assert.equal(code, 'AccessDeniedException');
      assert.equal(
        message,
        `User: ${arn} is not authorized to perform: kms:DescribeKey on resource: ${KeyId} ` +
          'because no resource-based policy allows the kms:DescribeKey action',
      );
    }
    const denied = await named.server.refused(
      'kms',
      'Decrypt',
      JSON.stringify({ CiphertextBlob: await sealAs(named.server, KeyId) }),
    );
    assert.equal(denied.code, 'AccessDeniedException');
  });

  async function sealAs(as: TestServer, KeyId: string): Promise<string> {
    const { CiphertextBlob } = await as.call('kms', 'Encrypt', { KeyId, Plaintext: new Redacted(Buffer.from('x')) });
    return Buffer.from(CiphertextBlob ?? []).toString('base64');
  }

  it('that name the account leave it to the policies of its users', async () => {
    const KeyId = await createKey();
    const { server: may } = await makeUser(server, 'may', {
      policies: [policyOfStatements({ Action: 'kms:Encrypt' })],
    });
    const { server: mayNot, arn } = await makeUser(server, 'may-not');

    await sealAs(may, KeyId);

    const { message } = await mayNot.refused('kms', 'Encrypt', JSON.stringify({ KeyId, Plaintext: 'eA==' }));
    assert.equal(
      message,
      `User: ${arn} is not authorized to perform: kms:Encrypt on resource: ${KeyId} ` +
        'because no identity-based policy allows the kms:Encrypt action',
    );
  });

  it('may not take the right to change them from those who bring them, unless they insist', async () => {
    const KeyId = await createKey();
    const Policy = policyOfStatements({ Action: 'kms:Encrypt', Principal: owner });
    const words = 'The new key policy will not allow you to update the key policy in the future.';

    for (const [operation, input] of [
      ['PutKeyPolicy', { KeyId, Policy }],
      ['CreateKey', { Policy }],
    ] as const) {
      const { code, message } = await server.refused('kms', operation, input);
      assert.deepEqual([code, message], ['MalformedPolicyDocumentException', words]);
    }
    await server.call('kms', 'PutKeyPolicy', { KeyId, Policy, BypassPolicyLockoutSafetyCheck: true });
    assert.equal(
      (await server.refused('kms', 'PutKeyPolicy', { KeyId, Policy: keyPolicy() })).code,
      'AccessDeniedException',
    );
  });

  it('are refused when they are malformed, too long, or name nobody', async () => {
    const KeyId = await createKey();
    const nobody = { AWS: `arn:aws:iam::${OWNER}:user/nobody` };
    const principals = 'Policy contains a statement with one or more invalid principals.';
    const refusal = async (Policy: string) => {
      const { code, message } = await server.refused('kms', 'PutKeyPolicy', { KeyId, Policy });
      return [code, message];
    };

    assert.deepEqual(await refusal(keyPolicy({ Action: 'kms:*', Principal: nobody })), [
      'MalformedPolicyDocumentException',
      principals,
    ]);
    assert.equal((await refusal('{'))[0], 'MalformedPolicyDocumentException');
    assert.equal((await refusal(policyOfStatements({ Action: 'kms:*' })))[0], 'MalformedPolicyDocumentException');
    const long = keyPolicy({ Action: 'kms:*', Principal: owner, Sid: 'x'.repeat(33_000) });
    assert.equal((await refusal(long))[0], 'LimitExceededException');
  });

  it('mean the user that they named, and not one who has the name later', async () => {
    const first = await makeUser(server, 'reborn');
    const KeyId = await createKey({ Policy: keyPolicy({ Action: 'kms:Encrypt', Principal: { AWS: first.arn } }) });
    await sealAs(first.server, KeyId);
    await server.call('iam', 'DeleteAccessKey', { UserName: 'reborn', AccessKeyId: first.accessKeyId });
    await server.call('iam', 'DeleteUser', { UserName: 'reborn' });

    const second = await makeUser(server, 'reborn');

    const { Policy = '' } = await server.call('kms', 'GetKeyPolicy', { KeyId });
    assert.deepEqual(JSON.parse(Policy).Statement[1].Principal, { AWS: first.id });
    assert.equal(
      (await second.server.refused('kms', 'Encrypt', JSON.stringify({ KeyId, Plaintext: 'eA==' }))).code,
      'AccessDeniedException',
    );
  });

  it('change what is allowed at once', async () => {
    const KeyId = await createKey();
    const CiphertextBlob = await seal(KeyId);
    const user = await makeUser(server, 'at-once', { policies: [policyOfStatements({ Action: 'kms:Decrypt' })] });
    const open = () => user.server.call('kms', 'Decrypt', { CiphertextBlob: Buffer.from(CiphertextBlob, 'base64') });
    await open();

    await put(KeyId, keyPolicy({ Effect: 'Deny', Action: 'kms:Decrypt', Principal: { AWS: user.arn } }));

    await assert.rejects(open, /AccessDeniedException/);
    await put(KeyId, keyPolicy());
    await open();
  });

  it('open a key to another account for what they name, where its own policies allow it too', async () => {
    const KeyId = await createKey({
      Policy: keyPolicy({
        Action: [
          'kms:DescribeKey',
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:GenerateDataKey',
          'kms:ReEncrypt*',
          'kms:DisableKey',
        ],
        Principal: { AWS: `arn:aws:iam::${STRANGER}:root` },
      }),
    });
    const CiphertextBlob = await seal(KeyId);
    const blob = Buffer.from(CiphertextBlob, 'base64');
    const all = [policyOfStatements({ Action: '*' })];
    const { server: may } = await makeUser(server, 'theirs', { accountId: STRANGER, policies: all });
    const { server: mayNot, arn } = await makeUser(server, 'theirs-not', { accountId: STRANGER });

    const opened = await may.call('kms', 'Decrypt', { CiphertextBlob: blob });
    await may.call('kms', 'Decrypt', { CiphertextBlob: blob, KeyId });
    await may.call('kms', 'ReEncrypt', { CiphertextBlob: blob, DestinationKeyId: KeyId });
    await may.call('kms', 'GenerateDataKey', { KeyId, KeySpec: 'AES_256' });

    assert.equal(opened.KeyId, KeyId);
    assert.equal(Buffer.from(opened.Plaintext?.unwrap() ?? []).toString(), 'attack at dawn');
    const denied = await mayNot.refused('kms', 'DescribeKey', { KeyId });
    assert.equal(
      denied.message,
      `User: ${arn} is not authorized to perform: kms:DescribeKey on resource: ${KeyId} ` +
        'because no identity-based policy allows the kms:DescribeKey action',
    );
    assert.equal((await mayNot.refused('kms', 'Decrypt', JSON.stringify({ CiphertextBlob }))).message, UNREACHABLE);
    // AWS has these for keys of the account alone.
    assert.equal((await may.refused('kms', 'DisableKey', { KeyId })).code, 'AccessDeniedException');
    // A bare id is one of the caller's own.
    const byId = await may.refused('kms', 'DescribeKey', { KeyId: KeyId.split('/')[1] ?? '' });
    assert.equal(byId.code, 'NotFoundException');
  });

  it('that say nothing of a stranger leave the stranger in the dark: a key that is there is like none', async () => {
    // Whom the policy refuses by name it does not tell more.
    const everybody: TestStatement = {
      Effect: 'Deny',
      Action: 'kms:DescribeKey',
      Principal: '*',
      Condition: { StringNotEquals: { 'aws:PrincipalAccount': OWNER } },
    };
    const KeyId = await createKey({ Policy: keyPolicy(everybody) });
    await server.call('kms', 'CreateAlias', { AliasName: 'alias/hidden', TargetKeyId: KeyId });
    const home = `arn:aws:kms:us-east-1:${OWNER}`;
    const pairs = [
      [KeyId, `${home}:key/${randomUUID()}`],
      [`${home}:alias/hidden`, `${home}:alias/none`],
    ] as const;

    for (const [there, gone] of pairs) {
      const [first, second] = [noting(server.parts.line), noting(server.parts.line)];
      const one = await stranger.send('kms', 'DescribeKey', { KeyId: there }, 'us-east-1', first.line);
      const other = await stranger.send('kms', 'DescribeKey', { KeyId: gone }, 'us-east-1', second.line);

      assert.equal(one.replaceAll(there, 'KEY'), other.replaceAll(gone, 'KEY'));
      assert.deepEqual(first.reads, second.reads);
      assert.deepEqual(
        first.reads.filter(read => /^remembered.*from kms_/s.test(read)),
        [],
      );
    }
  });

  it('deny a stranger’s ciphertext like one under no key, also where they say so', async () => {
    const KeyId = await createKey({
      Policy: keyPolicy({ Effect: 'Deny', Action: 'kms:Decrypt', Principal: { AWS: `arn:aws:iam::${STRANGER}:root` } }),
    });
    const sealed = await seal(KeyId);
    const id = Buffer.from((KeyId.split('/')[1] ?? '').replaceAll('-', ''), 'hex');
    const unknown = Buffer.from(sealed, 'base64');
    const at = unknown.indexOf(id);
    unknown.set(Buffer.from(randomUUID().replaceAll('-', ''), 'hex'), at);

    for (const CiphertextBlob of [sealed, unknown.toString('base64')]) {
      const { code, message } = await stranger.refused('kms', 'Decrypt', { CiphertextBlob });
      assert.deepEqual([code, message], ['AccessDeniedException', UNREACHABLE]);
      const own = await otherKey();
      const again = await stranger.refused('kms', 'ReEncrypt', { CiphertextBlob, DestinationKeyId: own });
      assert.equal(again.message, UNREACHABLE);
    }
  });

  async function otherKey(): Promise<string> {
    return JSON.parse(await stranger.send('kms', 'CreateKey', {})).KeyMetadata.Arn;
  }

  it('a key of another account beside a ciphertext is wrong, whether it is there or not', async () => {
    const KeyId = await createKey();
    const own = await otherKey();
    const sealed = JSON.parse(await stranger.send('kms', 'Encrypt', { KeyId: own, Plaintext: 'eA==' }));

    for (const named of [KeyId, `arn:aws:kms:us-east-1:${OWNER}:key/${randomUUID()}`]) {
      const input = { CiphertextBlob: sealed.CiphertextBlob, KeyId: named };
      const { code } = await stranger.refused('kms', 'Decrypt', input);
      assert.equal(code, 'IncorrectKeyException');
    }
  });
});
