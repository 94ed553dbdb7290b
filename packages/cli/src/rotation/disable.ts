import { cloudformation, lambda, secretsmanager } from '@coffer/wire/services';
import type { Ask } from '../client/ask.ts';
import { askerOf, unlessRefused } from '../client/ask.ts';
import { connectionFlags, connectionOf } from '../client/connection.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { Failure } from '../failure.ts';
import { toggle } from '../flags.ts';
import type { Io } from '../io.ts';
import { parameterOf, stackEnd, stackOf } from './function-stack.ts';
import { functionNameIn, policyNameFor, roleNameIn } from './names.ts';
import type { Progress } from './progress.ts';
import { progressOn } from './progress.ts';
import { revoke } from './role-access.ts';
import { findSecret } from './rotated-secret.ts';

/** Ends rotation of a secret; the function goes only when nothing else is rotated by it. */
export const rotationDisableCommand: Command = command({
  name: 'rotation disable',
  summary: 'Ends the rotation of a secret (CancelRotateSecret).',
  words: ['SECRET'],
  notes: [
    "What `rotation enable` has granted the function's role for this secret is taken back. With `--delete-function` the stack that made the\n" +
      'function is deleted too, unless another secret is rotated by it.',
  ],
  flags: { 'delete-function': toggle('delete the function, its role and its stack'), ...connectionFlags },
  async run(io, flags, [SecretId = '']) {
    const connection = connectionOf(io.env, io.cwd, flags);
    const ask = askerOf(io, connection);
    const progress = progressOn(io);
    try {
      const secret = await findSecret(ask, SecretId, connection.region);
      const { functionArn } = secret;
      if (functionArn === undefined) throw new Failure(`rotation of \`${secret.name}\` was never enabled`);
      const isDeletion = flags['delete-function'] === true;
      const others = isDeletion ? await rotatedBy(ask, functionArn, secret.arn) : [];
      if (others.length > 0) {
        const names = others.map(name => `\`${name}\``).join(', ');
        throw new Failure(`the function ${functionArn} rotates other secrets too, and nothing was changed: ${names}`);
      }
      if (secret.isOn) {
        await ask(secretsmanager, 'CancelRotateSecret', { SecretId: secret.arn });
        await progress.tell(`rotation of ${secret.name}: off (CancelRotateSecret)`);
      } else await progress.tell(`rotation of ${secret.name}: off already`);
      const name = functionNameIn(functionArn);
      await takeBack(ask, progress, name, secret.arn);
      if (isDeletion) await deleteFunction(io, ask, progress, name);
      return 0;
    } catch (error) {
      throw progress.stopped(error);
    }
  },
});

/** Names of the other secrets that a function rotates. */
async function rotatedBy(ask: Ask, functionArn: string, except: string): Promise<readonly string[]> {
  const names: string[] = [];
  let NextToken: string | undefined;
  do {
    const input = { MaxResults: 100, ...(NextToken === undefined ? {} : { NextToken }) };
    const page = await ask(secretsmanager, 'ListSecrets', input);
    for (const { ARN, Name = '', RotationEnabled, RotationLambdaARN } of page.SecretList ?? []) {
      if (ARN !== except && RotationEnabled === true && RotationLambdaARN === functionArn) names.push(Name);
    }
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return names;
}

async function takeBack(ask: Ask, progress: Progress, FunctionName: string, secretArn: string): Promise<void> {
  const found = await unlessRefused(ask(lambda, 'GetFunction', { FunctionName }), 'ResourceNotFoundException');
  const role = roleNameIn(found?.Configuration?.Role ?? '');
  const policy = policyNameFor(secretArn);
  if (role !== '' && (await revoke(ask, role, policy))) {
    await progress.tell(`role ${role}: what this secret needed is taken back (iam DeleteRolePolicy ${policy})`);
  }
}

async function deleteFunction(io: Io, ask: Ask, progress: Progress, name: string): Promise<void> {
  const { name: stackName, stack } = await stackOf(ask, name);
  const id = stack?.StackId;
  if (id === undefined || parameterOf(stack, 'functionName') !== name) {
    throw new Failure(
      `no stack is known to have made the function \`${name}\`: \`coffer lambda delete-function --function-name ${name}\` deletes it alone`,
    );
  }
  await ask(cloudformation, 'DeleteStack', { StackName: id });
  await progress.tell(`stack ${stackName}: being deleted (cloudformation DeleteStack)`);
  const end = await stackEnd(io, ask, id, 'DELETE_IN_PROGRESS');
  if (end.status !== 'DELETE_COMPLETE') throw new Failure(`the stack \`${stackName}\` is not deleted: ${end.reason}`);
  await progress.tell(`function ${name}: deleted, with its role`);
}
