import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { RotatingCoffer } from '../testing/rotating-coffer.ts';
import { genericRotation } from './generic-rotation.ts';

describe('98: the generic template', () => {
  let coffer: RotatingCoffer;
  before(async () => {
    coffer = await RotatingCoffer.open();
  });
  after(() => coffer[Symbol.asyncDispose]());

  test('a new password of 32 characters becomes current, without the letters that are excluded', async () => {
    const secretId = await coffer.store('the first');

    await coffer.rotate(genericRotation, secretId);

    const password = await coffer.text(secretId);
    assert.equal(password.length, 32);
    assert.doesNotMatch(password, /[/@"'\\]/);
    assert.equal(await coffer.text(secretId, 'AWSPREVIOUS'), 'the first');
    assert.ok(coffer.log.every(line => !line.includes(password)));
  });

  test('a step that is run again keeps the password that it made', async () => {
    const secretId = await coffer.store('the first');
    const token = await coffer.begin(secretId);
    await coffer.step(genericRotation, secretId, token, 'createSecret');
    const made = await coffer.text(secretId, 'AWSPENDING');

    await coffer.run(genericRotation, secretId, token);

    assert.equal(await coffer.text(secretId), made);
  });

  test('a secret that is not in the state of a step is refused in the words of AWS', async () => {
    const secretId = await coffer.store('the first');
    const never = '11111111-1111-4111-8111-111111111111';
    const noStage = `Secret version ${never} has no stage for rotation of secret ${secretId}.`;
    await assert.rejects(coffer.step(genericRotation, secretId, never, 'createSecret'), error('ValueError', noStage));
    const token = await coffer.begin(secretId);

    const invalid = `Invalid step parameter nonsense for secret ${secretId}`;
    await assert.rejects(coffer.step(genericRotation, secretId, token, 'nonsense'), error('ValueError', invalid));
    await coffer.run(genericRotation, secretId, token);
    await coffer.step(genericRotation, secretId, token, 'createSecret');
    const first = await coffer.stages(secretId);
    const previous = [...first].find(([, labels]) => labels.includes('AWSPREVIOUS'))?.[0] ?? '';
    const notPending = `Secret version ${previous} not set as AWSPENDING for rotation of secret ${secretId}.`;
    await assert.rejects(
      coffer.step(genericRotation, secretId, previous, 'setSecret'),
      error('ValueError', notPending),
    );
    await coffer.server.call('secretsmanager', 'CancelRotateSecret', { SecretId: secretId });
    const disabled = `Secret ${secretId} is not enabled for rotation`;
    await assert.rejects(coffer.step(genericRotation, secretId, token, 'setSecret'), error('ValueError', disabled));
  });

  test('an event that Secrets Manager would not send is refused', async () => {
    for (const [input, missing] of [
      [undefined, 'SecretId'],
      [{ SecretId: 'a' }, 'ClientRequestToken'],
      [{ SecretId: 'a', ClientRequestToken: 'b', Step: 1 }, 'Step'],
    ] as const)
      await assert.rejects(coffer.send(genericRotation, input), error('ValueError', `the event has no ${missing}`));
  });

  test('124: what Coffer refuses is the error, with its code', async () => {
    const input = { SecretId: 'nowhere', ClientRequestToken: 'x'.repeat(32), Step: 'createSecret' };

    const failure = coffer.send(genericRotation, input);

    const message = "ResourceNotFoundException: Secrets Manager can't find the specified secret.";
    await assert.rejects(failure, { name: 'AwsError', message });
  });
});

function error(name: string, message: string): object {
  return { name, message };
}
