import { cloudformation, lambda, serverlessrepo } from '@coffer/wire/services';
import type { Ask } from '../client/ask.ts';
import { unlessRefused } from '../client/ask.ts';
import { Failure } from '../failure.ts';
import type { Io } from '../io.ts';
import { parameterOf, stackEnd, stackOf } from './function-stack.ts';
import { stackNamesFor } from './names.ts';
import type { Progress } from './progress.ts';

/** The function that is wanted. */
export interface WantedFunction {
  readonly name: string;
  /** The ARN of the application that it is made of. */
  readonly application: string;
  readonly region: string;
  readonly partition: string;
  readonly excludeCharacters: string | undefined;
}

/** The function's stack, as it was found; undefined status: there is none. */
export interface FoundStack {
  /** Name or ARN. */
  readonly id: string;
  readonly name: string;
  readonly status: string | undefined;
}

/**
 * Looks for what there is of the function already. Throws a `Failure` for a stack that is in the way, and for a function
 * that no such stack has made.
 */
export async function findFunction(io: Pick<Io, 'clock'>, ask: Ask, wanted: WantedFunction): Promise<FoundStack> {
  const { name, stack } = await stackOf(ask, wanted.name);
  const id = stack?.StackId ?? name;
  let status: string | undefined = stack?.StackStatus;
  if (status === 'DELETE_IN_PROGRESS') ({ status } = await stackEnd(io, ask, id, status));
  switch (status) {
    case undefined:
    case 'DELETE_COMPLETE':
      await checkNameIsFree(ask, wanted.name);
      return { id: name, name, status: undefined };
    case 'REVIEW_IN_PROGRESS':
      return { id, name, status };
    case 'CREATE_IN_PROGRESS':
    case 'CREATE_COMPLETE': {
      const application = stack?.Tags?.find(({ Key }) => Key === 'serverlessrepo:applicationId')?.Value;
      const excluded = parameterOf(stack, 'excludeCharacters');
      if (wanted.excludeCharacters !== undefined && wanted.excludeCharacters !== excluded) {
        throw new Failure(`the function \`${wanted.name}\` is there, and has other \`--exclude-characters\``);
      }
      const functionName = parameterOf(stack, 'functionName');
      if (application === wanted.application && functionName === wanted.name) return { id, name, status };
      throw new Failure(
        `the stack \`${name}\` is of another application or function: choose another name with \`--function NAME\``,
      );
    }
    default:
      throw new Failure(`the stack \`${name}\` is in status ${status}: ${removal(name)}`);
  }
}

/** Makes the function, or waits for it, when it is not there yet. */
export async function makeFunction(
  io: Pick<Io, 'clock'>,
  ask: Ask,
  progress: Progress,
  wanted: WantedFunction,
  found: FoundStack,
): Promise<void> {
  const { status } = found;
  if (status === 'CREATE_COMPLETE')
    return progress.tell(`function ${wanted.name}: there, made by the stack ${found.name}`);
  let { id } = found;
  if (status !== 'CREATE_IN_PROGRESS') {
    const planned = await plan(ask, wanted);
    id = planned.stackId;
    const what = `stack ${found.name}: planned (serverlessrepo CreateCloudFormationChangeSet)`;
    await progress.made(what, deletionOf(found.name));
    await ask(cloudformation, 'ExecuteChangeSet', { ChangeSetName: planned.changeSetId });
  }
  await progress.tell(`stack ${found.name}: being made (cloudformation ExecuteChangeSet)`);
  const end = await stackEnd(io, ask, id, 'CREATE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS');
  if (end.status !== 'CREATE_COMPLETE') {
    throw new Failure(`the stack ${found.name} could not be made: ${end.reason}; ${removal(found.name)}`);
  }
  await progress.tell(
    `function ${wanted.name}: made, with its role and the permission for Secrets Manager to invoke it`,
  );
}

/** Who runs the function. */
export async function roleOf(ask: Ask, FunctionName: string): Promise<string> {
  // GetFunction, because the managed policy SecretsManagerReadWrite has it, and nothing else that tells the role.
  const { Configuration } = await ask(lambda, 'GetFunction', { FunctionName });
  return Configuration?.Role ?? '';
}

/** The command line that deletes a stack. */
export function deletionOf(stackName: string): string {
  return `coffer cloudformation delete-stack --stack-name ${stackName}`;
}

function removal(stackName: string): string {
  return `remove it with \`${deletionOf(stackName)}\`, then try again`;
}

/** Asks for the stack. */
async function plan(
  ask: Ask,
  wanted: WantedFunction,
): Promise<{ readonly stackId: string; readonly changeSetId: string }> {
  const { name, application: ApplicationId, region, partition, excludeCharacters } = wanted;
  const domain = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const { ChangeSetId: changeSetId = '', StackId: stackId = '' } = await ask(
    serverlessrepo,
    'CreateCloudFormationChangeSet',
    {
      ApplicationId,
      StackName: stackNamesFor(name).asked,
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_RESOURCE_POLICY'],
      ParameterOverrides: [
        { Name: 'endpoint', Value: `https://secretsmanager.${region}.${domain}` },
        { Name: 'functionName', Value: name },
        ...(excludeCharacters === undefined ? [] : [{ Name: 'excludeCharacters', Value: excludeCharacters }]),
      ],
    },
  );
  return { stackId, changeSetId };
}

/** A stack would fail to make a function that somebody else has made. */
async function checkNameIsFree(ask: Ask, FunctionName: string): Promise<void> {
  const found = await unlessRefused(ask(lambda, 'GetFunction', { FunctionName }), 'ResourceNotFoundException');
  if (found === undefined) return;
  throw new Failure(
    `the function \`${FunctionName}\` is there, and not of a stack of the repository: choose another name with \`--function NAME\`, ` +
      'or give the secret this one with `coffer secretsmanager rotate-secret --rotation-lambda-arn`',
  );
}
