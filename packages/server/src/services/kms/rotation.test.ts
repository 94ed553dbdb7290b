import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import { makeUser, policyOfStatements } from '../../access/testing.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { ManualClock } from '../../testing/manual-clock.ts';
import { TestServer } from '../../testing/test-server.ts';
import { recordsNamed } from '../secretsmanager/testing.ts';
import { claimed } from './cipher.ts';

const DAY_MS = 86_400_000;

onBothEngines('Rotation of keys', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function createKey(): Promise<{ KeyId: string; Arn: string }> {
    const { KeyMetadata } = await server.call('kms', 'CreateKey', {});
    return { KeyId: KeyMetadata?.KeyId ?? '', Arn: KeyMetadata?.Arn ?? '' };
  }

  async function seal(KeyId: string): Promise<Uint8Array> {
    const Plaintext = new Redacted<Uint8Array>(Buffer.from('attack at dawn'));
    return (await server.call('kms', 'Encrypt', { KeyId, Plaintext })).CiphertextBlob ?? new Uint8Array();
  }

  async function open(CiphertextBlob: Uint8Array): Promise<string> {
    const { Plaintext } = await server.call('kms', 'Decrypt', { CiphertextBlob });
    return Buffer.from(Plaintext?.unwrap() ?? []).toString();
  }

  const versionOf = (blob: Uint8Array) => claimed(blob)?.backingVersion;
  const status = (KeyId: string) => server.call('kms', 'GetKeyRotationStatus', { KeyId });
  const rotations = async (KeyId: string) => (await server.call('kms', 'ListKeyRotations', { KeyId })).Rotations ?? [];

  async function pass(days: number): Promise<void> {
    server.clock.advanceDays(days);
    await server.parts.jobs.runDue();
  }

  it('is off until it is enabled, and is every 365 days unless the request says otherwise', async () => {
    const { KeyId, Arn } = await createKey();
    assert.deepEqual({ ...(await status(KeyId)) }, { KeyId, KeyRotationEnabled: false });

    await server.call('kms', 'EnableKeyRotation', { KeyId: Arn });

    const now = server.clock.now();
    const on = { KeyId, KeyRotationEnabled: true, RotationPeriodInDays: 365, NextRotationDate: now + 365 * DAY_MS };
    assert.deepEqual({ ...(await status(Arn)) }, on);
    await server.call('kms', 'EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 });
    const sooner = { ...on, RotationPeriodInDays: 90, NextRotationDate: now + 90 * DAY_MS };
    assert.deepEqual({ ...(await status(KeyId)) }, sooner);
    await server.call('kms', 'DisableKeyRotation', { KeyId });
    assert.deepEqual({ ...(await status(KeyId)) }, { KeyId, KeyRotationEnabled: false });
    for (const RotationPeriodInDays of [89, 2_561]) {
      const { code } = await server.refused('kms', 'EnableKeyRotation', { KeyId, RotationPeriodInDays });
      assert.equal(code, 'ValidationException');
    }
  });

  it('gives new material when the time has come, again and again; what is under the old one opens', async () => {
    const { KeyId, Arn } = await createKey();
    const first = await seal(KeyId);
    await server.call('kms', 'EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 });
    await pass(89);
    assert.equal(versionOf(await seal(KeyId)), 1);

    await pass(1);

    const rotatedAt = server.clock.now();
    const second = await seal(KeyId);
    assert.deepEqual([versionOf(first), versionOf(second)], [1, 2]);
    assert.equal((await status(KeyId)).NextRotationDate, rotatedAt + 90 * DAY_MS);
    await pass(90);
    const third = await seal(KeyId);
    assert.equal(versionOf(third), 3);
    for (const blob of [first, second, third]) assert.equal(await open(blob), 'attack at dawn');
    const listed = await rotations(KeyId);
    assert.deepEqual(
      listed.map(({ RotationDate, RotationType, KeyMaterialState }) => [RotationDate, RotationType, KeyMaterialState]),
      [
        [rotatedAt, 'AUTOMATIC', 'NON_CURRENT'],
        [rotatedAt + 90 * DAY_MS, 'AUTOMATIC', 'CURRENT'],
      ],
    );
    const records = await recordsNamed(server, 'RotateKey');
    const about = records.filter(({ resources }) => JSON.stringify(resources).includes(Arn));
    assert.deepEqual(
      about.map(({ eventType, requestParameters, serviceEventDetails }) => [
        eventType,
        requestParameters,
        serviceEventDetails,
      ]),
      Array.from({ length: 2 }, () => ['AwsServiceEvent', null, { keyId: KeyId, rotationType: 'AUTOMATIC' }]),
    );
  });

  it('that was disabled does not come; enabling it again begins anew', async () => {
    const { KeyId } = await createKey();
    await server.call('kms', 'EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 });
    await server.call('kms', 'DisableKeyRotation', { KeyId });
    await pass(100);
    assert.equal(versionOf(await seal(KeyId)), 1);

    await server.call('kms', 'EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 });

    assert.equal((await status(KeyId)).NextRotationDate, server.clock.now() + 90 * DAY_MS);
  });

  it('waits while the key is disabled, and comes at once when it is enabled', async () => {
    const { KeyId } = await createKey();
    await server.call('kms', 'EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 });
    await server.call('kms', 'DisableKey', { KeyId });
    await pass(100);
    assert.equal((await rotations(KeyId)).length, 0);

    await server.call('kms', 'EnableKey', { KeyId });
    await server.parts.jobs.runDue();

    assert.equal((await rotations(KeyId)).length, 1);
    assert.equal((await status(KeyId)).NextRotationDate, server.clock.now() + 90 * DAY_MS);
  });

  it('is not while the key waits for its deletion, and is again when that is cancelled', async () => {
    const { KeyId, Arn } = await createKey();
    await server.call('kms', 'EnableKeyRotation', { KeyId });
    await server.call('kms', 'ScheduleKeyDeletion', { KeyId });
    assert.deepEqual({ ...(await status(KeyId)) }, { KeyId, KeyRotationEnabled: false });
    for (const operation of ['EnableKeyRotation', 'DisableKeyRotation', 'RotateKeyOnDemand'] as const) {
      const { code, message } = await server.refused('kms', operation, { KeyId });
      assert.deepEqual([code, message], ['KMSInvalidStateException', `${Arn} is pending deletion.`]);
    }

    await server.call('kms', 'CancelKeyDeletion', { KeyId });

    assert.equal((await status(KeyId)).KeyRotationEnabled, true);
    for (const operation of ['EnableKeyRotation', 'DisableKeyRotation', 'RotateKeyOnDemand'] as const) {
      const { code, message } = await server.refused('kms', operation, { KeyId });
      assert.deepEqual([code, message], ['DisabledException', `${Arn} is disabled.`]);
    }
  });

  it('on demand is at once, and leaves the date of the next automatic one as it is', async () => {
    const { KeyId, Arn } = await createKey();
    await server.call('kms', 'EnableKeyRotation', { KeyId });
    const older = await seal(KeyId);
    const { NextRotationDate } = await status(KeyId);
    server.clock.advanceDays(1);

    const answer = await server.call('kms', 'RotateKeyOnDemand', { KeyId: Arn });

    assert.deepEqual({ ...answer }, { KeyId });
    const newer = await seal(KeyId);
    assert.deepEqual([versionOf(older), versionOf(newer)], [1, 2]);
    assert.deepEqual([await open(older), await open(newer)], ['attack at dawn', 'attack at dawn']);
    assert.equal((await status(KeyId)).NextRotationDate, NextRotationDate);
    const [rotation] = await rotations(KeyId);
    assert.deepEqual([rotation?.RotationType, rotation?.RotationDate], ['ON_DEMAND', server.clock.now()]);
    const calls = await recordsNamed(server, 'RotateKeyOnDemand');
    const record = calls.find(({ requestParameters }) => JSON.stringify(requestParameters).includes(Arn));
    assert.deepEqual([record?.['requestParameters'], record?.['responseElements']], [{ keyId: Arn }, { keyId: KeyId }]);
    const events = await recordsNamed(server, 'RotateKey');
    const event = events.find(({ resources }) => JSON.stringify(resources).includes(Arn));
    assert.deepEqual(event?.['serviceEventDetails'], { keyId: KeyId, rotationType: 'ON_DEMAND' });
    assert.deepEqual(event?.['userIdentity'], { accountId: '123456789012', invokedBy: 'AWS Internal' });
  });

  it('on demand ends after 25 times, in the words that were recorded', async () => {
    const { KeyId, Arn } = await createKey();
    for (let i = 0; i < 25; i++) await server.call('kms', 'RotateKeyOnDemand', { KeyId });

    const { code, message } = await server.refused('kms', 'RotateKeyOnDemand', { KeyId });

    assert.equal(code, 'LimitExceededException');
    assert.equal(
      message,
      `The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be performed for this key: ${Arn}`,
    );
    assert.equal(versionOf(await seal(KeyId)), 26);
    const first = await server.call('kms', 'ListKeyRotations', { KeyId, Limit: 20 });
    const Marker = first.NextMarker ?? '';
    const rest = await server.call('kms', 'ListKeyRotations', { KeyId, Limit: 20, Marker });
    assert.deepEqual([first.Rotations?.length, first.Truncated], [20, true]);
    assert.deepEqual([rest.Rotations?.length, rest.Truncated, rest.NextMarker], [5, false, undefined]);
    const ids = [...(first.Rotations ?? []), ...(rest.Rotations ?? [])].map(each => each.KeyMaterialId);
    assert.equal(new Set(ids).size, 25);
    for (const id of ids) assert.match(id ?? '', /^[0-9a-f]{64}$/);
  });

  it('on demand is refused when the automatic one is near', async () => {
    const { KeyId } = await createKey();
    await server.call('kms', 'EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 });
    server.clock.advance(90 * DAY_MS - 20 * 60_000);

    assert.equal((await server.refused('kms', 'RotateKeyOnDemand', { KeyId })).code, 'ConflictException');

    server.clock.advance(-1);
    await server.call('kms', 'RotateKeyOnDemand', { KeyId });
  });

  it('at the same moment by several callers gives each of them material of its own', async () => {
    const { KeyId } = await createKey();

    await Promise.all(Array.from({ length: 4 }, () => server.call('kms', 'RotateKeyOnDemand', { KeyId })));

    assert.equal((await rotations(KeyId)).length, 4);
    assert.equal(versionOf(await seal(KeyId)), 5);
  });

  it('lists the material that the key was made with when it is asked for', async () => {
    const { KeyId } = await createKey();
    await server.call('kms', 'RotateKeyOnDemand', { KeyId });
    const IncludeKeyMaterial = 'ALL_KEY_MATERIAL';

    const { Rotations } = await server.call('kms', 'ListKeyRotations', { KeyId, IncludeKeyMaterial });

    assert.deepEqual(
      Rotations?.map(({ KeyMaterialState, RotationType }) => [KeyMaterialState, RotationType]),
      [
        ['NON_CURRENT', undefined],
        ['CURRENT', 'ON_DEMAND'],
      ],
    );
  });

  it('may be allowed up to a period, and who says none asks for a year', async () => {
    const Condition = { NumericLessThanEquals: { 'kms:RotationPeriodInDays': '180' } };
    const policies = [policyOfStatements({ Action: 'kms:EnableKeyRotation', Condition })];
    const user = await makeUser(server, 'rotates', { policies });
    const { KeyId } = await createKey();

    await user.server.call('kms', 'EnableKeyRotation', { KeyId, RotationPeriodInDays: 180 });

    for (const input of [{ RotationPeriodInDays: 181 }, {}]) {
      const { code } = await user.server.refused('kms', 'EnableKeyRotation', { KeyId, ...input });
      assert.equal(code, 'AccessDeniedException');
    }
  });

  it('of keys that are not for encryption with one key is not supported', async () => {
    const { KeyMetadata } = await server.call('kms', 'CreateKey', {
      KeySpec: 'HMAC_256',
      KeyUsage: 'GENERATE_VERIFY_MAC',
    });
    const KeyId = KeyMetadata?.KeyId;
    const operations = [
      'EnableKeyRotation',
      'DisableKeyRotation',
      'GetKeyRotationStatus',
      'ListKeyRotations',
      'RotateKeyOnDemand',
    ] as const;

    for (const operation of operations) {
      const { code, message } = await server.refused('kms', operation, { KeyId });
      assert.deepEqual([code, message ?? ''], ['UnsupportedOperationException', ''], operation);
    }
  });
});

onBothEngines("Rotation of AWS's own keys", engine => {
  it('is once a year, and a value from before opens', async () => {
    await using server = await TestServer.open({ engine, clock: new ManualClock(Date.UTC(2026, 0, 1)) });
    const KeyId = 'alias/aws/secretsmanager';
    const { KeyMetadata } = await server.call('kms', 'DescribeKey', { KeyId });
    const key = { KeyId: KeyMetadata?.KeyId ?? '' };
    const status = await server.call('kms', 'GetKeyRotationStatus', key);
    const next = Date.UTC(2027, 0, 1);
    assert.deepEqual([status.KeyRotationEnabled, status.NextRotationDate], [true, next]);
    const SecretString = new Redacted('from before');
    await server.call('secretsmanager', 'CreateSecret', {
      Name: 'old',
      SecretString,
      ClientRequestToken: 'a'.repeat(32),
    });
    const denied = await server.refused('kms', 'DisableKeyRotation', key);
    assert.equal(denied.code, 'AccessDeniedException');

    server.clock.advanceDays(366);
    await server.parts.jobs.runDue();

    const { Rotations } = await server.call('kms', 'ListKeyRotations', key);
    assert.deepEqual(
      Rotations?.map(({ RotationType }) => RotationType),
      ['AUTOMATIC'],
    );
    const { SecretString: read } = await server.call('secretsmanager', 'GetSecretValue', { SecretId: 'old' });
    assert.equal(read?.unwrap(), 'from before');
  });
});
