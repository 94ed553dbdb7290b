import { isDeepStrictEqual } from 'node:util';
import type { SpawnClient } from '../support/spawn-client.ts';
import type { Load, OwnedSecret, Sent } from './load.ts';
import type { SecretState } from './model.ts';
import { after } from './model.ts';
import { observe } from './observe.ts';
import type { TrailRecord } from './trail.ts';

/**
 * Compares what a server shows with what a load was told: every acknowledged write is there, nothing is half there, and
 * the audit trail agrees with both. Gives what is wrong. Secrets whose deletion was scheduled are restored by it, and
 * `state` of each owned secret is what was found.
 *
 * `mayRepeat`: the storage may have lost a connection after a commit, so that a request was carried out twice.
 */
export async function verifyLoad(
  client: SpawnClient,
  load: Load,
  trail: ReadonlyMap<string, readonly TrailRecord[]>,
  { mayRepeat = false }: { readonly mayRepeat?: boolean } = {},
): Promise<readonly string[]> {
  const problems = load.wrong.map(text => `an answer that cannot be: ${text}`);
  for (const sent of load.sent) problems.push(...recordProblems(sent, trail.get(sent.id) ?? [], mayRepeat));
  for (const secret of load.owned) problems.push(...(await ownedProblems(client, secret, trail)));
  problems.push(...(await hotProblems(client, load, trail)));
  return problems;
}

/** Compares secrets with the states in which they were left, without looking at values again. */
export async function verifyStates(client: SpawnClient, secrets: readonly OwnedSecret[]): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const { name, state } of secrets) {
    const found = await observe(client, name, 'labels');
    const left = state && { ...state, versions: new Map([...state.versions.keys()].map(id => [id, ''])) };
    if (!isDeepStrictEqual(comparable(found), comparable(left))) {
      problems.push(`${name} has changed since: ${JSON.stringify(comparable(found))}`);
    }
  }
  return problems;
}

/** No audit, no answer; and each request is in the trail at most once. */
function recordProblems({ id, answer, step }: Sent, records: readonly TrailRecord[], mayRepeat: boolean): string[] {
  const problems: string[] = [];
  if (records.length > 1 && !mayRepeat) problems.push(`${id} has ${records.length} records`);
  if (answer === undefined) return problems;
  const mine = records.filter(record => record.requestID === answer.requestId);
  const what = `${id} (${step.kind}, answered ${answer.status})`;
  if (mine.length === 0) problems.push(`${what} has no audit record`);
  const isRefused = answer.status !== 200;
  if (mine.length > 0 && !mine.some(record => (record.errorCode !== undefined) === isRefused)) {
    problems.push(`${what} has a record that says otherwise: ${JSON.stringify(mine)}`);
  }
  return problems;
}

async function ownedProblems(
  client: SpawnClient,
  secret: OwnedSecret,
  trail: ReadonlyMap<string, readonly TrailRecord[]>,
): Promise<string[]> {
  const { name, state, open } = secret;
  const found = await observe(client, name, 'values');
  secret.state = found && { ...found, isDeleted: false };
  const changed = open === undefined ? state : after(state, open.step);
  const isBefore = isDeepStrictEqual(comparable(found), comparable(state));
  const isAfter = changed !== 'refused' && isDeepStrictEqual(comparable(found), comparable(changed));
  if (!isBefore && !isAfter) {
    const expected = [comparable(state), ...(open === undefined ? [] : [open.step, comparable(secretOf(changed))])];
    return [`${name} is ${JSON.stringify(comparable(found))}, expected one of ${JSON.stringify(expected)}`];
  }
  if (open === undefined || (isBefore && isAfter)) return [];
  const isRecorded = succeeded(trail.get(open.id) ?? []);
  if (isAfter && !isRecorded) return [`${open.id} (${open.step.kind}) took effect without an audit record`];
  if (isBefore && isRecorded) return [`${open.id} (${open.step.kind}) has an audit record but no effect`];
  return [];
}

function secretOf(state: SecretState | undefined | 'refused'): SecretState | undefined {
  return state === 'refused' ? undefined : state;
}

/** Puts by many at once: each is a version or is not, and the current one is a put that none had to follow. */
async function hotProblems(
  client: SpawnClient,
  load: Load,
  trail: ReadonlyMap<string, readonly TrailRecord[]>,
): Promise<string[]> {
  const problems: string[] = [];
  const found = await observe(client, load.hot, 'values');
  if (found === undefined) return [`${load.hot} is gone`];
  const byToken = new Map<string, Sent>();
  for (const sent of load.hotPuts) {
    if (sent.step.kind !== 'put') continue;
    byToken.set(sent.step.token, sent);
    const value = found.versions.get(sent.step.token);
    const isThere = value !== undefined;
    if (sent.answer !== undefined && !isThere) problems.push(`${sent.id} was acknowledged and is lost`);
    if (isThere && value !== sent.step.value) problems.push(`${sent.id} has another value`);
    if (isThere !== succeeded(trail.get(sent.id) ?? [])) problems.push(`${sent.id}: trail and versions disagree`);
  }
  for (const versionId of found.versions.keys()) {
    if (!byToken.has(versionId)) problems.push(`${load.hot} has a version that nobody put: ${versionId}`);
  }
  const current = found.stages.find(({ stages }) => stages.includes('AWSCURRENT'))?.versionId;
  const winner = current === undefined ? undefined : byToken.get(current);
  if (found.versions.size > 0 && winner === undefined) problems.push(`${load.hot} has no current version`);
  const late = load.hotPuts.find(
    put => put.answer !== undefined && winner !== undefined && put.sentAt > winner.answeredAt,
  );
  if (late !== undefined) problems.push(`${winner?.id} is current although ${late.id} came after it`);
  const hasPrevious = found.stages.some(({ stages }) => stages.includes('AWSPREVIOUS'));
  if (found.versions.size > 1 && !hasPrevious) problems.push(`${load.hot} has no previous version`);
  return problems;
}

function succeeded(records: readonly TrailRecord[]): boolean {
  return records.some(record => record.errorCode === undefined);
}

/** The same states in the same words, whatever order they came in. */
function comparable(state: SecretState | undefined): object | null {
  if (state === undefined) return null;
  return {
    versions: Object.fromEntries([...state.versions].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    stages: Object.fromEntries(
      state.stages
        .map(({ versionId, stages }) => [versionId, stages.toSorted()] as const)
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ),
    description: state.description,
    isDeleted: state.isDeleted,
  };
}
