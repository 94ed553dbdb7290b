/** A server that is killed while stacks are made and deleted: the next one ends what was begun, and nothing is orphaned. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InputOf, OperationContract, OutputOf } from '@coffer/wire';
import { Redacted } from '@coffer/wire';
import type { Services } from '@coffer/wire/services';
import { services } from '@coffer/wire/services';
import { signRequest } from '@coffer/wire/sigv4';
import { decodeResponse, encodeRequest } from '../../packages/server/src/testing/wire-format.ts';
import type { ServerProcess } from '../support/spawn-process.ts';
import { ROOT_CREDENTIALS, spawnServer } from '../support/spawn-process.ts';
import { Random } from './random.ts';

const SEED = Number(process.env['COFFER_CRASH_SEED'] ?? Date.now() % 2 ** 31);
const ROUNDS = 2;
const PREFIX = 'aws-serverless-repository-';
/** Events that making and deleting three stacks leaves, more or less. */
const EVENTS = 45;

let dataDir: string;
let server: ServerProcess;
before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'coffer-stacks-'));
  server = spawnServer(dataDir);
});
after(async () => {
  await server.end();
  await rm(dataDir, { recursive: true, force: true });
});

test(
  `kill -9 while stacks are made and deleted, ${ROUNDS} times (COFFER_CRASH_SEED=${SEED})`,
  { timeout: 600_000 },
  async () => {
    const random = new Random(SEED);
    const seen = new Set<string>();
    for (let round = 1; round <= ROUNDS; round += 1) {
      const made = await stacks('CREATE_COMPLETE');
      const planned = await Promise.all([1, 2, 3].map(at => plan(`r${round}-${at}`)));
      const enough = countEvents() + random.between(1, EVENTS);
      // Cut off by the kill, or answered: both are fine.
      let isAsked = false;
      const asked = Promise.allSettled([
        ...planned.map(ChangeSetName => call('cloudformation', 'ExecuteChangeSet', { ChangeSetName })),
        ...made.map(({ StackName }) => call('cloudformation', 'DeleteStack', { StackName })),
      ]).finally(() => {
        isAsked = true;
      });
      const isDone = () => isAsked && countJobs() === 0;
      while (countEvents() < enough && !isDone()) await sleep(1);
      await server.end('SIGKILL');
      await asked;
      passMinute();
      server = spawnServer(dataDir);

      await untilSettled();

      for (const { StackStatus = '', StackStatusReason } of await stacks()) {
        seen.add(StackStatus);
        assert.match(StackStatus, /^(?:CREATE_COMPLETE|ROLLBACK_COMPLETE|DELETE_COMPLETE|REVIEW_IN_PROGRESS)$/);
        if (StackStatus === 'REVIEW_IN_PROGRESS') assert.equal(StackStatusReason, 'User Initiated');
      }
      await assertNothingOrphaned();
    }
    // Else nothing was tried.
    assert.ok(seen.has('CREATE_COMPLETE') || seen.has('ROLLBACK_COMPLETE'), [...seen].join());
  },
);

/** What is there is what the stacks that are there have made. */
async function assertNothingOrphaned(): Promise<void> {
  const complete = await stacks('CREATE_COMPLETE');
  const { Functions = [] } = await call('lambda', 'ListFunctions', {});
  const { Roles = [] } = await call('iam', 'ListRoles', {});
  const names = complete.map(({ StackName }) => StackName.slice(PREFIX.length));
  assert.deepEqual(Functions.map(({ FunctionName = '' }) => FunctionName).toSorted(), names.toSorted());
  const usedRoles = Functions.map(({ Role = '' }) => Role.slice(Role.indexOf('/') + 1));
  assert.deepEqual(
    Roles.map(({ RoleName }) => RoleName)
      .filter(name => name.startsWith(PREFIX))
      .toSorted(),
    usedRoles.toSorted(),
  );
  for (const FunctionName of names) {
    const { Policy } = await call('lambda', 'GetPolicy', { FunctionName });
    assert.match(Policy ?? '', /secretsmanager\.amazonaws\.com/);
  }
  for (const { StackId } of await stacks('ROLLBACK_COMPLETE')) {
    const { StackEvents = [] } = await call('cloudformation', 'DescribeStackEvents', { StackName: StackId ?? '' });
    const begin = StackEvents.find(({ ResourceStatus: status }) => status === 'ROLLBACK_IN_PROGRESS');
    assert.match(begin?.ResourceStatusReason ?? '', /interrupted|failed to create/);
  }
}

