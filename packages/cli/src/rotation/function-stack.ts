/** What CloudFormation tells of the stack of a function. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Decoded } from '@coffer/wire';
import { AwsError } from '@coffer/wire';
import { cloudformation } from '@coffer/wire/services';
import type { Ask } from '../client/ask.ts';
import { unlessRefused } from '../client/ask.ts';
import { Failure } from '../failure.ts';
import type { Io } from '../io.ts';
import { stackNamesFor } from './names.ts';

/** How long a stack may take, and how often it is looked at, in milliseconds. */
const MAX_WAIT_MS = 300_000;
const POLL_MS = 250;

/** The stack that has made a function: the one that says so, else the one whose name would be its. */
export async function stackOf(
  ask: Ask,
  functionName: string,
): Promise<{ readonly name: string; readonly stack: Stack | undefined }> {
  const made = await unlessRefused(
    ask(cloudformation, 'DescribeStackResources', { PhysicalResourceId: functionName }),
    'ValidationError',
  );
  const name = made?.StackResources?.[0]?.StackName ?? stackNamesFor(functionName).full;
  return { name, stack: await findStack(ask, name) };
}

/** A parameter of a stack. */
export function parameterOf(stack: Stack | undefined, key: string): string | undefined {
  return stack?.Parameters?.find(({ ParameterKey }) => ParameterKey === key)?.ParameterValue;
}

type Described = Decoded<(typeof cloudformation.operations.DescribeStacks)['output']>;
type Stack = NonNullable<Described['Stacks']>[number];

async function findStack(ask: Ask, StackName: string): Promise<Stack | undefined> {
  try {
    return (await ask(cloudformation, 'DescribeStacks', { StackName })).Stacks?.[0];
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ValidationError') return undefined;
    throw error;
  }
}

/** Waits while a stack is in one of these statuses; how it ended, and why. */
export async function stackEnd(
  { clock }: Pick<Io, 'clock'>,
  ask: Ask,
  stackId: string,
  ...underway: readonly string[]
): Promise<{ readonly status: string; readonly reason: string }> {
  const deadline = clock.now() + MAX_WAIT_MS;
  for (;;) {
    const stack = await findStack(ask, stackId);
    const { StackStatus: status = 'DELETE_COMPLETE' } = stack ?? {};
    if (!underway.includes(status)) {
      const isGood = status === 'CREATE_COMPLETE' || status === 'DELETE_COMPLETE';
      return { status, reason: isGood ? '' : await whyFailed(ask, stackId, status) };
    }
    if (clock.now() > deadline) throw new Failure(`the stack \`${stackId}\` is still in status ${status}`);
    await sleep(POLL_MS);
  }
}

/** What the first thing said that could not be made, or the last one that could not be deleted. */
async function whyFailed(ask: Ask, StackName: string, status: string): Promise<string> {
  const events = await unlessRefused(ask(cloudformation, 'DescribeStackEvents', { StackName }));
  if (events === undefined) return 'why is in its events, where you may not look (cloudformation:DescribeStackEvents)';
  const isDeletion = status === 'DELETE_FAILED';
  const wanted = isDeletion ? 'DELETE_FAILED' : 'CREATE_FAILED';
  // The newest stands first; the stack's own event only lists the names.
  const failed = events.StackEvents?.filter(
    each => each.ResourceStatus === wanted && each.LogicalResourceId !== each.StackName,
  );
  const event = isDeletion ? failed?.[0] : failed?.at(-1);
  return event === undefined ? 'it was interrupted' : `${event.LogicalResourceId}: ${event.ResourceStatusReason ?? ''}`;
}
