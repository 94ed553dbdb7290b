import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { ManualClock } from '../../testing/manual-clock.ts';
import { secretText, TestServer, textOf } from '../../testing/test-server.ts';
import { Redacted } from '@coffer/wire';
import { assertRefused, put, recordsNamed } from './testing.ts';

const NAME = 'stackd-ssm-secret/string';
const AT = '/aws/reference/secretsmanager/';
const FIRST = 'fb0e1cef-5396-415b-b7dc-10939b4ce11a';
const SECOND = '1cc36fa0-37e8-44c5-a32b-1ff8a48c11a8';
const UUID_LABEL = 'abcdefab-abcd-abcd-abcd-abcdefabcdef';
const SYNTAX =
  'Invalid parameter name. Please use correct syntax for referencing a version/label  <name>:<version/label>';
const DEPENDENCY = 'An error occurred while calling one AWS dependency service.';
const DECRYPTION = 'WithDecryption flag must be True for retrieving a Secret Manager secret.';

onBothEngines('References to secrets', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine, clock: new ManualClock(1_790_450_994_802) });
    await server.call('secretsmanager', 'CreateSecret', {
      Name: NAME,
      ClientRequestToken: FIRST,
      SecretString: secretText('first'),
    });
    await server.call('secretsmanager', 'PutSecretValue', {
      SecretId: NAME,
      ClientRequestToken: SECOND,
      SecretString: secretText('{"fixture":"public=current","unicode":"λ"}'),
      VersionStages: ['AWSCURRENT', '1', 'bad/stage', UUID_LABEL],
    });
    await server.call('secretsmanager', 'CreateSecret', {
      Name: 'binary',
      ClientRequestToken: FIRST,
      SecretBinary: new Redacted(Uint8Array.of(115, 0, 255, 10)),
    });
    await put(server, '/ordinary', 'public-ordinary');
  });
  after(() => server[Symbol.asyncDispose]());

  async function read(Name: string) {
    const { Parameter } = await server.call('ssm', 'GetParameter', { Name, WithDecryption: true });
    return [Parameter?.Name, Parameter?.Selector, Parameter?.Value?.unwrap()];
  }

  function notFound(shown: string) {
    const secret = `Secret aws/reference/secretsmanager/${shown} not found.`;
    return [
      'ParameterNotFound',
      `An error occurred (ParameterNotFound) when referencing Secrets Manager: ${secret}`,
    ] as const;
  }

  it('answer with the bytes that AWS sends', async () => {
    const { ARN = '' } = await server.call('secretsmanager', 'DescribeSecret', { SecretId: NAME });
    const body = JSON.stringify({ Name: `${AT}${NAME}`, WithDecryption: true });

    const response = await server.send('ssm', 'GetParameter', body);

    const source =
      `{"ARN":"${ARN}","name":"${NAME}","versionId":"${SECOND}",` +
      String.raw`"secretString":"{\"fixture\":\"public\u003dcurrent\",\"unicode\":\"λ\"}",` +
      `"versionStages":["1","bad/stage","AWSCURRENT","${UUID_LABEL}"],"createdDate":"Sep 26, 2026, 7:29:54 PM"}`;
    assert.equal(
      textOf(response),
      `{"Parameter":{"ARN":"${ARN}","LastModifiedDate":1.790450994802E9,"Name":"${AT}${NAME}",` +
        `"SourceResult":${JSON.stringify(source)},"Type":"SecureString",` +
        `"Value":${JSON.stringify('{"fixture":"public=current","unicode":"λ"}')},"Version":0}}`,
    );
  });

  it('show a binary secret as a Java buffer, without a value', async () => {
    const { Parameter } = await server.call('ssm', 'GetParameter', { Name: `${AT}binary`, WithDecryption: true });

    assert.equal(Parameter?.Value, undefined);
    assert.match(
      Parameter?.SourceResult ?? '',
      /"secretBinary":\{"hb":\[115,0,-1,10\],"offset":0,"isReadOnly":false,"bigEndian":true,"nativeByteOrder":false,"mark":-1,"position":0,"limit":4,"capacity":4,"address":8\},/,
    );
  });

  it('select a version by id and by label, with the first slash or without', async () => {
    const current = '{"fixture":"public=current","unicode":"λ"}';
    const bare = AT.slice(1);

    assert.deepEqual(await read(`${bare}${NAME}`), [`${bare}${NAME}`, undefined, current]);
    assert.deepEqual(await read(`${AT}${NAME}:AWSPREVIOUS`), [`${AT}${NAME}`, ':AWSPREVIOUS', 'first']);
    assert.deepEqual(await read(`${AT}${NAME}:${FIRST}`), [`${AT}${NAME}`, `:${FIRST}`, 'first']);
    assert.deepEqual(await read(`${AT}${NAME}:1`), [`${AT}${NAME}`, ':1', current]);
    assert.deepEqual(await read(`${AT}${NAME}:bad/stage`), [`${AT}${NAME}`, ':bad/stage', current]);
    await server.call('secretsmanager', 'CreateSecret', {
      Name: 'nested+/@/=',
      ClientRequestToken: FIRST,
      SecretString: secretText('special'),
    });
    assert.deepEqual(await read(`${AT}nested+/@/=`), [`${AT}nested+/@/=`, undefined, 'special']);
  });

  it('ask for decryption before anything else', async () => {
    for (const Name of [`${AT}${NAME}`, `${AT}absent`]) {
      for (const more of [{}, { WithDecryption: false }]) {
        await assertRefused(server, 'GetParameter', { Name, ...more }, ['ValidationException', DECRYPTION]);
      }
    }
  });

  it('say what is not there in AWS’s words', async () => {
    const cases = [
      [`${NAME}:${UUID_LABEL}`, `${NAME}:${UUID_LABEL}`],
      [`${NAME}:01`, `${NAME}:01`],
      [`${NAME}:bad stage`, `${NAME}:bad stage`],
      [`${NAME}/AWSPREVIOUS`, `${NAME}/AWSPREVIOUSnull`],
      ['absent:AWSCURRENT', 'absent:AWSCURRENT'],
      ['/double', '/doublenull'],
    ] as const;

    for (const [name, shown] of cases) {
      await assertRefused(server, 'GetParameter', { Name: `${AT}${name}`, WithDecryption: true }, notFound(shown));
    }
  });

  it('refuse two selectors, an empty one, and ARNs', async () => {
    const { ARN = '' } = await server.call('secretsmanager', 'DescribeSecret', { SecretId: NAME });
    for (const name of [`${NAME}:bad:stage`, `${NAME}:`, `${NAME}:fixture:AWSCURRENT:`, ARN]) {
      const input = { Name: `${AT}${name}`, WithDecryption: true };
      await assertRefused(server, 'GetParameter', input, ['ValidationException', SYNTAX]);
    }
    await assertRefused(server, 'GetParameter', { Name: ARN, WithDecryption: true }, [
      'ValidationException',
      'Secrets manager ARN reference should not be passed in the GetParameter(s) request, please refer to ' +
        'https://docs.aws.amazon.com/systems-manager/latest/userguide/integration-ps-secretsmanager.html',
    ]);
    for (const Name of [AT]) {
      await assertRefused(server, 'GetParameter', { Name, WithDecryption: true }, ['ValidationException', DEPENDENCY]);
    }
  });

  it('stand first in a batch, and among what is invalid when they cannot be read', async () => {
    const batch = async (Names: readonly string[], WithDecryption: boolean) => {
      const answer = await server.call('ssm', 'GetParameters', { Names, WithDecryption });
      return [answer.Parameters?.map(({ Name, Selector = '' }) => `${Name}${Selector}`), answer.InvalidParameters];
    };
    const { ARN = '' } = await server.call('secretsmanager', 'DescribeSecret', { SecretId: NAME });
    const names = [`${AT}${NAME}`, '/ordinary'];

    assert.deepEqual(await batch(names, true), [names, []]);
    assert.deepEqual(await batch(names, false), [['/ordinary'], [`${AT}${NAME}`]]);
    assert.deepEqual(await batch([`${AT}absent`, ...names], true), [names, [`${AT}absent`]]);
    assert.deepEqual(await batch([`${AT}${ARN}`, ...names], true), [names, [`${AT}${ARN}`]]);
  });

  it('leave the record of the read at Secrets Manager beside their own', async () => {
    await read(`${AT}${NAME}:AWSPREVIOUS`);
    await server.refused('ssm', 'GetParameter', { Name: `${AT}unknown`, WithDecryption: true });

    const records = (await recordsNamed(server, 'GetParameter', 'GetSecretValue')).slice(-4);

    const shown = records.map(record => [
      record['eventName'],
      record['requestParameters'],
      record['sourceIPAddress'],
      record['errorCode'],
    ]);
    assert.deepEqual(shown, [
      ['GetSecretValue', { secretId: NAME, versionStage: 'AWSPREVIOUS' }, 'ssm.amazonaws.com', undefined],
      ['GetParameter', { name: `${AT}${NAME}:AWSPREVIOUS`, withDecryption: true }, '203.0.113.10', undefined],
      ['GetSecretValue', { secretId: 'unknown' }, 'ssm.amazonaws.com', 'ResourceNotFoundException'],
      ['GetParameter', { name: `${AT}unknown`, withDecryption: true }, '203.0.113.10', 'ParameterNotFound'],
    ]);
    assert.doesNotMatch(JSON.stringify(records), /first|public/);
  });
});
