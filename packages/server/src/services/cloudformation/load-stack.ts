import type { AccessRequest, ConditionKeys, Scope } from '../../pipeline/operation.ts';
import { stackNotFound } from './errors.ts';
import type { ChangeSetRow, StackRow } from '../../stacks/rows.ts';
import { templateIn } from '../../stacks/rows.ts';
import { findChangeSet, findChangeSetByName, findStack, findStackByName } from '../../stacks/store.ts';

/** What a request that names a stack has found. */
export interface LoadedStack {
  /** As the request names it. */
  readonly asked: string | undefined;
  readonly row: StackRow | undefined;
  /** What the stack was made of, or will be. */
  readonly changeSet: ChangeSetRow | undefined;
}

/** Longest name that is looked at: of an ARN. */
const MAX_NAME = 2_048;

/** Finds a stack: by name one that is not deleted, by ARN any of the account and region. It reveals nothing. */
export async function loadStack(
  scope: Scope,
  { StackName: asked }: { readonly StackName?: string | undefined },
): Promise<LoadedStack> {
  const row = asked === undefined ? undefined : await findNamed(scope, asked);
  return { asked, row, changeSet: await changeSetOf(scope, row) };
}

async function findNamed(scope: Scope, asked: string): Promise<StackRow | undefined> {
  if (asked.length > MAX_NAME || asked.includes('\0')) return undefined;
  if (!asked.startsWith('arn:')) return findStackByName(scope.reader, scope, asked);
  const row = await findStack(scope.reader, asked.slice(asked.lastIndexOf('/') + 1));
  return row !== undefined && stackArn(scope, row) === asked && row.account_id === scope.accountId ? row : undefined;
}

/** The change set that a stack was made of; undefined: none was executed yet. */
export function changeSetOf(scope: Scope, row: StackRow | undefined): Promise<ChangeSetRow | undefined> {
  const id = row?.change_set_id ?? undefined;
  return id === undefined ? Promise.resolve(undefined) : findChangeSet(scope.reader, id);
}

/** A change set that a request names, with its stack. */
export interface LoadedChangeSet extends LoadedStack {
  readonly name: string | undefined;
}

/** Finds a change set: by ARN, or by name of a stack that is named too. It reveals nothing. */
export async function loadChangeSet(
  scope: Scope,
  input: { readonly StackName?: string | undefined; readonly ChangeSetName?: string | undefined },
): Promise<LoadedChangeSet> {
  const { ChangeSetName: name } = input;
  const none = { name, asked: input.StackName, row: undefined, changeSet: undefined };
  if (name === undefined || name.length > MAX_NAME || name.includes('\0')) return none;
  if (!name.startsWith('arn:')) {
    const { row, asked } = await loadStack(scope, input);
    return { name, asked, row, changeSet: row && (await findChangeSetByName(scope.reader, row.id, name)) };
  }
  const changeSet = await findChangeSet(scope.reader, name.slice(name.lastIndexOf('/') + 1));
  const row = changeSet && (await findStack(scope.reader, changeSet.stack_id));
  const isHere = row !== undefined && row.account_id === scope.accountId && row.region === scope.region;
  if (changeSet === undefined || !isHere || changeSetArn(scope, changeSet) !== name) return none;
  return { name, asked: input.StackName, row, changeSet };
}

/** The question that operations of one stack ask. A stack that is not there has a `*` where others have their id. */
export function stackRequest(
  scope: Scope,
  action: string,
  { asked, row, changeSet }: LoadedStack,
  more: () => ConditionKeys = () => [],
): AccessRequest {
  const resource = row === undefined ? unknownArn(scope, asked) : stackArn(scope, row);
  return {
    action: `cloudformation:${action}`,
    resource,
    shownAs: unknownArn(scope, row?.name ?? asked),
    resourceAccountId: scope.accountId,
    keys: () => [...tagKeys(changeSet), ...more()],
  };
}

/** For operations that ask nothing else. */
export function accessTo(action: string) {
  return (scope: Scope, _input: object, loaded: LoadedStack): readonly AccessRequest[] => [
    stackRequest(scope, action, loaded),
  ];
}

function* tagKeys(changeSet: ChangeSetRow | undefined): Generator<readonly [string, string]> {
  if (changeSet === undefined) return;
  for (const [key, value] of templateIn(changeSet).tags) yield [`aws:ResourceTag/${key}`, value];
}

function unknownArn(scope: Scope, asked: string | undefined): string {
  if (asked?.startsWith('arn:') === true) return asked;
  return `arn:${scope.partition}:cloudformation:${scope.region}:${scope.accountId}:stack/${asked ?? '*'}/*`;
}

type Place = Pick<Scope, 'partition' | 'region' | 'accountId'>;

/** `arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/ID` */
export function stackArn({ partition, region, accountId }: Place, { name, id }: Pick<StackRow, 'name' | 'id'>): string {
  return `arn:${partition}:cloudformation:${region}:${accountId}:stack/${name}/${id}`;
}

/** `arn:aws:cloudformation:REGION:ACCOUNT:changeSet/NAME/ID` */
export function changeSetArn(
  { partition, region, accountId }: Place,
  { name, id }: Pick<ChangeSetRow, 'name' | 'id'>,
): string {
  return `arn:${partition}:cloudformation:${region}:${accountId}:changeSet/${name}/${id}`;
}

/**
 * The stack that a request means.
 *
 * @throws AwsError ValidationError when it is not there
 */
export function existing({ asked, row }: LoadedStack): StackRow {
  if (row === undefined) throw stackNotFound(asked ?? '');
  return row;
}
