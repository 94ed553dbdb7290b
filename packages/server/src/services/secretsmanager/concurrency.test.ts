import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { openTestDatabase } from '../../testing/postgres.ts';
import { TestServer, textOf } from '../../testing/test-server.ts';
import { makeSecret, recordsNamed, token } from './testing.ts';

/** How many requests at once. */
const REQUESTS = 48;

describe('Many writers of one secret', () => {
  it('keep its invariants on one SQLite server', async () => {
    await using server = await TestServer.open();

    await writeAtOnce([server, server]);
  });

  it('keep its invariants on two nodes that share a PostgreSQL', async () => {
    await using stack = new AsyncDisposableStack();
    const [one, two] = await twoNodes(stack);

    await writeAtOnce([one, two]);
  });

  it('that create, force and create it again end with one secret of each name, on two nodes', async () => {
    await using stack = new AsyncDisposableStack();
    const nodes = await twoNodes(stack);
    const requests = Array.from({ length: REQUESTS }, (_, i) => {
      const SecretId = `name-${i % 3}`;
      return i % 4 === 3
        ? (['DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true }] as const)
        : (['CreateSecret', { Name: SecretId, ClientRequestToken: token(i), SecretString: `v${i}` }] as const);
    });

    const answers = await sendAtOnce(nodes, requests);

    for (const { code } of answers) assert.ok(code === undefined || code === 'ResourceExistsException', String(code));
    const { SecretList = [] } = await nodes[0].call('secretsmanager', 'ListSecrets', {});
    assert.equal(new Set(SecretList.map(secret => secret.Name)).size, SecretList.length);
  });
});

type Nodes = readonly [TestServer, TestServer];

async function twoNodes(stack: AsyncDisposableStack): Promise<Nodes> {
  const { url } = stack.use(await openTestDatabase());
  const folder = await mkdtemp(join(tmpdir(), 'coffer-root-key-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const options = { database: url, rootKeyFile: join(folder, 'root.key') };
  const one = stack.use(await TestServer.open({ options }));
  const two = stack.use(await TestServer.open({ options, clock: one.clock }));
  return [one, two];
}

interface Answer {
  readonly operation: string;
  readonly number: number;
  readonly code: string | undefined;
}

async function sendAtOnce(
  nodes: Nodes,
  requests: readonly (readonly [operation: string, input: object])[],
): Promise<readonly Answer[]> {
  return Promise.all(
    requests.map(async ([operation, input], number) => {
      const node = nodes[number % 2 === 0 ? 0 : 1];
      const response = await node.send('secretsmanager', operation, JSON.stringify(input));
      const { __type: code } = JSON.parse(textOf(response)) as { __type?: string };
      assert.notEqual(response.status, 500, textOf(response));
      return { operation, number, code };
    }),
  );
}

async function writeAtOnce(nodes: Nodes): Promise<void> {
  const [node, other] = nodes;
  const SecretId = await makeSecret(node, 'shared');
  const requests = Array.from({ length: REQUESTS }, (_, i): readonly [operation: string, input: object] => {
    const ClientRequestToken = token(100 + i);
    const SecretString = `v${100 + i}`;
    switch (i % 8) {
      case 0:
      case 1:
      case 2:
        return ['PutSecretValue', { SecretId, ClientRequestToken, SecretString }];
      case 3:
        return ['PutSecretValue', { SecretId, ClientRequestToken, SecretString, VersionStages: ['GREEN'] }];
      case 4:
        return ['UpdateSecret', { SecretId, ClientRequestToken, SecretString, Description: `d${i}` }];
      case 5:
        return ['UpdateSecretVersionStage', { SecretId, VersionStage: `S${i}`, MoveToVersionId: token(1) }];
      case 6:
        return ['DeleteSecret', { SecretId, RecoveryWindowInDays: 7 }];
      default:
        return ['RestoreSecret', { SecretId }];
    }
  });

  const answers = await sendAtOnce(nodes, requests);

  const done = answers.filter(answer => answer.code === undefined);
  for (const { code } of answers) assert.ok(code === undefined || code === 'InvalidRequestException', String(code));
  await other.call('secretsmanager', 'RestoreSecret', { SecretId });
  await assertInvariants(nodes, SecretId, done);
}

/** Every acknowledged write is there, each label is on one version, and each request left its record. */
async function assertInvariants(nodes: Nodes, SecretId: string, done: readonly Answer[]): Promise<void> {
  const [node, other] = nodes;
  const { VersionIdsToStages = {} } = await other.call('secretsmanager', 'DescribeSecret', { SecretId });
  const labels = Object.values(VersionIdsToStages).flat();
  assert.equal(new Set(labels).size, labels.length, 'a label is on one version');
  assert.ok(labels.includes('AWSCURRENT'));
  const puts = done.filter(({ operation }) => operation === 'PutSecretValue' || operation === 'UpdateSecret');
  assert.equal(
    labels.includes('AWSPREVIOUS'),
    puts.some(({ number }) => number % 8 !== 3),
  );
  for (const { number } of puts) {
    const VersionId = token(100 + number);
    for (const reader of [node, other]) {
      const { SecretString } = await reader.call('secretsmanager', 'GetSecretValue', { SecretId, VersionId });
      assert.equal(SecretString?.unwrap(), `v${100 + number}`);
    }
  }
  for (const { number } of done.filter(({ operation }) => operation === 'UpdateSecretVersionStage')) {
    assert.ok(VersionIdsToStages[token(1)]?.includes(`S${number}`));
  }
  const here = await node.call('secretsmanager', 'GetSecretValue', { SecretId });
  const there = await other.call('secretsmanager', 'GetSecretValue', { SecretId });
  assert.equal(here.VersionId, there.VersionId);
  const operations = ['PutSecretValue', 'UpdateSecret', 'UpdateSecretVersionStage', 'DeleteSecret'];
  const records = await recordsNamed(node, ...operations);
  assert.equal(records.length, (REQUESTS * 7) / 8);
}
