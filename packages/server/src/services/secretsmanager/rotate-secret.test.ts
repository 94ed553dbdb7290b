import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { secretText, TestServer, textOf } from '../../testing/test-server.ts';
import { finish, FUNCTION_ARN, refusal, rotate, send } from './rotation.test-support.ts';
import { assertRefused, DELETED, INVALID_NAME, makeSecret, MISSING_TOKEN, NOT_FOUND } from './testing.ts';
import { putVersion, recordsNamed, token, valueOf } from './testing.ts';

const CANNOT_INVOKE =
  'Secrets Manager cannot invoke the specified Lambda function. ' +
  'Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.';
const UNFINISHED = "A previous rotation isn't complete. That rotation will be reattempted.";

onBothEngines('RotateSecret', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  const describe = (SecretId: string) => server.call('secretsmanager', 'DescribeSecret', { SecretId });
  const stagesIn = async (SecretId: string) => ({ ...(await describe(SecretId)).VersionIdsToStages });
  it('stores nothing when there is no such function', async () => {
    await makeSecret(server, 'refused');
    const unchanged = await describe('refused');
    server.clock.advance(1);

    const none = 'arn:aws:lambda:us-east-1:123456789012:function:none';
    // The guide prints a secret's ARN for the function in one place.
    for (const RotationLambdaARN of [FUNCTION_ARN, none, unchanged.ARN, '']) {
      const input = { SecretId: 'refused', ClientRequestToken: token(2), RotationLambdaARN };
      await assertRefused(server, 'RotateSecret', input, ['AccessDeniedException', CANNOT_INVOKE]);
    }

    assert.deepEqual(await describe('refused'), unchanged);
    assert.equal(unchanged.RotationEnabled, undefined);
    assert.equal((await recordsNamed(server, 'RotateSecret')).at(-1)?.['errorCode'], 'AccessDenied');
  });

  it('asks whether this function may be invoked for this secret', async () => {
    const ARN = await makeSecret(server, 'asked');
    const asked: string[][] = [];

    const refused = rotate(server, { SecretId: 'asked' }, (_scope, ...of) => {
      asked.push(of);
      return Promise.resolve(false);
    });

    await assert.rejects(refused, refusal('AccessDeniedException', CANNOT_INVOKE));
    assert.deepEqual(asked, [[FUNCTION_ARN, ARN]]);
  });

  it('needs a function, of the request or of an earlier one', async () => {
    await makeSecret(server, 'without');
    const input = { SecretId: 'without', ClientRequestToken: token(2), RotationRules: { AutomaticallyAfterDays: 1 } };

    await assertRefused(server, 'RotateSecret', input, [
      'InvalidRequestException',
      'No Lambda rotation function ARN is associated with this secret.',
    ]);
  });

  it('reads the request first, then looks for the secret, then sees that it is deleted', async () => {
    await makeSecret(server, 'gone');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'gone' });
    const both = { AutomaticallyAfterDays: 1, ScheduleExpression: 'rate(1 day)' };
    const refused = (input: object, answer: Parameters<typeof assertRefused>[3]) =>
      assertRefused(server, 'RotateSecret', { SecretId: 'gone', ...input }, answer);
    const ClientRequestToken = token(2);

    await refused({ SecretId: 'bad name' }, ['ValidationException', INVALID_NAME, 'message']);
    await refused({ RotationRules: both }, ['InvalidParameterException', MISSING_TOKEN]);
    await refused({ ClientRequestToken, RotationRules: both }, [
      'InvalidParameterException',
      'You cannot specify both rotation frequency and schedule expression together.',
    ]);
    const whole = { ClientRequestToken, RotationLambdaARN: FUNCTION_ARN };
    await refused({ SecretId: 'nowhere', ...whole }, ['ResourceNotFoundException', NOT_FOUND]);
    await refused(whole, ['InvalidRequestException', DELETED]);
  });

  it('refuses rules that are none, in the sentences of AWS', async () => {
    await makeSecret(server, 'rules');
    const cases: readonly (readonly [rules: object, message: string])[] = [
      [{ ScheduleExpression: 'cron(5 4 * * ? *)' }, 'Invalid schedule expression.'],
      [{ ScheduleExpression: 'rate(3 hours)' }, 'Rate in hour should be least 4 and less than 24.'],
      [{ ScheduleExpression: 'rate(1000 days)' }, 'Rate in day should be greater than 0 and less than 1000.'],
      [{ AutomaticallyAfterDays: 1, Duration: '25h' }, 'Duration must be at least 1 hour, at most 24 hour.'],
      [{ ScheduleExpression: 'rate(4 hours)', Duration: '5h' }, 'Duration cannot be greater than Rate in hour.'],
      [
        { ScheduleExpression: 'cron(0 20 * * ? *)', Duration: '5h' },
        'Starting hour and duration must be within a day.',
      ],
    ];

    for (const [RotationRules, message] of cases) {
      const input = { SecretId: 'rules', ClientRequestToken: token(2), RotationRules };
      await assertRefused(server, 'RotateSecret', input, ['InvalidParameterException', message]);
    }
    const far = { SecretId: 'rules', ClientRequestToken: token(2), RotationRules: { AutomaticallyAfterDays: 1001 } };
    await assertRefused(server, 'RotateSecret', far, [
      'ValidationException',
      "1 validation error detected: Value '1001' at 'rotationRules.automaticallyAfterDays' failed to satisfy constraint: Member must have value less than or equal to 1000",
      'message',
    ]);
  });

  it('has nobody who rotates what partners of AWS hold: their secrets are stored, and lack a function', async () => {
    const input = { Name: 'external', ClientRequestToken: token(1), Type: 'SalesforceClientSecret' };
    await server.call('secretsmanager', 'CreateSecret', { ...input, SecretString: secretText('v1') });
    const noFunction = [
      'InvalidRequestException',
      'No Lambda rotation function ARN is associated with this secret.',
    ] as const;
    const role = { ExternalSecretRotationRoleArn: 'arn:aws:iam::123456789012:role/partner' };
    const metadata = { ExternalSecretRotationMetadata: [{ Key: 'k', Value: 'v' }] };
    const request = { SecretId: 'external', ClientRequestToken: token(2) };

    for (const more of [{}, role, metadata, { ...role, ...metadata, RotateImmediately: false }]) {
      await assertRefused(server, 'RotateSecret', { ...request, ...more }, noFunction);
    }

    const described = await describe('external');
    assert.equal(described.Type, 'SalesforceClientSecret');
    assert.deepEqual([described.RotationEnabled, described.ExternalSecretRotationRoleArn], [undefined, undefined]);
    assert.deepEqual({ ...described.VersionIdsToStages }, { [token(1)]: ['AWSCURRENT'] });
  });

  it('refuses what only partners need beside a function, whoever brings it', async () => {
    await makeSecret(server, 'both');
    const refused = ['InvalidParameterException', 'Rotation of managed external secrets is not supported.'] as const;
    const role = { ExternalSecretRotationRoleArn: 'arn:aws:iam::123456789012:role/partner' };
    const metadata = { ExternalSecretRotationMetadata: [{ Key: 'k', Value: 'v' }] };
    const request = { SecretId: 'both', ClientRequestToken: token(2) };

    for (const more of [role, metadata]) {
      await assertRefused(server, 'RotateSecret', { ...request, RotationLambdaARN: FUNCTION_ARN, ...more }, refused);
    }
    await rotate(server, { SecretId: 'both' });
    for (const more of [role, metadata]) {
      await assertRefused(server, 'RotateSecret', { ...request, ClientRequestToken: token(3), ...more }, refused);
    }
  });

  it('reserves the version without a value, AWSPENDING, and keeps how to rotate', async () => {
    const ARN = await makeSecret(server, 'begun');
    server.clock.advance(1);

    const answer = await rotate(server, { SecretId: 'begun', RotationRules: { AutomaticallyAfterDays: 30 } });

    assert.deepEqual(answer, { ARN, Name: 'begun', VersionId: token(2) });
    const described = await describe('begun');
    assert.deepEqual({ ...described.VersionIdsToStages }, { [token(1)]: ['AWSCURRENT'], [token(2)]: ['AWSPENDING'] });
    assert.equal(described.RotationEnabled, true);
    assert.equal(described.RotationLambdaARN, FUNCTION_ARN);
    assert.deepEqual({ ...described.RotationRules }, { AutomaticallyAfterDays: 30 });
    assert.equal(described.LastRotatedDate, undefined);
    assert.equal(described.NextRotationDate, Date.parse('2026-10-26T23:59:59Z'));
    assert.equal(described.LastChangedDate, server.clock.now());
    const [listed] =
      (await server.call('secretsmanager', 'ListSecrets', { Filters: [{ Key: 'name', Values: ['begun'] }] }))
        .SecretList ?? [];
    assert.equal(listed?.RotationEnabled, true);
    assert.equal(listed?.NextRotationDate, described.NextRotationDate);
  });

  it('lists the reserved version, as DescribeSecret does, and reads nothing of it until it has its value', async () => {
    const ARN = await makeSecret(server, 'reserved');
    server.clock.advance(50);
    await rotate(server, { SecretId: 'reserved' });
    const reservedAt = server.clock.now();
    const read = { SecretId: 'reserved', VersionId: token(2), VersionStage: 'AWSPENDING' };
    const list = async (more: object = {}) => {
      const answer = await server.call('secretsmanager', 'ListSecretVersionIds', { SecretId: 'reserved', ...more });
      return (answer.Versions ?? []).map(version => [version.VersionId, version.CreatedDate, version.KmsKeyIds]);
    };

    await assertRefused(server, 'GetSecretValue', read, [
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for VersionId: ${token(2)}`,
    ]);
    const current = [token(1), reservedAt - 50, ['DefaultEncryptionKey']];
    const pending = [token(2), reservedAt, undefined];
    assert.deepEqual(await list(), [pending, current]);
    assert.deepEqual(await list({ IncludeDeprecated: true }), [current, pending]);
    const bytes = textOf(
      await server.send('secretsmanager', 'ListSecretVersionIds', JSON.stringify({ SecretId: ARN })),
    );
    assert.ok(bytes.includes(`"VersionId":"${token(2)}","VersionStages":["AWSPENDING"]}`), bytes);
    server.clock.advance(50);
    assert.deepEqual(await putVersion(server, 'reserved', 2, ['AWSPENDING']), ['AWSPENDING']);
    assert.deepEqual(await list(), [[token(2), reservedAt + 50, ['DefaultEncryptionKey']], current]);
    assert.equal(await valueOf(server, 'reserved', { VersionId: token(2) }), 'v2');
    assert.equal(await valueOf(server, 'reserved'), 'v1');
  });

  it('lists no version that has lost its label without ever having had a value', async () => {
    await makeSecret(server, 'given-up');
    await rotate(server, { SecretId: 'given-up' });
    await server.call('secretsmanager', 'UpdateSecretVersionStage', {
      SecretId: 'given-up',
      VersionStage: 'AWSPENDING',
      RemoveFromVersionId: token(2),
    });

    for (const IncludeDeprecated of [false, true]) {
      const input = { SecretId: 'given-up', IncludeDeprecated };
      const { Versions = [] } = await server.call('secretsmanager', 'ListSecretVersionIds', input);
      assert.deepEqual(
        Versions.map(version => version.VersionId),
        [token(1)],
      );
    }
  });

  it('records who asked for it', async () => {
    const arn = await makeSecret(server, 'recorded');
    const RotationRules = { ScheduleExpression: 'rate(10 days)', Duration: '3h' };

    await rotate(server, { SecretId: 'recorded', RotationRules, RotateImmediately: true });

    const record = (await recordsNamed(server, 'RotateSecret')).at(-1);
    assert.deepEqual(record?.['requestParameters'], {
      secretId: 'recorded',
      clientRequestToken: token(2),
      rotationLambdaARN: FUNCTION_ARN,
      rotationRules: { scheduleExpression: 'rate(10 days)', duration: '3h' },
      rotateImmediately: true,
    });
    assert.deepEqual(record?.['responseElements'], { arn });
  });

  it('waits until a rotation is complete, cancelled or not', async () => {
    await makeSecret(server, 'unfinished');
    await rotate(server, { SecretId: 'unfinished' });
    const again = () => rotate(server, { SecretId: 'unfinished', ClientRequestToken: token(3) });
    const isUnfinished = refusal('InvalidRequestException', UNFINISHED);

    await assert.rejects(again(), isUnfinished);
    // The function is looked at before.
    const without = rotate(server, { SecretId: 'unfinished', ClientRequestToken: token(3) }, () =>
      Promise.resolve(false),
    );
    await assert.rejects(without, refusal('AccessDeniedException', CANNOT_INVOKE));
    await server.call('secretsmanager', 'CancelRotateSecret', { SecretId: 'unfinished' });
    await assert.rejects(again(), isUnfinished);

    assert.equal((await describe('unfinished')).RotationEnabled, false);
    await server.call('secretsmanager', 'UpdateSecretVersionStage', {
      SecretId: 'unfinished',
      VersionStage: 'AWSPENDING',
      RemoveFromVersionId: token(2),
    });
    await again();
    assert.deepEqual(await stagesIn('unfinished'), { [token(1)]: ['AWSCURRENT'], [token(3)]: ['AWSPENDING'] });
  });

  it('takes AWSPENDING from the version that a finished rotation left it on', async () => {
    await makeSecret(server, 'again');
    await rotate(server, { SecretId: 'again' });
    await putVersion(server, 'again', 2, ['AWSPENDING']);
    await finish(server, 'again', 1, 2);
    assert.deepEqual((await stagesIn('again'))[token(2)], ['AWSCURRENT', 'AWSPENDING']);

    await send(server, { SecretId: 'again', ClientRequestToken: token(3) });

    assert.deepEqual(await stagesIn('again'), {
      [token(1)]: ['AWSPREVIOUS'],
      [token(2)]: ['AWSCURRENT'],
      [token(3)]: ['AWSPENDING'],
    });
  });

  it('answers a retry again: it begins no second rotation, and none at all when the first is long done', async () => {
    const ARN = await makeSecret(server, 'retried');
    const first = await rotate(server, { SecretId: 'retried' });
    assert.deepEqual(await rotate(server, { SecretId: 'retried' }), first);
    await putVersion(server, 'retried', 2, ['AWSPENDING']);
    await finish(server, 'retried', 1, 2);
    const done = await describe('retried');
    server.clock.advance(1);

    const late = await rotate(server, { SecretId: 'retried', RotationRules: { AutomaticallyAfterDays: 9 } });

    assert.deepEqual(late, { ARN, Name: 'retried', VersionId: token(2) });
    assert.deepEqual(await describe('retried'), done);
    assert.equal(await valueOf(server, 'retried'), 'v2');
  });

  it('rotates again as it is configured, and replaces what a request names', async () => {
    await makeSecret(server, 'stored');
    await rotate(server, { SecretId: 'stored', RotationRules: { AutomaticallyAfterDays: 2, Duration: '3h' } });
    await putVersion(server, 'stored', 2);

    const asked: string[] = [];
    await send(server, { SecretId: 'stored', ClientRequestToken: token(3) }, (_scope, functionArn) => {
      asked.push(functionArn);
      return Promise.resolve(true);
    });

    assert.deepEqual(asked, [FUNCTION_ARN]);
    const kept = await describe('stored');
    assert.deepEqual({ ...kept.RotationRules }, { AutomaticallyAfterDays: 2, Duration: '3h' });
    await putVersion(server, 'stored', 3);
    await rotate(server, {
      SecretId: 'stored',
      ClientRequestToken: token(4),
      RotationLambdaARN: `${FUNCTION_ARN}-2`,
      RotationRules: { ScheduleExpression: 'rate(4 hours)' },
    });
    const replaced = await describe('stored');
    assert.equal(replaced.RotationLambdaARN, `${FUNCTION_ARN}-2`);
    assert.deepEqual({ ...replaced.RotationRules }, { AutomaticallyAfterDays: 1, ScheduleExpression: 'rate(4 hours)' });
  });

  it('with RotateImmediately=false keeps how to rotate, and has a copy of the value tested', async () => {
    const ARN = await makeSecret(server, 'later');

    const answer = await rotate(server, {
      SecretId: 'later',
      RotationRules: { AutomaticallyAfterDays: 30 },
      RotateImmediately: false,
    });

    assert.deepEqual(answer, { ARN, Name: 'later', VersionId: token(2) });
    const { RotationEnabled, NextRotationDate } = await describe('later');
    assert.equal(RotationEnabled, true);
    assert.equal(NextRotationDate, Date.parse('2026-10-26T23:59:59Z'));
    assert.deepEqual(await stagesIn('later'), { [token(1)]: ['AWSCURRENT'], [token(2)]: ['AWSPENDING'] });
    assert.equal(await valueOf(server, 'later', { VersionStage: 'AWSPENDING' }), 'v1');
  });

  it('lets one rotation begin of several that come at once', async () => {
    await makeSecret(server, 'raced');

    const outcomes = await Promise.allSettled(
      [2, 3, 4].map(n => rotate(server, { SecretId: 'raced', ClientRequestToken: token(n) })),
    );

    const begun = outcomes.filter(outcome => outcome.status === 'fulfilled');
    assert.equal(begun.length, 1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') refusal('InvalidRequestException', UNFINISHED)(outcome.reason);
    }
  });
});
