import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { sql } from '../../storage/sql.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { secretText, TestServer, textOf } from '../../testing/test-server.ts';
import type { TestAccount } from './isolation.test-support.ts';
import { operationsOnSecrets, signingWith } from './isolation.test-support.ts';
import { makeSecret, NOT_FOUND, token, valueOf } from './testing.ts';

const HERE = 'us-east-1';
const ELSEWHERE = 'eu-west-1';

onBothEngines('Between regions of one account', engine => {
  let server: TestServer;
  let account: TestAccount;
  /** A secret of the first region. */
  let arn: string;
  before(async () => {
    server = await TestServer.open({ engine, options: { regions: [HERE, ELSEWHERE] } });
    const key = await server.parts.line.accessKeys.find('AKIAIOSFODNN7EXAMPLE');
    assert.ok(key !== undefined);
    account = signingWith(server, key);
    arn = await makeSecret(server, 'there');
  });
  after(() => server[Symbol.asyncDispose]());

  for (const [operation, input] of operationsOnSecrets()) {
    it(`${operation} finds nothing of another region, by name or by ARN`, async () => {
      const original = await server.call('secretsmanager', 'DescribeSecret', { SecretId: arn });

      for (const SecretId of ['there', arn, arn.slice(0, -7), arn.replace(HERE, ELSEWHERE)]) {
        assert.deepEqual(
          await account.refused('secretsmanager', operation, input(SecretId), ELSEWHERE),
          { status: 400, code: 'ResourceNotFoundException', message: NOT_FOUND },
          SecretId,
        );
      }

      assert.deepEqual(await server.call('secretsmanager', 'DescribeSecret', { SecretId: arn }), original);
    });
  }

  it('a forced deletion of what is in another region deletes nothing', async () => {
    const input = { SecretId: arn, ForceDeleteWithoutRecovery: true };

    await server.call('secretsmanager', 'DeleteSecret', input, ELSEWHERE);

    assert.equal(await valueOf(server, arn), 'v1');
  });

  it('names and tokens mean nothing in another', async () => {
    const input = { Name: 'twin', ClientRequestToken: token(1) };
    const [one, two] = [
      await server.call('secretsmanager', 'CreateSecret', { ...input, SecretString: secretText('one') }),
      await server.call('secretsmanager', 'CreateSecret', { ...input, SecretString: secretText('two') }, ELSEWHERE),
    ];

    assert.notEqual(one.ARN?.slice(-6), two.ARN?.slice(-6));
    const read = await server.call('secretsmanager', 'GetSecretValue', { SecretId: 'twin' }, ELSEWHERE);
    assert.equal(read.SecretString?.unwrap(), 'two');
    assert.equal(await valueOf(server, 'twin'), 'one');
  });

  it('lists, batches and the trail show their own region, and page tokens are good there only', async () => {
    for (const name of ['page-1', 'page-2']) await makeSecret(server, name);
    const Filters = [{ Key: 'name', Values: ['page-'] }] as const;
    const list = await server.call('secretsmanager', 'ListSecrets', { MaxResults: 1 });
    const batch = await server.call('secretsmanager', 'BatchGetSecretValue', { MaxResults: 1, Filters });
    const events = await server.call('cloudtrail', 'LookupEvents', { MaxResults: 1 });

    for (const [service, operation, input] of [
      ['secretsmanager', 'ListSecrets', { MaxResults: 1, NextToken: list.NextToken }],
      ['secretsmanager', 'BatchGetSecretValue', { MaxResults: 1, Filters, NextToken: batch.NextToken }],
      ['cloudtrail', 'LookupEvents', { MaxResults: 1, NextToken: events.NextToken }],
    ] as const) {
      assert.ok(input.NextToken !== undefined, operation);
      const { code } = await account.refused(service, operation, input, ELSEWHERE);
      assert.equal(code, 'InvalidNextTokenException', operation);
    }
    const elsewhere = await server.call('secretsmanager', 'ListSecrets', { IncludePlannedDeletion: true }, ELSEWHERE);
    assert.deepEqual(new Set(elsewhere.SecretList?.map(each => each.ARN?.split(':')[3])), new Set([ELSEWHERE]));
    const found = await server.call(
      'secretsmanager',
      'BatchGetSecretValue',
      { SecretIdList: [arn, 'page-1'] },
      ELSEWHERE,
    );
    assert.deepEqual(found.SecretValues, []);
    const trail = await server.call('cloudtrail', 'LookupEvents', {}, ELSEWHERE);
    const regions = trail.Events?.map(each => JSON.parse(each.CloudTrailEvent ?? '{}').awsRegion);
    assert.deepEqual(new Set(regions), new Set([ELSEWHERE]));
  });

  it('a key and a ciphertext of one region are of no use in another', async () => {
    const { KeyMetadata } = await server.call('kms', 'DescribeKey', { KeyId: 'alias/aws/secretsmanager' });
    const other = await server.call('kms', 'DescribeKey', { KeyId: 'alias/aws/secretsmanager' }, ELSEWHERE);
    const row = await server.parts.database.read(reader =>
      reader.get<{ data_key: Uint8Array }>(sql`
        select v.data_key
        from secret_version v
        join secret s on s.id = v.secret_id
        where s.name = 'there'`),
    );
    const CiphertextBlob = Buffer.from(row?.data_key ?? []).toString('base64');
    const EncryptionContext = { SecretARN: arn, SecretVersionId: token(1) };

    assert.notEqual(KeyMetadata?.KeyId, other.KeyMetadata?.KeyId);
    for (const KeyId of [KeyMetadata?.Arn, KeyMetadata?.KeyId]) {
      assert.equal((await server.refused('kms', 'DescribeKey', { KeyId }, ELSEWHERE)).code, 'NotFoundException');
    }
    const opened = await server.refused(
      'kms',
      'Decrypt',
      JSON.stringify({ CiphertextBlob, EncryptionContext }),
      ELSEWHERE,
    );
    assert.equal(opened.code, 'AccessDeniedException');
  });

  it('parameters refer to secrets of their own region', async () => {
    const input = { Name: '/aws/reference/secretsmanager/there', WithDecryption: true };

    const { Parameter } = await server.call('ssm', 'GetParameter', input);

    assert.equal(Parameter?.Value?.unwrap(), 'v1');
    assert.equal((await server.refused('ssm', 'GetParameter', input, ELSEWHERE)).code, 'ParameterNotFound');
  });

  it('a host name of AWS decides the region: a signature for another one is refused, served or not', async () => {
    const ask = (host: string, region: string) =>
      server.sendRaw({
        method: 'POST',
        target: '/',
        rawHeaders: [
          'Host',
          host,
          'Content-Type',
          'application/x-amz-json-1.1',
          'X-Amz-Target',
          'secretsmanager.GetSecretValue',
        ],
        body: Buffer.from('{"SecretId":"there"}'),
        service: 'secretsmanager',
        region,
      });

    for (const host of [`secretsmanager.${HERE}.amazonaws.com`, `secretsmanager-fips.${HERE}.amazonaws.com:443`]) {
      assert.match(textOf(await ask(host, HERE)), /"SecretString":"v1"/);
      assert.match(textOf(await ask(host, ELSEWHERE)), /"InvalidSignatureException".*valid region/);
    }
    assert.match(textOf(await ask(`secretsmanager.${ELSEWHERE}.api.aws`, ELSEWHERE)), /"ResourceNotFoundException"/);
    assert.match(textOf(await ask('secretsmanager.ap-south-1.amazonaws.com', HERE)), /"InvalidSignatureException"/);
    // Another name says nothing: then it is the signature's region.
    assert.match(textOf(await ask('vault.example.com', HERE)), /"SecretString":"v1"/);
    assert.match(textOf(await ask('vault.example.com', ELSEWHERE)), /"ResourceNotFoundException"/);
    assert.match(textOf(await ask('vault.example.com', 'ap-south-1')), /"InvalidSignatureException".*valid region/);
  });
});
