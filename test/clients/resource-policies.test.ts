/** Policies on secrets, with the words of the user guide ("Using Resource-based Policies", "Attaching a Policy"). */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { awsClis, without } from '../support/require.ts';
import type { Coffer, Identity } from '../support/start-coffer.ts';
import { startCoffer } from '../support/start-coffer.ts';
import { boto3Kinds } from './boto3-client.ts';
import { callsOf } from './calls.ts';
import { COFFER_CLI } from './cli-client.ts';
import { CommandLine } from './command-line.ts';
import { makeUser, policyOf } from './identities.ts';
import { SDK } from './sdk-client.ts';

const ACCOUNT = '123456789012';
const LOCKED_OUT = 'This resource policy will not allow you to manage this secret in the future.';
const PUBLIC = 'You can not attach a resource policy that grants Public access to your secret.';

describe('policies on secrets', { concurrency: true }, () => {
  let coffer: Coffer;
  let bare: Identity;
  before(async () => {
    coffer = await startCoffer();
    await using administrator = await SDK.open(coffer);
    bare = await makeUser(administrator, 'bare');
  });
  after(() => coffer[Symbol.asyncDispose]());

  for (const kind of [SDK, COFFER_CLI, ...boto3Kinds()]) {
    test(kind.name, { skip: kind.skip }, async () => {
      await using client = await kind.open(coffer);
      const { call, refused } = callsOf(client, 'secretsmanager');
      const user = callsOf(client.as({ identity: bare }), 'secretsmanager');
      const SecretId = `${kind.label}/own-policy`;
      await call('CreateSecret', { Name: SecretId, SecretString: 'x' });
      const AWS = `arn:aws:iam::${ACCOUNT}:user/bare`;
      const read = { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*' };
      const policy = policyOf({ ...read, Sid: 'For whom it is', Principal: { AWS } });
      const deny = policyOf({ ...read, Effect: 'Deny', Principal: '*' });
      const lockOut = policyOf({ ...read, Effect: 'Deny', Action: 'secretsmanager:PutResourcePolicy', Principal: '*' });
      const open = policyOf({ ...read, Principal: '*' });

      const withoutRight = await user.refused('GetSecretValue', { SecretId });
      await call('PutResourcePolicy', { SecretId, ResourcePolicy: policy });
      const allowed = await user.call('GetSecretValue', { SecretId });
      const shown = await call('GetResourcePolicy', { SecretId });
      const shutOut = await refused('PutResourcePolicy', { SecretId, ResourcePolicy: lockOut });
      const validated = await call('ValidateResourcePolicy', { SecretId, ResourcePolicy: lockOut });
      const blocked = await refused('PutResourcePolicy', { SecretId, ResourcePolicy: open, BlockPublicPolicy: true });
      await call('PutResourcePolicy', { SecretId, ResourcePolicy: deny });
      const denied = await refused('GetSecretValue', { SecretId });
      await call('DeleteResourcePolicy', { SecretId });
      const withoutPolicy = await call('GetSecretValue', { SecretId });

      assert.equal(
        withoutRight,
        `AccessDeniedException: User: ${AWS} is not authorized to perform: secretsmanager:GetSecretValue on resource: ` +
          `${SecretId} because no identity-based policy allows the secretsmanager:GetSecretValue action`,
      );
      assert.deepEqual([allowed['SecretString'], withoutPolicy['SecretString']], ['x', 'x']);
      assert.deepEqual(JSON.parse(String(shown['ResourcePolicy'])), JSON.parse(policy));
      assert.equal(shutOut, `AccessDeniedException: ${LOCKED_OUT}`);
      assert.deepEqual(validated, {
        PolicyValidationPassed: false,
        ValidationErrors: [{ CheckName: 'LockOutCheck', ErrorMessage: LOCKED_OUT }],
      });
      assert.equal(blocked, `PublicPolicyException: ${PUBLIC}`);
      assert.match(denied, /^AccessDeniedException: .* with an explicit deny in a resource-based policy$/);
    });
  }

  describe('the AWS CLIs', { concurrency: true, skip: without('aws') }, () => {
    for (const [at, program] of awsClis().entries()) {
      test(program, async () => {
        await using aws = await CommandLine.ofAws(program, coffer);
        const name = `aws${at}/MyTestDatabase`;
        const id = ['--secret-id', name];
        const sm = (...words: string[]) => aws.json('secretsmanager', ...words);
        const AWS = `arn:aws:iam::${ACCOUNT}:root`;
        const statement = {
          Effect: 'Allow',
          Principal: { AWS },
          Action: 'secretsmanager:GetSecretValue',
          Resource: '*',
        };
        await aws.writeFile('my_policy.json', policyOf(statement));
        await aws.writeFile('broken.json', policyOf(statement).slice(1));

        const { ARN } = await sm('create-secret', '--name', name, '--secret-string', 'x');
        const put = await sm('put-resource-policy', ...id, '--resource-policy', 'file://my_policy.json');
        const [shown, broken] = await Promise.all([
          sm('get-resource-policy', ...id),
          aws.refusal('secretsmanager', 'put-resource-policy', ...id, '--resource-policy', 'file://broken.json'),
        ]);
        const deleted = await sm('delete-resource-policy', ...id);
        const gone = await sm('get-resource-policy', ...id);

        const answer = { ARN, Name: name };
        assert.deepEqual([put, deleted, gone], [answer, answer, answer]);
        assert.equal(
          shown['ResourcePolicy'],
          '{\n  "Version" : "2012-10-17",\n  "Statement" : [ {\n    "Effect" : "Allow",\n    "Principal" : {\n' +
            `      "AWS" : "${AWS}"\n    },\n    "Action" : "secretsmanager:GetSecretValue",\n    "Resource" : "*"\n  } ]\n}`,
        );
        assert.equal(
          broken,
          'An error occurred (MalformedPolicyDocumentException) when calling the PutResourcePolicy operation: ' +
            'This resource policy contains a syntax error.',
        );
      });
    }
  });
});
