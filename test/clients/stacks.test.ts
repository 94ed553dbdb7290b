/** The guide's way to a rotation function, by the clients that people have: made, found and deleted over TLS. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { awsClis, pythons, without } from '../support/require.ts';
import { runProgram } from '../support/run-program.ts';
import type { Coffer } from '../support/start-coffer.ts';
import { startCoffer } from '../support/start-coffer.ts';
import { CommandLine } from './command-line.ts';

const APPLICATION = 'arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRotationTemplate';
const SCRIPT = join(import.meta.dirname, 'boto3-stacks.py');

describe('a rotation function, as the guide enables it', { concurrency: true }, () => {
  let coffer: Coffer;
  before(async () => {
    coffer = await startCoffer();
  });
  after(() => coffer[Symbol.asyncDispose]());

  describe('the AWS CLIs', { skip: without('aws') }, () => {
    for (const [at, program] of awsClis().entries()) {
      test(`${program}: items 71 to 74, 80 and 81`, async () => {
        await using aws = await CommandLine.ofAws(program, coffer);
        const name = `MyLambdaRotationFunction${at}`;
        const overrides = JSON.stringify([
          { Name: 'endpoint', Value: 'https://secretsmanager.us-east-1.amazonaws.com' },
          { Name: 'functionName', Value: name },
        ]);
        const capabilities = ['--capabilities', 'CAPABILITY_IAM', 'CAPABILITY_RESOURCE_POLICY'];
        const plan = ['--application-id', APPLICATION, ...capabilities, '--stack-name'];
        const planned = await aws.json(
          'serverlessrepo',
          'create-cloud-formation-change-set',
          ...plan,
          `MyLambdaCreationStack${at}`,
          '--parameter-overrides',
          overrides,
        );
        assert.equal(planned['ApplicationId'], APPLICATION);
        const stackName = `aws-serverless-repository-MyLambdaCreationStack${at}`;

        const executed = await aws.text(
          'cloudformation',
          'execute-change-set',
          '--change-set-name',
          String(planned['ChangeSetId']),
        );
        assert.equal(executed, '');
        await waitFor(aws, String(planned['StackId']), 'CREATE_COMPLETE');
        const listed = await aws.json('lambda', 'list-functions');
        assert.ok(JSON.stringify(listed).includes(name));
        const permit = ['--statement-id', 'SecretsManagerAccess', '--action', 'lambda:InvokeFunction'];
        const to = ['--principal', 'secretsmanager.amazonaws.com'];
        await aws.json('lambda', 'add-permission', '--function-name', name, ...permit, ...to);
        const found = await aws.json('cloudformation', 'describe-stack-resources', '--physical-resource-id', name);
        const role = /aws-serverless-repository-SecretsManagerRotationTe-[A-Z0-9]{13}/.exec(JSON.stringify(found))?.[0];
        const policies = await aws.json('iam', 'list-role-policies', '--role-name', role ?? '');
        assert.deepEqual(policies, {
          PolicyNames: ['SecretsManagerRotationTemplateRolePolicy0', 'SecretsManagerRotationTemplateRolePolicy1'],
        });
        await aws.writeFile('event.json', '{}');
        const event = ['--payload', 'fileb://event.json', 'out.json'];
        // The built-in code was loaded and says what it misses.
        const invoked = await aws.json('lambda', 'invoke', '--function-name', name, ...event);
        assert.deepEqual([invoked['StatusCode'], invoked['FunctionError']], [200, 'Unhandled']);
        await aws.text('cloudformation', 'delete-stack', '--stack-name', stackName);
        await waitFor(aws, String(planned['StackId']), 'DELETE_COMPLETE');

        const gone = await aws.refusal('cloudformation', 'describe-stacks', '--stack-name', stackName);
        assert.match(
          gone,
          /\(ValidationError\) when calling the DescribeStacks operation: Stack with id .* does not exist/,
        );
      });
    }
  });

  describe('boto3', { skip: without('boto3') }, () => {
    for (const [at, python] of pythons().entries()) {
      test(python, async () => {
        const name = `Boto${at}`;
        const { https, ca } = coffer.ready;
        const { code, stdout, stderr } = await runProgram(python, [SCRIPT, https, ca, name], { env: coffer.clientEnv });

        assert.equal(code, 0, stderr);
        assert.deepEqual(JSON.parse(stdout), {
          unknown: 'NotFoundException',
          output: `arn:aws:lambda:us-east-1:123456789012:function:${name}`,
          types: ['AWS::IAM::Role', 'AWS::Lambda::Function', 'AWS::Lambda::Permission'],
          listed: true,
          last: 'DELETE_COMPLETE',
        });
      });
    }
  });
});

/** Waits until a stack has this status, and no longer than a slow machine takes. */
async function waitFor(aws: CommandLine, stack: string, status: string): Promise<void> {
  for (let i = 0; i < 60; i++) {
    const query = ['--query', 'Stacks[0].StackStatus', '--output', 'text'];
    const found = (await aws.text('cloudformation', 'describe-stacks', '--stack-name', stack, ...query)).trim();
    if (found === status) return;
    assert.match(found, /_IN_PROGRESS$/);
  }
  assert.fail(`${stack} did not become ${status}`);
}
