/** The AWS SDK for JavaScript speaks to IAM of a real server over TLS: its own Query codec, against ours. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { test } from 'node:test';
import {
  EntityAlreadyExistsException,
  IAM,
  MalformedPolicyDocumentException,
  NoSuchEntityException,
  paginateListPolicies,
} from '@aws-sdk/client-iam';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { startCoffer } from '../support/start-coffer.ts';

const READ_ONLY = 'arn:aws:iam::aws:policy/SecretsManagerReadWrite';
const PolicyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::a+b c/*' }],
});

test('IAM through the AWS SDK for JavaScript', async t => {
  await using coffer = await startCoffer();
  const { ready, accessKeyId, secretAccessKey } = coffer;
  const config = {
    endpoint: ready.https,
    region: 'us-east-1',
    maxAttempts: 1,
    requestHandler: { httpsAgent: new Agent({ ca: readFileSync(ready.ca), keepAlive: true }) },
  };
  const iam = new IAM({ ...config, credentials: { accessKeyId, secretAccessKey } });

  await t.test('a user, from the first to the last call', async () => {
    const Tags = [{ Key: 'Zwölf', Value: 'a=b c@d' }];
    const { User } = await iam.createUser({ UserName: 'ana', Path: '/d/', Tags });
    const { AccessKey } = await iam.createAccessKey({ UserName: 'ana' });
    await iam.putUserPolicy({ UserName: 'ana', PolicyName: 'own', PolicyDocument });
    await iam.attachUserPolicy({ UserName: 'ana', PolicyArn: READ_ONLY });
    const shown = await iam.getUser({ UserName: 'ana' });
    const own = await iam.getUserPolicy({ UserName: 'ana', PolicyName: 'own' });
    const attached = await iam.listAttachedUserPolicies({ UserName: 'ana' });
    const secrets = new SecretsManager({
      ...config,
      credentials: {
        accessKeyId: AccessKey?.AccessKeyId ?? '',
        secretAccessKey: AccessKey?.SecretAccessKey ?? '',
      },
    });
    const listed = await secrets.listSecrets({});
    await iam.detachUserPolicy({ UserName: 'ana', PolicyArn: READ_ONLY });

    assert.ok(User?.CreateDate instanceof Date && User.CreateDate.getMilliseconds() === 0);
    assert.deepEqual(shown.User?.Tags, Tags);
    assert.equal(decodeURIComponent(own.PolicyDocument ?? ''), PolicyDocument);
    assert.deepEqual(attached.AttachedPolicies, [{ PolicyName: 'SecretsManagerReadWrite', PolicyArn: READ_ONLY }]);
    assert.deepEqual([attached.IsTruncated, listed.SecretList], [false, []]);
    await assert.rejects(secrets.listSecrets({}), { name: 'AccessDeniedException' });
    secrets.destroy();
  });

  await t.test('errors are the SDK’s own classes', async () => {
    await assert.rejects(iam.getUser({ UserName: 'nobody' }), (error: Error) => {
      assert.ok(error instanceof NoSuchEntityException);
      assert.equal(error.message, 'The user with name nobody cannot be found.');
      assert.equal(error.$metadata.httpStatusCode, 404);
      return true;
    });
    await assert.rejects(iam.createUser({ UserName: 'ANA' }), EntityAlreadyExistsException);
    await assert.rejects(
      iam.createPolicy({ PolicyName: 'bad', PolicyDocument: '{}' }),
      MalformedPolicyDocumentException,
    );
  });

  await t.test('its paginators read to the end', async () => {
    const names: (string | undefined)[] = [];
    for await (const page of paginateListPolicies({ client: iam, pageSize: 4 }, { Scope: 'AWS' })) {
      names.push(...(page.Policies ?? []).map(({ PolicyName }) => PolicyName));
    }

    assert.ok(names.length >= 30);
    assert.equal(new Set(names).size, names.length);
    const { SummaryMap } = await iam.getAccountSummary({});
    assert.equal(SummaryMap?.UsersQuota, 5_000);
  });
  iam.destroy();
});
