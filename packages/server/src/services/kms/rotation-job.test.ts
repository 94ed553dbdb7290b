import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { it } from 'node:test';
import { JobRunner } from '../../jobs/runner.ts';
import type { Keyring } from '../../keys/keyring.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { recordsNamed } from '../secretsmanager/testing.ts';
import { keyRotation } from './rotation-job.ts';
import { KEY_ROTATION } from './rotation.ts';

onBothEngines('The job that rotates a key', engine => {
  /** A server with a key whose rotation is due, and a runner whose keyring does something before it wraps. */
  async function due(stack: AsyncDisposableStack, before: (server: TestServer, KeyId: string) => Promise<unknown>) {
    const server = stack.use(await TestServer.open({ engine }));
    const KeyId = (await server.call('kms', 'CreateKey', {})).KeyMetadata?.KeyId ?? '';
    await server.call('kms', 'EnableKeyRotation', { KeyId, RotationPeriodInDays: 90 });
    server.clock.advanceDays(90);
    const { database, keyring, log, line } = server.parts;
    const slow: Pick<Keyring, 'wrapKeyMaterial'> = {
      async wrapKeyMaterial(context, material) {
        await before(server, KeyId);
        return keyring.wrapKeyMaterial(context, material);
      },
    };
    const { clock } = server;
    const parts = { database, keyring: slow, audit: line.audit, clock, random: randomBytes };
    const handlers = new Map([[KEY_ROTATION, keyRotation(parts)]]);
    const runner = stack.use(new JobRunner({ database, clock, log, handlers }));
    const rotations = async () => (await server.call('kms', 'ListKeyRotations', { KeyId })).Rotations?.length;
    return { server, runner, KeyId, rotations };
  }

  it('begins again when the key changed under its hands', async () => {
    await using stack = new AsyncDisposableStack();
    let changes = 0;
    const { server, runner, KeyId, rotations } = await due(stack, async (as, key) => {
      if (changes++ === 0) await as.call('kms', 'UpdateKeyDescription', { KeyId: key, Description: 'changed' });
    });

    await runner.runDue();
    assert.equal(await rotations(), 0);
    await runner.runDue();

    assert.equal(await rotations(), 1);
    const { KeyMetadata } = await server.call('kms', 'DescribeKey', { KeyId });
    assert.equal(KeyMetadata?.Description, 'changed');
    assert.equal((await recordsNamed(server, 'RotateKey')).length, 1);
  });

  it('stores nothing when it fails on the way, and is tried again', async () => {
    await using stack = new AsyncDisposableStack();
    let failures = 0;
    const { server, runner, rotations } = await due(stack, async () => {
      if (failures++ === 0) throw new Error('the root key is away');
    });

    await runner.runDue();
    assert.equal(await rotations(), 0);
    server.clock.advance(10_000);
    await runner.runDue();

    assert.equal(await rotations(), 1);
  });

  it('stores nothing when rotation was disabled meanwhile', async () => {
    await using stack = new AsyncDisposableStack();
    const { server, runner, rotations } = await due(stack, (as, KeyId) =>
      as.call('kms', 'DisableKeyRotation', { KeyId }),
    );

    await runner.runDue();
    server.clock.advanceDays(1);
    await runner.runDue();

    assert.equal(await rotations(), 0);
  });
});
