/** The AWS CLI against a real server over TLS: each command line of the user guide that is built, and each operation. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { awsClis, without } from '../support/require.ts';
import { startCoffer } from '../support/start-coffer.ts';
import { CommandLine } from './command-line.ts';

const DAY_MS = 86_400_000;
/** How the AWS CLIs end when they do not know an option: version 2, and version 1. */
const USAGE_ERRORS = new Set([252, 255]);

/** As the user guide prints them. */
const SAMPLES = [
  `{
  "host" : "ProdServer-01.databases.example.com",
  "port" : "8888",
  "username" : "administrator",
  "password" : "My-P@ssw0rd!F0r+Th3_Acc0unt",
  "dbname" : "MyDatabase",
  "engine" : "mysql"
}
`,
  `{
  "engine": "mysql",
  "username": "user1",
  "password": "i29wwX!%9wFV",
  "host": "my-database-endpoint.us-east-1.rds.amazonaws.com",
  "dbname": "myDatabase",
  "port": "3306"
}
`,
];

describe('the AWS CLI', { concurrency: true, skip: without('aws') }, () => {
  for (const program of awsClis()) {
    test(program, async t => {
      await using coffer = await startCoffer();
      await using aws = await CommandLine.ofAws(program, coffer);
      const sm = (...words: string[]) => aws.json('secretsmanager', ...words);
      const refused = (...words: string[]) => aws.refusal('secretsmanager', ...words);

      await t.test('tutorial: a secret without a value has none to read until one is put', async () => {
        const name = 'tutorials/MyFirstTutorialSecret';
        const value = '{"username":"myserviceusername","password":"MyVerySecureP@ssw0rd!"}';
        await aws.writeFile('value.json', value);

        const created = await sm(
          'create-secret',
          '--name',
          name,
          '--description',
          'The secret I created for the first tutorial',
        );
        const missing = await refused('get-secret-value', '--secret-id', name, '--version-stage', 'AWSCURRENT');
        const put = await sm('put-secret-value', '--secret-id', name, '--secret-string', 'file://value.json');
        const described = await sm('describe-secret', '--secret-id', name);
        const current = await sm('get-secret-value', '--secret-id', name, '--version-stage', 'AWSCURRENT');
        const plain = await sm('get-secret-value', '--secret-id', name);

        assert.deepEqual(Object.keys(created), ['ARN', 'Name']);
        assert.match(
          String(created['ARN']),
          /^arn:aws:secretsmanager:us-east-1:123456789012:secret:tutorials\/MyFirstTutorialSecret-[a-zA-Z0-9]{6}$/,
        );
        assert.equal(
          missing,
          'An error occurred (ResourceNotFoundException) when calling the GetSecretValue operation: ' +
            "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
        );
        assert.deepEqual(described['VersionIdsToStages'], { [String(put['VersionId'])]: ['AWSCURRENT'] });
        assert.equal(described['Description'], 'The secret I created for the first tutorial');
        assert.equal(current['SecretString'], value);
        assert.deepEqual(plain, current);
      });

      await t.test('create from a file, get byte for byte, update, and read the previous version', async () => {
        const name = 'production/MyAwesomeAppSecret';
        const value = '{"username": "anika", "password": "aDM4N3*!8TT"}\n\tü€😀\n';
        await aws.writeFile('mycreds.json', value);

        const created = await sm('create-secret', '--name', name, '--secret-string', 'file://mycreds.json');
        const first = await sm('get-secret-value', '--secret-id', name);
        const updated = await sm('update-secret', '--secret-id', name, '--secret-string', 'another');
        const renamed = await sm('update-secret', '--secret-id', name, '--description', 'the description');
        const described = await sm('describe-secret', '--secret-id', name);
        const previous = await sm('get-secret-value', '--secret-id', name, '--version-stage', 'AWSPREVIOUS');
        const text = await aws.text(
          'secretsmanager',
          'get-secret-value',
          '--secret-id',
          String(created['ARN']),
          '--query',
          'SecretString',
          '--output',
          'text',
        );

        assert.deepEqual(Object.keys(created).toSorted(), ['ARN', 'Name', 'VersionId']);
        assert.equal(first['SecretString'], value);
        assert.notEqual(updated['VersionId'], created['VersionId']);
        assert.deepEqual(Object.keys(renamed).toSorted(), ['ARN', 'Name']);
        assert.equal(described['Description'], 'the description');
        assert.deepEqual(described['VersionIdsToStages'], {
          [String(created['VersionId'])]: ['AWSPREVIOUS'],
          [String(updated['VersionId'])]: ['AWSCURRENT'],
        });
        assert.equal(previous['SecretString'], value);
        assert.equal(text, 'another\n');
      });

      await t.test('a version without labels is deprecated: hidden, and readable by its id', async () => {
        const name = 'development/MyTestDatabase';
        const old = await sm('create-secret', '--name', name, '--secret-string', 'one');
        const now = await sm('put-secret-value', '--secret-id', name, '--secret-string', 'two');
        const [oldId, nowId] = [String(old['VersionId']), String(now['VersionId'])];
        const move = (...words: string[]) => ['update-secret-version-stage', '--secret-id', name, ...words];

        const attached = await refused(...move('--version-stage', 'AWSCURRENT', '--move-to-version-id', oldId));
        const moved = await sm(...move('--version-stage', 'AWSPREVIOUS', '--remove-from-version-id', oldId));
        const shown = await sm('list-secret-version-ids', '--secret-id', name);
        const all = await sm('list-secret-version-ids', '--secret-id', name, '--include-deprecated');
        const byId = await sm('get-secret-value', '--secret-id', name, '--version-id', oldId);

        assert.equal(
          attached,
          'An error occurred (InvalidParameterException) when calling the UpdateSecretVersionStage operation: ' +
            "The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version " +
            `${nowId}, so you must explicitly reference that version in RemoveFromVersionId.`,
        );
        assert.deepEqual(moved, { ARN: old['ARN'], Name: name });
        assert.deepEqual(idsOf(shown), [nowId]);
        assert.deepEqual(idsOf(all).toSorted(), [oldId, nowId].toSorted());
        assert.equal(byId['SecretString'], 'one');
        assert.equal('VersionStages' in byId, false);
      });

      await t.test('delete with 14 days, restore, delete at once', async () => {
        const name = 'deleted/secret';
        const { ARN } = await sm('create-secret', '--name', name, '--secret-string', 'still there');

        const deleted = await sm('delete-secret', '--secret-id', name, '--recovery-window-in-days', '14');
        const refusal = await refused('get-secret-value', '--secret-id', name);
        const described = await sm('describe-secret', '--secret-id', name);
        const restored = await sm('restore-secret', '--secret-id', name);
        const value = await sm('get-secret-value', '--secret-id', name);
        await sm('delete-secret', '--secret-id', name, '--force-delete-without-recovery');
        const gone = await refused('restore-secret', '--secret-id', name);

        assert.ok(Math.abs(timeOf(deleted['DeletionDate']) - Date.now() - 14 * DAY_MS) < DAY_MS / 24);
        assert.equal(
          refusal,
          'An error occurred (InvalidRequestException) when calling the GetSecretValue operation: ' +
            "You can't perform this operation on the secret because it was marked for deletion.",
        );
        assert.ok(Math.abs(timeOf(described['DeletedDate']) - Date.now()) < DAY_MS / 24);
        assert.deepEqual(restored, { ARN, Name: name });
        assert.equal(value['SecretString'], 'still there');
        assert.equal(
          gone,
          'An error occurred (ResourceNotFoundException) when calling the RestoreSecret operation: ' +
            "Secrets Manager can't find the specified secret.",
        );
      });

      await t.test('the secrets that the guides show: stored as they are, and found nowhere else', async () => {
        const description = 'Production database credentials';
        const inline = '{"username":"admin","password":"secure-password"}';
        for (const [i, value] of SAMPLES.entries()) {
          await aws.writeFile('secret.txt', value);
          await sm('create-secret', '--name', `sample/${i}`, '--secret-string', 'file://secret.txt');
        }

        const created = await sm(
          'create-secret',
          '--name',
          'prod/app/db',
          '--description',
          description,
          '--secret-string',
          inline,
        );
        const got = await sm('get-secret-value', '--secret-id', 'prod/app/db');

        assert.deepEqual([got['ARN'], got['VersionId']], [created['ARN'], created['VersionId']]);
        assert.deepEqual(JSON.parse(String(got['SecretString'])), JSON.parse(inline));
        for (const [i, value] of SAMPLES.entries()) {
          assert.equal((await sm('get-secret-value', '--secret-id', `sample/${i}`))['SecretString'], value);
        }
      });

      await t.test('another KMS key: the versions in use are under both, a new one under it alone', async () => {
        const id = ['--secret-id', 'production/MyAwesomeAppSecret'];
        const { KeyMetadata } = await aws.json('kms', 'create-key');
        const keyArn = String(listOf([KeyMetadata])[0]?.['Arn']);

        const changed = await sm('update-secret', ...id, '--kms-key-id', keyArn);
        await sm('put-secret-value', ...id, '--secret-string', 'under the new key');
        const listed = await sm('list-secret-version-ids', ...id);

        assert.deepEqual(Object.keys(changed).toSorted(), ['ARN', 'Name']);
        // CLIs before 2.4 do not know KmsKeyIds; both of the machine do.
        assert.deepEqual(
          listOf(listed['Versions']).map(version => version['KmsKeyIds']),
          [[keyArn], ['DefaultEncryptionKey', keyArn]],
        );
      });

      await t.test('78: rotate-secret as the guide prints it in one place is refused', async () => {
        const { ARN } = await sm('describe-secret', '--secret-id', 'prod/app/db');
        const words = ['rotate-secret', '--secret-id', 'prod/app/db', '--rotation-lambda-arn', String(ARN)];

        const code = await aws.exitCode('secretsmanager', ...words, '--automatically-rotate-after-days', '30');

        assert.ok(USAGE_ERRORS.has(code), String(code));
        assert.match(
          await refused(...words),
          /^An error occurred \(AccessDeniedException\) when calling the RotateSecret operation: Secrets Manager cannot invoke/,
        );
      });

      await t.test('bytes as they are, tags, filters and pages', async () => {
        const bytes = Buffer.from([0, 255, 10, 13, 128, 7]);
        await aws.writeFile('value.bin', bytes);
        const tags = ['--tags', 'Key=team,Value=a b', 'Key=empty,Value='];

        await sm('create-secret', '--name', 'listed/binary', '--secret-binary', 'fileb://value.bin', ...tags);
        const got = await sm('get-secret-value', '--secret-id', 'listed/binary');
        await sm('create-secret', '--name', 'listed/other', '--secret-string', 'x');
        const page = [
          'list-secrets',
          '--filters',
          'Key=name,Values=listed/',
          '--sort-order',
          'asc',
          '--page-size',
          '1',
        ];
        const listed = await sm(...page);

        assert.equal(got['SecretBinary'], bytes.toString('base64'));
        assert.equal('SecretString' in got, false);
        const list = listOf(listed['SecretList']);
        assert.deepEqual(
          list.map(secret => secret['Name']),
          ['listed/binary', 'listed/other'],
        );
        assert.deepEqual(list[0]?.['Tags'], [
          { Key: 'team', Value: 'a b' },
          { Key: 'empty', Value: '' },
        ]);
      });

      await t.test('errors are told in the words of AWS', async () => {
        const id = ['--secret-id', 'production/MyAwesomeAppSecret'];

        assert.equal(
          await refused('create-secret', '--name', 'a*b'),
          'An error occurred (ValidationException) when calling the CreateSecret operation: Invalid name. ' +
            'Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
        );
        assert.equal(
          await refused('create-secret', '--name', 'production/MyAwesomeAppSecret', '--secret-string', 'x'),
          'An error occurred (ResourceExistsException) when calling the CreateSecret operation: ' +
            'The operation failed because the secret production/MyAwesomeAppSecret already exists.',
        );
        assert.match(
          await refused('update-secret', ...id, '--kms-key-id', 'not-a-key'),
          /^An error occurred \(InvalidParameterException\) when calling the UpdateSecret operation: The operation failed because of an invalid KMS key: Invalid keyId 'not-a-key' \(Service: AWSKMS; Status Code: 400; Error Code: NotFoundException; Request ID: [0-9a-f-]{36}; Proxy: null\)$/,
        );
      });

      await t.test('KMS: make a key and an alias, make a data key, encrypt and decrypt', async () => {
        const key = ['--key-id', 'alias/cli'];
        const made = await aws.json('kms', 'create-key', '--tags', 'TagKey=k,TagValue=v');
        const keyId = String(listOf([made['KeyMetadata']])[0]?.['KeyId']);
        await aws.text('kms', 'create-alias', '--alias-name', 'alias/cli', '--target-key-id', keyId);
        const context = ['--encryption-context', 'purpose=test'];
        await aws.writeFile('plain.bin', 'attack at dawn');

        const { KeyMetadata } = await aws.json('kms', 'describe-key', ...key);
        const dataKey = await aws.json('kms', 'generate-data-key', ...key, '--key-spec', 'AES_256');
        const sealed = await aws.json('kms', 'encrypt', ...key, ...context, '--plaintext', 'fileb://plain.bin');
        await aws.writeFile('sealed.bin', Buffer.from(String(sealed['CiphertextBlob']), 'base64'));
        const opened = await aws.json('kms', 'decrypt', ...context, '--ciphertext-blob', 'fileb://sealed.bin');
        const wrong = await aws.refusal('kms', 'decrypt', '--ciphertext-blob', 'fileb://sealed.bin');

        assert.equal(Buffer.from(String(dataKey['Plaintext']), 'base64').byteLength, 32);
        assert.equal(Buffer.from(String(opened['Plaintext']), 'base64').toString(), 'attack at dawn');
        assert.equal(opened['KeyId'], listOf([KeyMetadata])[0]?.['Arn']);
        assert.equal(wrong, 'An error occurred (InvalidCiphertextException) when calling the Decrypt operation:');
      });

      await t.test('KMS: grant a key, rotate it, take the grant back', async () => {
        const made = await aws.json('kms', 'create-key');
        const keyId = String(listOf([made['KeyMetadata']])[0]?.['KeyId']);
        const key = ['--key-id', keyId];
        const grantee = [
          '--grantee-principal',
          'arn:aws:iam::123456789012:root',
          '--operations',
          'Decrypt',
          'DescribeKey',
        ];
        const constraint = ['--constraints', 'EncryptionContextSubset={purpose=test}'];

        const grant = await aws.json('kms', 'create-grant', ...key, ...grantee, ...constraint);
        const listed = listOf((await aws.json('kms', 'list-grants', ...key))['Grants']);
        await aws.text('kms', 'enable-key-rotation', ...key);
        const status = await aws.json('kms', 'get-key-rotation-status', ...key);
        await aws.text('kms', 'retire-grant', '--grant-token', String(grant['GrantToken']));
        const gone = await aws.refusal('kms', 'revoke-grant', ...key, '--grant-id', String(grant['GrantId']));

        assert.deepEqual(
          listed.map(({ GrantId, Operations, Constraints }) => [GrantId, Operations, Constraints]),
          [[grant['GrantId'], ['Decrypt', 'DescribeKey'], { EncryptionContextSubset: { purpose: 'test' } }]],
        );
        assert.equal(status['KeyRotationEnabled'], true);
        assert.match(gone, /^An error occurred \(NotFoundException\) when calling the RevokeGrant operation: /);
      });

      await t.test('the trail tells what was done, without a value', async () => {
        const { ARN } = await sm('describe-secret', '--secret-id', 'production/MyAwesomeAppSecret');
        const attribute = `AttributeKey=ResourceName,AttributeValue=${String(ARN)}`;
        const command = ['cloudtrail', 'lookup-events', '--lookup-attributes', attribute];

        const events = listOf((await aws.json(...command))['Events']);
        const page = await aws.json(...command, '--max-items', '1');
        const ofSource = 'AttributeKey=EventSource,AttributeValue=secretsmanager.amazonaws.com';
        const bySource = await aws.json('cloudtrail', 'lookup-events', '--lookup-attributes', ofSource);

        const names = new Set(events.map(event => event['EventName']));
        assert.ok(
          ['CreateSecret', 'GetSecretValue', 'UpdateSecret'].every(name => names.has(name)),
          [...names].join(),
        );
        const creation = events.findLast(event => event['EventName'] === 'CreateSecret');
        const record = JSON.parse(String(creation?.['CloudTrailEvent']));
        assert.equal(record.eventSource, 'secretsmanager.amazonaws.com');
        assert.equal(record.responseElements.arn, ARN);
        assert.match(record.userAgent, /aws-cli/);
        assert.equal(listOf(page['Events']).length, 1);
        assert.equal(typeof page['NextToken'], 'string');
        assert.deepEqual(
          new Set(listOf(bySource['Events']).map(event => event['EventSource'])),
          new Set(['secretsmanager.amazonaws.com']),
        );
        const everything = JSON.stringify(await aws.json('cloudtrail', 'lookup-events')) + coffer.output();
        assert.doesNotMatch(
          everything,
          /anika|aDM4N3|MyVerySecure|still there|attack at dawn|Acc0unt|i29wwX|secure-password|under the new/,
        );
        assert.equal(everything.includes(coffer.secretAccessKey), false);
      });
    });
  }
});

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  assert.ok(Array.isArray(value));
  return value;
}

function idsOf({ Versions }: Readonly<Record<string, unknown>>): unknown[] {
  return listOf(Versions).map(version => version['VersionId']);
}

/** Version 1 of the CLI prints seconds, version 2 ISO 8601. */
function timeOf(printed: unknown): number {
  return typeof printed === 'number' ? printed * 1000 : Date.parse(String(printed));
}
