import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import { presignTarget } from '@coffer/wire/sigv4';
import { makeSecret, token } from '../services/secretsmanager/testing.ts';
import { onBothEngines } from '../testing/engines.ts';
import { TestServer, textOf } from '../testing/test-server.ts';

const VERSION = '2017-10-17';
const HOST = 'secretsmanager.us-east-1.amazonaws.com';
const NAMESPACE = 'https://secretsmanager.amazonaws.com/doc/2017-10-17/';

onBothEngines('The Query protocol of Secrets Manager', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function send(method: 'GET' | 'POST', form: string, type = 'application/x-www-form-urlencoded') {
    const isGet = method === 'GET';
    const response = await server.sendRaw({
      method,
      target: isGet ? `/?${form}` : '/',
      rawHeaders: ['Host', HOST, ...(isGet ? [] : ['Content-Type', type])],
      body: Buffer.from(isGet ? '' : form),
      service: 'secretsmanager',
      region: 'us-east-1',
    });
    return { status: response.status, text: textOf(response).replaceAll(/[0-9a-f-]{36}(?=<\/RequestId>)/g, 'ID') };
  }

  const form = (action: string, more: Readonly<Record<string, string>> = {}) =>
    new URLSearchParams({ Action: action, Version: VERSION, ...more }).toString();

  it('creates with POST and reads with GET and POST: answers are XML', async () => {
    const create = { Name: 'q', ClientRequestToken: token(1), SecretString: 'a<b>&"\u00fc' };
    const created = await send('POST', form('CreateSecret', create));
    const { ARN } = await server.call('secretsmanager', 'DescribeSecret', { SecretId: 'q' });
    assert.deepEqual(created, {
      status: 200,
      text:
        `<CreateSecretResponse xmlns="${NAMESPACE}"><CreateSecretResult><ARN>${ARN}</ARN><Name>q</Name>` +
        `<VersionId>${token(1)}</VersionId></CreateSecretResult>` +
        '<ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></CreateSecretResponse>',
    });

    const expected =
      `<GetSecretValueResponse xmlns="${NAMESPACE}"><GetSecretValueResult><ARN>${ARN}</ARN><Name>q</Name>` +
      `<VersionId>${token(1)}</VersionId><SecretString>a&lt;b&gt;&amp;&quot;\u00fc</SecretString>` +
      '<VersionStages><member>AWSCURRENT</member></VersionStages><CreatedDate>2026-09-26T19:29:54.123Z</CreatedDate>' +
      '</GetSecretValueResult><ResponseMetadata><RequestId>ID</RequestId></ResponseMetadata></GetSecretValueResponse>';
    for (const method of ['GET', 'POST'] as const) {
      assert.deepEqual(await send(method, form('GetSecretValue', { SecretId: 'q' })), { status: 200, text: expected });
    }
  });

  it('reads lists, booleans and numbers, and pages', async () => {
    await makeSecret(server, 'list-1');
    server.clock.advance(1);
    await makeSecret(server, 'list-2');
    const put = { SecretId: 'list-1', ClientRequestToken: token(2), SecretString: 'v2' };
    const stages = { 'VersionStages.member.1': 'GREEN', 'VersionStages.member.2': 'AWSPENDING' };

    const answer = await send('POST', form('PutSecretValue', { ...put, ...stages }));
    assert.match(answer.text, /<VersionStages><member>GREEN<\/member><member>AWSPENDING<\/member><\/VersionStages>/);

    const filter = {
      'Filters.member.1.Key': 'name',
      'Filters.member.1.Values.member.1': 'list-',
      MaxResults: '1',
      IncludePlannedDeletion: 'true',
    };
    const first = await send('GET', form('ListSecrets', filter));
    const NextToken = /<NextToken>(.*)<\/NextToken>/.exec(first.text)?.[1] ?? '';
    const second = await send('GET', form('ListSecrets', { ...filter, NextToken }));
    assert.match(first.text, /<Name>list-1<\/Name>/);
    assert.match(second.text, /<Name>list-2<\/Name>/);
    assert.doesNotMatch(second.text, /NextToken/);
  });

  it('tells errors in XML, with the codes of the Query protocol and the same sentences', async () => {
    const error = (code: string, message: string) =>
      `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message>` +
      '</Error><RequestId>ID</RequestId></ErrorResponse>';
    const cases: readonly (readonly [text: string, code: string, message: string])[] = [
      [
        form('GetSecretValue', { SecretId: 'none' }),
        'ResourceNotFoundException',
        "Secrets Manager can't find the specified secret.",
      ],
      [
        form('GetSecretValue'),
        'ValidationError',
        "1 validation error detected: Value null at 'secretId' failed to satisfy constraint: Member must not be null",
      ],
      [form('ListSecrets', { MaxResults: 'x' }), 'MalformedInput', 'STRING_VALUE can not be converted to an Integer'],
    ];

    for (const [text, code, message] of cases) {
      assert.deepEqual(await send('POST', text), { status: 400, text: error(code, message) });
    }
  });

  it('does not know other actions and versions, and misses an action', async () => {
    const error = (code: string, message: string) =>
      `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>ID</RequestId></ErrorResponse>`;
    const unknown = (name: string, version: string) =>
      error('InvalidAction', `Could not find operation ${name} for version ${version}`);

    assert.deepEqual(await send('POST', form('MakeCoffee')), { status: 400, text: unknown('MakeCoffee', VERSION) });
    assert.deepEqual(await send('POST', 'Action=ListSecrets&Version=2010-05-08'), {
      status: 400,
      text: unknown('ListSecrets', '2010-05-08'),
    });
    assert.deepEqual(await send('POST', 'Action=ListSecrets'), { status: 400, text: unknown('ListSecrets', '') });
    assert.deepEqual(await send('POST', `Version=${VERSION}`), {
      status: 400,
      text: error('MissingAction', 'Missing Action'),
    });
    assert.match((await send('POST', form('ListSecrets'), 'text/plain')).text, /<Code>InvalidAction<\/Code>/);
  });

  it('refuses repeated parameters, which could change places under one signature', async () => {
    await makeSecret(server, 'repeated');

    for (const twice of ['&Action=DescribeSecret', '&SecretId=other']) {
      const answer = await send('POST', form('GetSecretValue', { SecretId: 'repeated' }) + twice);
      assert.equal(answer.status, 400);
      assert.match(answer.text, /<Code>MalformedQueryString<\/Code>/);
    }
  });

  it('takes a presigned GET until it expires, and only as it was signed', async () => {
    await makeSecret(server, 'presigned');
    const request = {
      method: 'GET',
      target: `/?${form('GetSecretValue', { SecretId: 'presigned' })}`,
      rawHeaders: ['Host', HOST],
      body: Buffer.alloc(0),
    };
    const target = presignTarget(request, {
      credentials: {
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        secretAccessKey: new Redacted('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'),
      },
      region: 'us-east-1',
      service: 'secretsmanager',
      now: server.clock.now(),
      expiresSeconds: 60,
    });

    assert.match(textOf(await server.deliver({ ...request, target })), /<SecretString>v1<\/SecretString>/);
    const forged = await server.deliver({
      ...request,
      target: target.replace('SecretId=presigned', 'SecretId=list-1'),
    });
    assert.equal(forged.status, 403);
    assert.match(textOf(forged), /<Code>SignatureDoesNotMatch<\/Code>/);
    server.clock.advance(61_000);
    assert.match(textOf(await server.deliver({ ...request, target })), /Signature expired/);
  });
});