async function plan(name: string): Promise<string> {
  const { ChangeSetId = '' } = await call('serverlessrepo', 'CreateCloudFormationChangeSet', {
    ApplicationId: 'arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRotationTemplate',
    StackName: name,
    Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_RESOURCE_POLICY'],
    ParameterOverrides: [
      { Name: 'endpoint', Value: 'https://secretsmanager.us-east-1.amazonaws.com' },
      { Name: 'functionName', Value: name },
    ],
  });
  return ChangeSetId;
}

/** Stacks with a status, or all that there ever were. */
async function stacks(status?: 'CREATE_COMPLETE' | 'ROLLBACK_COMPLETE') {
  const filter = status === undefined ? {} : { StackStatusFilter: [status] };
  return (await call('cloudformation', 'ListStacks', filter)).StackSummaries ?? [];
}

/** Of all stacks, by a look beside the server. */
function countEvents(): number {
  return count('select count(*) as count from cfn_event');
}

/** Stacks that are still made or deleted. */
function countJobs(): number {
  return count("select count(*) as count from job where kind = 'cloudformation.stack'");
}

function count(select: string): number {
  using database = new DatabaseSync(join(dataDir, 'coffer.db'), { readOnly: true, timeout: 60_000 });
  return Number(database.prepare(select).get()?.['count']);
}

async function untilSettled(): Promise<void> {
  for (const deadline = Date.now() + 300_000; ;) {
    const running = (await stacks()).filter(({ StackStatus: status }) => /(?<!REVIEW)_IN_PROGRESS$/.test(status));
    if (running.length === 0) return;
    assert.ok(Date.now() < deadline, `still not done: ${JSON.stringify(running)}`);
    await sleep(50);
  }
}

/** As if the minute had passed for which the killed server had leased its jobs. */
function passMinute(): void {
  using database = new DatabaseSync(join(dataDir, 'coffer.db'), { timeout: 60_000 });
  database.exec('update job set lease_owner = null, lease_until = null');
}

type OperationOf<S extends keyof Services, O extends keyof Services[S]['operations']> = Services[S]['operations'][O] &
  OperationContract;

/** Calls an operation as the root user; rejects when it is refused, or cut off. */
async function call<S extends keyof Services, O extends keyof Services[S]['operations'] & string>(
  service: S,
  operation: O,
  input: InputOf<OperationOf<S, O>>,
): Promise<OutputOf<OperationOf<S, O>>> {
  const { http } = await server.ready;
  const url = new URL(http ?? '');
  const { method, target, headers, body } = encodeRequest(services[service], operation, input);
  const bytes = Buffer.from(body);
  const unsigned = { method, target, rawHeaders: ['Host', url.host, ...Object.entries(headers).flat()], body: bytes };
  const credentials = {
    accessKeyId: ROOT_CREDENTIALS.accessKeyId,
    secretAccessKey: new Redacted(ROOT_CREDENTIALS.secretAccessKey),
  };
  const signed = signRequest(unsigned, { credentials, region: 'us-east-1', service, now: Date.now() });
  const pairs = signed.flatMap((name, at) => (at % 2 === 0 ? [[name, signed[at + 1] ?? ''] as [string, string]] : []));
  const answer = await fetch(new URL(target, url), {
    method,
    headers: pairs.filter(([name]) => name.toLowerCase() !== 'host'),
    ...(method === 'GET' ? {} : { body: bytes }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${operation}: ${answer.status} ${text}`);
  const response = { status: answer.status, headers: [...answer.headers].flat(), body: text };
  // The contract that typed the output has decoded it.
  return decodeResponse(services[service], operation, response) as OutputOf<OperationOf<S, O>>;
}
