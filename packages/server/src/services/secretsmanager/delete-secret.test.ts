import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { assertRefused, makeSecret, NOT_FOUND, recordsNamed } from './testing.ts';

const DAY_MS = 86_400_000;

onBothEngines('DeleteSecret', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  it('schedules a deletion for the end of the window: 30 days unless the request says otherwise', async () => {
    const ARN = await makeSecret(server, 'default');
    await makeSecret(server, 'two-weeks');

    const month = await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'default' });
    const weeks = await server.call('secretsmanager', 'DeleteSecret', {
      SecretId: 'two-weeks',
      RecoveryWindowInDays: 14,
      ForceDeleteWithoutRecovery: false,
    });

    assert.deepEqual(month, { ARN, Name: 'default', DeletionDate: server.clock.now() + 30 * DAY_MS });
    assert.equal(weeks.DeletionDate, server.clock.now() + 14 * DAY_MS);
    const { DeletedDate } = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'default' });
    assert.equal(DeletedDate, server.clock.now());
  });

  it('refuses windows outside 7 to 30 days, and a window together with force, whatever the secret', async () => {
    await makeSecret(server, 'window');
    const outside = 'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).';
    for (const SecretId of ['window', 'nowhere']) {
      for (const RecoveryWindowInDays of [6, 31, 0, -1]) {
        const input = { SecretId, RecoveryWindowInDays };
        await assertRefused(server, 'DeleteSecret', input, ['InvalidParameterException', outside]);
      }
      const both = { SecretId, RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true };
      await assertRefused(server, 'DeleteSecret', both, [
        'InvalidParameterException',
        "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
      ]);
    }

    for (const days of [7, 30]) {
      await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'window', RecoveryWindowInDays: days });
      await server.call('secretsmanager', 'RestoreSecret', { SecretId: 'window' });
    }
  });

  it('refuses to schedule a second time, and can be forced then', async () => {
    const ARN = await makeSecret(server, 'twice');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'twice' });

    await assertRefused(server, 'DeleteSecret', { SecretId: 'twice' }, [
      'InvalidRequestException',
      "You tried to perform the operation on a secret that's currently marked deleted.",
    ]);
    const forced = await server.call('secretsmanager', 'DeleteSecret', {
      SecretId: ARN,
      ForceDeleteWithoutRecovery: true,
    });

    assert.deepEqual(forced, { ARN, Name: 'twice', DeletionDate: server.clock.now() });
    await assertRefused(server, 'DescribeSecret', { SecretId: ARN }, ['ResourceNotFoundException', NOT_FOUND]);
  });

  it('forces: the secret is gone at once, and cannot be restored', async () => {
    const ARN = await makeSecret(server, 'forced');

    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'forced', ForceDeleteWithoutRecovery: true });

    for (const operation of ['DescribeSecret', 'GetSecretValue', 'RestoreSecret', 'ListSecretVersionIds']) {
      await assertRefused(server, operation, { SecretId: ARN }, ['ResourceNotFoundException', NOT_FOUND]);
    }
    const { SecretList = [] } = await server.call('secretsmanager', 'ListSecrets', { IncludePlannedDeletion: true });
    assert.ok(SecretList.every(secret => secret.ARN !== ARN));
  });

  it('succeeds when it forces what is not there, with an ARN that never was; without force it refuses', async () => {
    const force = { ForceDeleteWithoutRecovery: true };

    const answer = await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'never', ...force });

    assert.match(answer.ARN ?? '', /^arn:aws:secretsmanager:us-east-1:123456789012:secret:never-[A-Za-z0-9]{6}$/);
    assert.equal(answer.Name, 'never');
    const again = await server.call('secretsmanager', 'DeleteSecret', { SecretId: answer.ARN ?? '', ...force });
    assert.equal(again.ARN, answer.ARN);
    await assertRefused(server, 'DeleteSecret', { SecretId: 'never' }, ['ResourceNotFoundException', NOT_FOUND]);
  });

  it('records a service event for each version', async () => {
    const ARN = await makeSecret(server, 'events');

    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'events' });
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'events', ForceDeleteWithoutRecovery: true });

    const events = await recordsNamed(server, 'StartSecretVersionDelete', 'EndSecretVersionDelete');
    const mine = events.filter(event => JSON.stringify(event['additionalEventData']).includes(ARN));
    assert.deepEqual(
      mine.map(event => event['eventName']),
      ['StartSecretVersionDelete', 'EndSecretVersionDelete'],
    );
  });
});
