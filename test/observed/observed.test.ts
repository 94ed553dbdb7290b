/** Replays requests whose answers were recorded from AWS, and compares the answers. */
import assert from 'node:assert/strict';
import { after, before, it, test } from 'node:test';
import { onBothEngines, TestServer, textOf } from '@coffer/server/testing';
import { hasRecordings, ofRecording, Placeholders, readRecordings } from './recordings.ts';
import { rotationScripts } from './rotation-scripts.ts';
import { scripts } from './scripts.ts';
import type { Step } from './steps.ts';
import { ARN, PARTIAL_ARN } from './steps.ts';

const skip = hasRecordings() ? false : 'no recordings: set COFFER_SHARED to the folder that holds reference/';

test('every answer that was recorded is asked for', { skip }, () => {
  // Those that rotate run where functions do: `test/clients/rotation.test.ts`.
  const all = new Map([...scripts, ...rotationScripts('')]);
  const left = [...readRecordings()].flatMap(([name, recorded]) => {
    const asked = new Set(all.get(name)?.map(([key]) => key));
    return [...recorded.keys()].filter(key => !asked.has(key)).map(key => `${name}: ${key}`);
  });

  assert.deepEqual(left, []);
});

onBothEngines('What AWS answered', engine => {
  let server: TestServer;
  before(async () => {
    if (skip === false) server = await TestServer.open({ engine });
  });
  after(() => server?.[Symbol.asyncDispose]());

  const recordings = skip === false ? readRecordings() : new Map<string, ReadonlyMap<string, unknown>>();

  for (const [name, steps] of scripts) {
    it(`is what Coffer answers: ${name}`, { skip }, async () => {
      const recorded = recordings.get(name);
      assert.ok(recorded !== undefined, 'there is such a recording');
      try {
        await replay(steps, recorded);
      } finally {
        await deleteAll();
      }
    });
  }

  async function replay(steps: readonly Step[], recorded: ReadonlyMap<string, unknown>): Promise<void> {
    const placeholders = new Placeholders();
    let arn = '';
    for (const [key, operation, input] of steps) {
      // Each version has a time of its own, as it would at AWS.
      server.clock.advance(1);
      const body = JSON.stringify(input).replace(ARN, arn).replace(PARTIAL_ARN, arn.slice(0, -7));
      const response = await server.send('secretsmanager', operation, body);
      const text = textOf(response);
      if (operation === 'CreateSecret') arn = /"ARN":"([^"]*)"/.exec(text)?.[1] ?? arn;
      if (key === undefined) {
        assert.equal(response.status, 200, text);
        continue;
      }
      assert.ok(recorded.has(key), `${key} was recorded`);
      assert.deepEqual(placeholders.ofAnswer(response.status, text), ofRecording(recorded.get(key)), key);
    }
  }

  async function deleteAll(): Promise<void> {
    const { SecretList = [] } = await server.call('secretsmanager', 'ListSecrets', { IncludePlannedDeletion: true });
    for (const { ARN: SecretId = '' } of SecretList) {
      await server.call('secretsmanager', 'DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true });
    }
  }
});
