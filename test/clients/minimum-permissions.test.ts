/**
 * The lists of "Minimum permissions" in the user guide (44 to 47, 52 and 55 of its examples): with exactly these actions
 * a procedure works, with one less it fails at the step that needs it. As in the guide the secret lies under a customer's
 * own key, which takes rights at KMS.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Coffer } from '../support/start-coffer.ts';
import { startCoffer } from '../support/start-coffer.ts';
import type { AnyClient, Members } from './any-client.ts';
import { structIn, textIn } from './any-client.ts';
import { boto3Kinds } from './boto3-client.ts';
import { allowing, makeUser, setPolicy } from './identities.ts';
import { SDK } from './sdk-client.ts';

const NO_KMS = 'AccessDeniedException: Access to KMS is not allowed';
const READ_WRITE = 'arn:aws:iam::aws:policy/SecretsManagerReadWrite';
const FULL_IAM = 'arn:aws:iam::aws:policy/IAMFullAccess';

/** A step, with the actions of the list that it takes. */
interface Step {
  readonly operation: string;
  /** Its input names no secret. */
  readonly isOfAccount?: boolean;
  readonly takes: readonly string[];
  /** What the service says when the caller may: there is nothing to be done. */
  readonly refusal?: string;
}

interface Procedure {
  readonly title: string;
  /** What an administrator does to the secret before. */
  readonly before?: string;
  readonly steps: readonly Step[];
}

const list = { operation: 'ListSecrets', isOfAccount: true, takes: ['secretsmanager:ListSecrets'] };
const describeStep = { operation: 'DescribeSecret', takes: ['secretsmanager:DescribeSecret'] };
const getValue = { operation: 'GetSecretValue', takes: ['secretsmanager:GetSecretValue', 'kms:Decrypt'] };

const PROCEDURES: readonly Procedure[] = [
  { title: '45: retrieving a secret value', steps: [list, describeStep, getValue] },
  {
    title: '46: deleting a secret',
    steps: [list, { operation: 'DeleteSecret', takes: ['secretsmanager:DeleteSecret'] }],
  },
  {
    title: '47: restoring a secret',
    before: 'DeleteSecret',
    steps: [list, { operation: 'RestoreSecret', takes: ['secretsmanager:RestoreSecret'] }],
  },
  {
    title: '52: triggering a rotation',
    steps: [
      {
        operation: 'RotateSecret',
        takes: ['secretsmanager:RotateSecret'],
        refusal: 'InvalidRequestException: No Lambda rotation function ARN is associated with this secret.',
      },
    ],
  },
  { title: '55: a client that caches', steps: [describeStep, getValue] },
];

describe('minimum permissions of the guide', { concurrency: true }, () => {
  let coffer: Coffer;
  let KmsKeyId: string;
  before(async () => {
    coffer = await startCoffer();
    await using administrator = await SDK.open(coffer);
    KmsKeyId = textIn(structIn(await administrator.call('kms', 'CreateKey'), 'KeyMetadata'), 'Arn');
  });
  after(() => coffer[Symbol.asyncDispose]());

  for (const kind of [SDK, ...boto3Kinds()]) {
    test(kind.name, { skip: kind.skip }, async t => {
      await using administrator = await kind.open(coffer);

      for (const [at, procedure] of PROCEDURES.entries()) {
        const SecretId = `${kind.label}/${at}`;
        await administrator.call('secretsmanager', 'CreateSecret', { Name: SecretId, SecretString: 'x', KmsKeyId });
        await t.test(procedure.title, () => tryProcedure(administrator, procedure, `${kind.label}-${at}`, SecretId));
      }
      await t.test('44: creating a secret', () => createSecrets(administrator, `${kind.label}-create`, KmsKeyId));
    });
  }
});

/** With each action taken away, and last with all of them, which changes the secret. */
async function tryProcedure(
  administrator: AnyClient,
  { before: first, steps }: Procedure,
  UserName: string,
  SecretId: string,
): Promise<void> {
  const user = administrator.as({ identity: await makeUser(administrator, UserName) });
  if (first !== undefined) await administrator.call('secretsmanager', first, { SecretId });
  const all = steps.flatMap(step => step.takes);
  const inputOf = ({ isOfAccount }: Step) => (isOfAccount === true ? {} : { SecretId });

  for (const less of [...all, undefined]) {
    // A policy must name an action: this one needs no permission anyway.
    const actions = ['sts:GetCallerIdentity', ...all.filter(action => action !== less)];
    await setPolicy(administrator, UserName, allowing(...actions));
    for (const step of steps) {
      if (less !== undefined && step.takes.includes(less)) {
        const refusal = await user.refusal('secretsmanager', step.operation, inputOf(step));
        if (less.startsWith('kms:')) assert.equal(refusal, NO_KMS);
        else assert.ok(refusal.startsWith(deniedTo(UserName, less)), `without ${less}: ${refusal}`);
        break;
      }
      if (step.refusal === undefined) await user.call('secretsmanager', step.operation, inputOf(step));
      else assert.equal(await user.refusal('secretsmanager', step.operation, inputOf(step)), step.refusal);
    }
  }
}

/** "Creating a Basic Secret". Other than the guide says, kms:Encrypt is not needed (recorded). */
async function createSecrets(administrator: AnyClient, UserName: string, KmsKeyId: string): Promise<void> {
  const user = administrator.as({ identity: await makeUser(administrator, UserName) });
  const attach = (PolicyArn: string) => administrator.call('iam', 'AttachUserPolicy', { UserName, PolicyArn });
  const secret = (number: number, more: Members = {}) => ({
    Name: `${UserName}/${number}`,
    SecretString: 'x',
    ...more,
  });
  const create = (input: Members) => user.call('secretsmanager', 'CreateSecret', input);
  const refused = (input: Members) => user.refusal('secretsmanager', 'CreateSecret', input);

  const bare = await refused(secret(1));
  await attach(READ_WRITE);
  await create(secret(1));
  const withoutKms = await refused(secret(2, { KmsKeyId }));
  await setPolicy(administrator, UserName, allowing('kms:Encrypt', 'kms:Decrypt'));
  const withoutDataKey = await refused(secret(2, { KmsKeyId }));
  await setPolicy(administrator, UserName, allowing('kms:Encrypt', 'kms:GenerateDataKey'));
  const withoutDecrypt = await refused(secret(2, { KmsKeyId }));
  await setPolicy(administrator, UserName, allowing('kms:GenerateDataKey', 'kms:Decrypt'));
  await create(secret(2, { KmsKeyId }));
  const keyless = await user.refusal('kms', 'CreateKey');
  await setPolicy(administrator, UserName, allowing('kms:CreateKey'));
  await user.call('kms', 'CreateKey');
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  });
  const role = { RoleName: `${UserName}-rotation`, AssumeRolePolicyDocument };
  const roleless = await user.refusal('iam', 'CreateRole', role);
  await attach(FULL_IAM);
  await user.call('iam', 'CreateRole', role);

  assert.ok(bare.startsWith(deniedTo(UserName, 'secretsmanager:CreateSecret')), bare);
  assert.deepEqual([withoutKms, withoutDataKey, withoutDecrypt], [NO_KMS, NO_KMS, NO_KMS]);
  assert.ok(keyless.startsWith(deniedTo(UserName, 'kms:CreateKey')), keyless);
  assert.ok(roleless.startsWith(deniedTo(UserName, 'iam:CreateRole').replace('Exception', '')), roleless);
}

function deniedTo(userName: string, action: string): string {
  return `AccessDeniedException: User: arn:aws:iam::123456789012:user/${userName} is not authorized to perform: ${action} `;
}
