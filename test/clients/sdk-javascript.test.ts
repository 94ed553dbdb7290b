/** The AWS SDK for JavaScript, version 3, against a real server over TLS. */
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
import {
  DisabledException,
  InvalidCiphertextException,
  KMSInvalidStateException,
  MalformedPolicyDocumentException,
  NotFoundException,
} from '@aws-sdk/client-kms';
import {
  InvalidParameterException,
  InvalidRequestException,
  paginateListSecrets,
  paginateListSecretVersionIds,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import { startCoffer } from '../support/start-coffer.ts';
import { sdkClients } from './sdk-clients.ts';

test('the AWS SDK for JavaScript', async t => {
  await using coffer = await startCoffer();
  using clients = sdkClients(coffer);
  const { secrets, keys, trail } = clients;

  await t.test('the life of a secret: each operation once', async () => {
    const Name = 'sdk/life';

    const created = await secrets.createSecret({ Name, Description: 'first', Tags: [{ Key: 'a', Value: 'b' }] });
    const put = await secrets.putSecretValue({ SecretId: Name, SecretString: 'one', VersionStages: ['MINE'] });
    const updated = await secrets.updateSecret({ SecretId: Name, SecretString: 'two', Description: 'second' });
    await secrets.updateSecretVersionStage({
      SecretId: Name,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: put.VersionId,
      RemoveFromVersionId: updated.VersionId,
    });
    const described = await secrets.describeSecret({ SecretId: Name });
    const current = await secrets.getSecretValue({ SecretId: Name });
    const versions = await secrets.listSecretVersionIds({ SecretId: Name });
    const listed = await secrets.listSecrets({ Filters: [{ Key: 'name', Values: [Name] }] });
    const deleted = await secrets.deleteSecret({ SecretId: Name });
    const restored = await secrets.restoreSecret({ SecretId: Name });

    assert.equal(created.VersionId, undefined);
    assert.deepEqual(put.VersionStages?.toSorted(), ['AWSCURRENT', 'MINE']);
    assert.equal(described.Description, 'second');
    assert.deepEqual(described.Tags, [{ Key: 'a', Value: 'b' }]);
    assert.deepEqual(described.VersionIdsToStages?.[String(put.VersionId)]?.toSorted(), ['AWSCURRENT', 'MINE']);
    assert.deepEqual(described.VersionIdsToStages?.[String(updated.VersionId)], ['AWSPREVIOUS']);
    assert.ok(
      described.CreatedDate instanceof Date && Math.abs(described.CreatedDate.getTime() - Date.now()) < 3_600_000,
    );
    assert.equal(current.SecretString, 'one');
    assert.equal(current.VersionId, put.VersionId);
    assert.equal(versions.Versions?.length, 2);
    assert.deepEqual(
      listed.SecretList?.map(secret => secret.Name),
      [Name],
    );
    const windowMs = Number(deleted.DeletionDate) - Date.now();
    assert.ok(Math.abs(windowMs - 30 * 86_400_000) < 3_600_000);
    assert.equal(restored.ARN, created.ARN);
    assert.match(String(current.$metadata.requestId), /^[0-9a-f-]{36}$/);
  });

  await t.test('64 KiB of bytes come back as they went', async () => {
    const SecretBinary = randomBytes(65_536);

    await secrets.createSecret({ Name: 'sdk/bytes', SecretBinary });
    const got = await secrets.getSecretValue({ SecretId: 'sdk/bytes' });

    assert.deepEqual(Buffer.from(got.SecretBinary ?? []), SecretBinary);
    assert.equal(got.SecretString, undefined);
  });

  await t.test('errors are the classes of the SDK', async () => {
    const Name = 'sdk/errors';
    const { VersionId } = await secrets.createSecret({ Name, SecretString: 'x' });
    const { VersionId: next } = await secrets.putSecretValue({ SecretId: Name, SecretString: 'y' });

    const cases: readonly (readonly [() => Promise<unknown>, new (...args: never[]) => Error, RegExp])[] = [
      [
        () => secrets.getSecretValue({ SecretId: 'sdk/none' }),
        ResourceNotFoundException,
        /^Secrets Manager can't find the specified secret\.$/,
      ],
      [
        () => secrets.createSecret({ Name, SecretString: 'x' }),
        ResourceExistsException,
        /^The operation failed because the secret sdk\/errors already exists\.$/,
      ],
      [
        () =>
          secrets.updateSecretVersionStage({ SecretId: Name, VersionStage: 'AWSCURRENT', MoveToVersionId: VersionId }),
        InvalidParameterException,
        new RegExp(`currently attached to version ${next}`),
      ],
      [
        () => secrets.getSecretValue({ SecretId: Name, VersionId, VersionStage: 'AWSCURRENT' }),
        InvalidRequestException,
        /^You provided a VersionStage that is not associated to the provided VersionId\.$/,
      ],
      [() => secrets.createSecret({ Name: 'a b' }), SecretsManagerServiceException, /^Invalid name\. /],
    ];

    for (const [call, type, message] of cases) {
      await assert.rejects(call(), error => {
        assert.ok(error instanceof type && error instanceof SecretsManagerServiceException);
        assert.match(error.message, message);
        assert.equal(error.$metadata.httpStatusCode, 400);
        return true;
      });
    }
  });

  await t.test('a token makes a retry harmless', async () => {
    const ClientRequestToken = randomUUID();
    const input = { Name: 'sdk/retried', SecretString: 'x', ClientRequestToken };

    const first = await secrets.createSecret(input);
    const second = await secrets.createSecret(input);

    assert.equal(first.VersionId, ClientRequestToken);
    assert.equal(second.ARN, first.ARN);
    assert.equal(second.VersionId, first.VersionId);
  });

  await t.test('the paginators end, and see everything once', async () => {
    const names = Array.from({ length: 7 }, (_, at) => `paged/${at}`);
    for (const Name of names) await secrets.createSecret({ Name, SecretString: Name });
    for (let count = 0; count < 4; count += 1)
      await secrets.putSecretValue({ SecretId: 'paged/0', SecretString: 'n', VersionStages: [`L${count}`] });

    const listed: unknown[] = [];
    for await (const page of paginateListSecrets(
      { client: secrets, pageSize: 3 },
      { Filters: [{ Key: 'name', Values: ['paged/'] }] },
    )) {
      listed.push(...(page.SecretList ?? []).map(secret => secret.Name));
    }
    const versions: unknown[] = [];
    for await (const page of paginateListSecretVersionIds({ client: secrets, pageSize: 2 }, { SecretId: 'paged/0' })) {
      versions.push(...(page.Versions ?? []).map(version => version.VersionId));
    }
    const events: unknown[] = [];
    const LookupAttributes = [{ AttributeKey: 'EventName', AttributeValue: 'CreateSecret' } as const];
    for await (const page of paginateLookupEvents({ client: trail, pageSize: 2 }, { LookupAttributes })) {
      const records = (page.Events ?? []).map(event => JSON.parse(event.CloudTrailEvent ?? '{}'));
      events.push(...records.map(record => record.requestParameters?.name).filter(name => names.includes(name)));
    }

    assert.deepEqual(listed.toSorted(), names);
    assert.equal(versions.length, 5);
    assert.equal(new Set(versions).size, 5);
    assert.deepEqual(events.toSorted(), names);
  });

  await t.test('KMS: each operation, and the classes of its errors', async () => {
    const Plaintext = Buffer.from('attack at dawn');
    const EncryptionContext = { purpose: 'test' };

    const made = await keys.createKey({ Description: 'for the SDK', Tags: [{ TagKey: 'k', TagValue: 'v' }] });
    const KeyId = String(made.KeyMetadata?.KeyId);
    const AliasName = 'alias/sdk';
    await keys.createAlias({ AliasName, TargetKeyId: KeyId });
    const { KeyMetadata } = await keys.describeKey({ KeyId: AliasName });
    const sealed = await keys.encrypt({ KeyId: AliasName, Plaintext, EncryptionContext });
    const opened = await keys.decrypt({ CiphertextBlob: sealed.CiphertextBlob, EncryptionContext });
    const dataKey = await keys.generateDataKey({ KeyId: String(KeyMetadata?.Arn), KeySpec: 'AES_256' });

    assert.deepEqual(Buffer.from(opened.Plaintext ?? []), Plaintext);
    assert.equal(opened.KeyId, KeyMetadata?.Arn);
    assert.equal(dataKey.Plaintext?.byteLength, 32);
    await assert.rejects(keys.decrypt({ CiphertextBlob: sealed.CiphertextBlob }), InvalidCiphertextException);
    await assert.rejects(
      keys.decrypt({ CiphertextBlob: randomBytes(60), EncryptionContext }),
      InvalidCiphertextException,
    );
    await assert.rejects(keys.describeKey({ KeyId: randomUUID() }), NotFoundException);
    await keys.disableKey({ KeyId });
    await assert.rejects(keys.encrypt({ KeyId, Plaintext }), DisabledException);
    const { DeletionDate } = await keys.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 });
    assert.ok(DeletionDate instanceof Date && DeletionDate.getTime() > Date.now());
    await assert.rejects(keys.enableKey({ KeyId }), KMSInvalidStateException);
    await keys.cancelKeyDeletion({ KeyId });
    const { Policy } = await keys.getKeyPolicy({ KeyId });
    await keys.putKeyPolicy({ KeyId, Policy: String(Policy) });
    await assert.rejects(keys.putKeyPolicy({ KeyId, Policy: '{}' }), MalformedPolicyDocumentException);
    await keys.deleteAlias({ AliasName });
  });

  await t.test('fifty calls at once: every write is there, every read is its own', async () => {
    const names = Array.from({ length: 50 }, (_, at) => `many/${at}`);

    const created = await Promise.all(
      names.map(Name => secrets.createSecret({ Name, SecretString: `value of ${Name}` })),
    );
    const read = await Promise.all(names.map(SecretId => secrets.getSecretValue({ SecretId })));
    const moved = await Promise.all(
      names.map(SecretString => secrets.putSecretValue({ SecretId: 'many/0', SecretString })),
    );
    const last = await secrets.getSecretValue({ SecretId: 'many/0' });
    const { VersionIdsToStages = {} } = await secrets.describeSecret({ SecretId: 'many/0' });

    assert.equal(new Set(created.map(answer => answer.ARN)).size, 50);
    assert.deepEqual(
      read.map(answer => answer.SecretString),
      names.map(name => `value of ${name}`),
    );
    assert.ok(moved.some(answer => answer.VersionId === last.VersionId));
    assert.deepEqual(Object.values(VersionIdsToStages).flat().toSorted(), ['AWSCURRENT', 'AWSPREVIOUS']);
  });
});
