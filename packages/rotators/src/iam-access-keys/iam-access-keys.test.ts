import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Redacted } from '@coffer/wire';
import { twoSlots } from '../api-keys/two-slots.ts';
import type { MakeSteps } from '../skeleton/handler.ts';
import { RotatingCoffer } from '../testing/rotating-coffer.ts';
import { accessKeys } from './access-keys.ts';

const rotator: MakeSteps = world => twoSlots(accessKeys(world));

describe("access keys of Coffer's own IAM users", () => {
  let coffer: RotatingCoffer;
  before(async () => {
    coffer = await RotatingCoffer.open();
  });
  after(() => coffer[Symbol.asyncDispose]());

  async function makeUser(name: string): Promise<string> {
    await coffer.server.call('iam', 'CreateUser', { UserName: name, Path: '/apps/' });
    const { AccessKey } = await coffer.server.call('iam', 'CreateAccessKey', { UserName: name });
    const key: unknown = AccessKey?.SecretAccessKey;
    const APIKey: unknown = key instanceof Redacted ? key.unwrap() : key;
    return coffer.store({ UserName: name, APIKey, APIKeyId: AccessKey?.AccessKeyId, note: 'kept' });
  }

  async function callAs(secretId: string, stage?: string): Promise<string> {
    const members = await coffer.read(secretId, stage);
    const accessKeyId = members.get('APIKeyId') ?? '';
    const secretAccessKey = new Redacted(members.get('APIKey') ?? '');
    const { Arn } = await coffer.server.as({ accessKeyId, secretAccessKey }).call('sts', 'GetCallerIdentity', {});
    return Arn ?? '';
  }

  async function keysOf(UserName: string): Promise<readonly (string | undefined)[]> {
    const { AccessKeyMetadata } = await coffer.server.call('iam', 'ListAccessKeys', { UserName });
    return (AccessKeyMetadata ?? []).map(({ AccessKeyId }) => AccessKeyId);
  }

  test('100: the new key and the one before are both accepted, the one before that is gone', async () => {
    const secretId = await makeUser('turns');
    const first = (await coffer.read(secretId)).get('APIKeyId');

    await coffer.rotate(rotator, secretId);
    assert.equal(await callAs(secretId), 'arn:aws:iam::123456789012:user/apps/turns');
    assert.equal(await callAs(secretId, 'AWSPREVIOUS'), 'arn:aws:iam::123456789012:user/apps/turns');
    await coffer.rotate(rotator, secretId);

    await callAs(secretId);
    await callAs(secretId, 'AWSPREVIOUS');
    const keys = await keysOf('turns');
    assert.equal(keys.length, 2);
    assert.ok(!keys.includes(first));
    assert.equal((await coffer.read(secretId)).get('note'), 'kept');
    const key = (await coffer.read(secretId)).get('APIKey') ?? '';
    assert.ok(coffer.log.every(line => !line.includes(key)));
  });

  test('every step may be run twice', async () => {
    const secretId = await makeUser('twice');
    const token = await coffer.begin(secretId);

    for (const step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
      await coffer.step(rotator, secretId, token, step);
      await coffer.step(rotator, secretId, token, step);
    }

    await callAs(secretId);
    assert.equal((await keysOf('twice')).length, 2);
  });

  test('a key that was made and never stored is replaced by the next attempt', async () => {
    const secretId = await makeUser('interrupted');
    const token = await coffer.begin(secretId);
    await coffer.server.call('iam', 'CreateAccessKey', { UserName: 'interrupted' });

    await coffer.run(rotator, secretId, token);

    await callAs(secretId);
    await callAs(secretId, 'AWSPREVIOUS');
  });

  test("another user's name in the secret is refused, and nobody's keys change", async () => {
    const secretId = await makeUser('attacker');
    await makeUser('victim');
    const keys = await keysOf('victim');
    await coffer.put(secretId, { ...Object.fromEntries(await coffer.read(secretId)), UserName: 'victim' });

    const rotation = coffer.rotate(rotator, secretId);

    const id = (await coffer.read(secretId)).get('APIKeyId') ?? '';
    await assert.rejects(rotation, { name: 'ValueError', message: `Access key ${id} is not one of user victim` });
    assert.deepEqual(await keysOf('victim'), keys);
  });

  test('a key that is not valid any more fails, and nothing changes', async () => {
    const secretId = await makeUser('stale');
    await coffer.put(secretId, { ...Object.fromEntries(await coffer.read(secretId)), APIKey: 'x'.repeat(40) });
    const keys = await keysOf('stale');

    const rotation = coffer.rotate(rotator, secretId);

    await assert.rejects(rotation, { name: 'ValueError', message: /^Access key AKIA\w+ of user stale is not valid: / });
    assert.deepEqual(await keysOf('stale'), keys);
  });

  test('a secret without its key says which member is missing', async () => {
    const secretId = await coffer.store({ UserName: 'x', APIKeyId: 'y' });

    const rotation = coffer.rotate(rotator, secretId);

    await assert.rejects(rotation, { name: 'KeyError', message: 'APIKey key is missing from secret JSON' });
  });
});
