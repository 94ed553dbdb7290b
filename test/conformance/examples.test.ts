/** The examples of AWS's API reference, each in a state that makes its answer possible, compared member by member. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { decodeJson, encodeJson } from '@coffer/wire';
import { secretsmanager } from '@coffer/wire/services';
import { perform } from '../../packages/server/src/pipeline/perform.ts';
import { makeCustomerKey } from '../../packages/server/src/services/kms/testing.ts';
import { makeRotateSecret } from '../../packages/server/src/services/secretsmanager/rotate-secret.ts';
import { ManualClock, TestServer, textOf } from '../../packages/server/src/testing/index.ts';
import { sharedFolder, without } from '../support/require.ts';
import { CUSTOMER_KEY, exampleStates, type Step } from './example-states.ts';

interface Example {
  readonly title: string;
  readonly in: Readonly<Record<string, unknown>>;
  readonly out: Readonly<Record<string, unknown>> | null;
}

const REGION = 'us-west-2';
/** The schedule of DescribeSecret's example has 14 days to its next window. */
const NOW = Date.UTC(2026, 4, 1, 17);
const skip = without('shared');
const examples = readExamples();

describe('AWS’s examples', () => {
  let server: TestServer;
  let customerKey: string;
  before(async () => {
    server = await TestServer.open({ options: { regions: [REGION] }, clock: new ManualClock(NOW) });
    customerKey = await makeCustomerKey(server, 'alias/example', { region: REGION });
  });
  after(() => server[Symbol.asyncDispose]());

  for (const [name, operation, example] of examples) {
    const state = exampleStates.get(name);
    it(name, { skip }, async () => {
      assert.ok(state !== undefined, 'a state is described');
      await deleteAll();
      for (const step of state.before ?? []) await ask(step);

      const answer = await ask([operation, { ...example.in, ...state.input }]);

      const expected = withKey({ ...example.out, ...state.output });
      assert.deepEqual(comparable(answer), comparable(expected), state.because ?? 'every member is as in the example');
    });
  }

  it('are all there', { skip }, () => {
    assert.deepEqual(examples.map(([name]) => name).toSorted(), [...exampleStates.keys()].toSorted());
  });

  async function ask([operation, input]: Step): Promise<object> {
    server.clock.advance(1);
    if (operation === 'RotateSecret') return rotate(input);
    const response = await server.send('secretsmanager', operation, JSON.stringify(withKey(input)), REGION);
    assert.equal(response.status, 200, `${operation}: ${textOf(response)}`);
    return JSON.parse(textOf(response) || '{}');
  }

  /** As if its function could be invoked: that is another service's. */
  async function rotate(input: object): Promise<object> {
    const contract = secretsmanager.operations.RotateSecret;
    const key = await server.parts.line.accessKeys.find('AKIAIOSFODNN7EXAMPLE');
    assert.ok(key !== undefined);
    const output = await perform(server.parts.line, {
      service: secretsmanager,
      name: 'RotateSecret',
      contract,
      operation: makeRotateSecret({
        canInvoke: () => Promise.resolve(true),
        assertMayAttach: () => Promise.resolve(),
      }),
      decode: () => decodeJson(contract.input, JSON.stringify(input)),
      caller: key.caller,
      region: REGION,
      requestId: '11111111-1111-4111-8111-111111111111',
      now: server.clock.now(),
    });
    return JSON.parse(encodeJson(contract.output, output));
  }

  function withKey(members: object): object {
    return JSON.parse(JSON.stringify(members).replaceAll(CUSTOMER_KEY, customerKey));
  }

  async function deleteAll(): Promise<void> {
    const all = { IncludePlannedDeletion: true };
    const { SecretList = [] } = await server.call('secretsmanager', 'ListSecrets', all, REGION);
    for (const { ARN: SecretId = '' } of SecretList) {
      await server.call('secretsmanager', 'DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true }, REGION);
    }
  }
});

function readExamples(): readonly (readonly [name: string, operation: string, example: Example])[] {
  const folder = sharedFolder();
  if (folder === undefined) return [];
  const read: Readonly<Record<string, readonly Example[]>> = JSON.parse(
    readFileSync(`${folder}/reference/secretsmanager-examples.json`, 'utf8'),
  );
  return Object.entries(read).flatMap(([operation, list]) =>
    list.map(example => [`${operation}: ${example.title}`, operation, example] as const),
  );
}

/** An answer with placeholders for what chance and time decide; policies as what they say. */
function comparable(answer: object): unknown {
  return JSON.parse(JSON.stringify(answer), (name, value: unknown) => {
    if (name.endsWith('Date')) return '{date}';
    if (typeof value !== 'string') return value;
    if (name === 'RandomPassword') return value.startsWith('{') ? value : `{${value.length} characters}`;
    if (name === 'ResourcePolicy') return JSON.parse(value) as unknown; // JSON, whatever it holds
    return value.replace(/^(arn:aws:secretsmanager:.*)-[A-Za-z0-9]{6}$/, '$1-{suffix}');
  });
}
