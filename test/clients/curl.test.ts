/** What is seen of a server from outside by curl and openssl: TLS, unsigned requests, and the signed Query protocol. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { without } from '../support/require.ts';
import { runProgram } from '../support/run-program.ts';
import { plainEnv, startCoffer } from '../support/start-coffer.ts';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const JSON_TYPE = 'Content-Type: application/x-amz-json-1.1';
const NAMESPACE = 'https://secretsmanager.amazonaws.com/doc/2017-10-17/';
/** Lets curl's TLS library speak what it would refuse on its own. */
const WEAK = ['--ciphers', 'DEFAULT@SECLEVEL=0'];

test('curl', { skip: without('curl') }, async t => {
  await using coffer = await startCoffer();
  const { https, ca } = coffer.ready;
  const url = `${https}/`;
  const curl = (...args: string[]) =>
    runProgram('curl', ['--silent', '--show-error', '--cacert', ca, ...args], { env: plainEnv() });
  const signed = (...args: string[]) =>
    curl(
      '--aws-sigv4',
      'aws:amz:us-east-1:secretsmanager',
      '--user',
      `${coffer.accessKeyId}:${coffer.secretAccessKey}`,
      ...args,
    );

  await t.test('TLS 1.2 and 1.3, with forward secrecy, and nothing older', async () => {
    const newest = await curl('--verbose', url);
    const older = await curl('--verbose', '--tls-max', '1.2', url);
    const withoutForwardSecrecy = await curl('--tls-max', '1.2', '--ciphers', 'AES256-GCM-SHA384:AES128-SHA', url);
    const tooOld = await curl('--tlsv1.0', '--tls-max', '1.1', ...WEAK, url);

    assert.match(newest.stderr, /SSL connection using TLSv1\.3 \/ TLS_AES_256_GCM_SHA384/);
    assert.match(older.stderr, /SSL connection using TLSv1\.2 \/ ECDHE-ECDSA-AES256-GCM-SHA384/);
    // 35: the handshake failed.
    assert.deepEqual([withoutForwardSecrecy.code, tooOld.code], [35, 35]);
    assert.match(tooOld.stderr, /alert protocol version/);
  });

  await t.test('who does not trust the authority is not connected, and plain HTTP finds nobody', async () => {
    const stranger = await runProgram('curl', ['--silent', url], { env: plainEnv() });
    const plain = await curl(url.replace('https:', 'http:'));

    assert.equal(stranger.code, 60);
    assert.equal(plain.code, 52);
    assert.equal(plain.stdout, '');
  });

  await t.test('a bare GET is told what is missing, in XML', async () => {
    const { stdout } = await curl('--include', url);

    const [head = '', body = ''] = stdout.split('\r\n\r\n');
    const requestId = new RegExp(`^x-amzn-RequestId: (${UUID})\r?$`, 'm').exec(head)?.[1];
    assert.match(head, /^HTTP\/1\.1 400 Bad Request\r\n/);
    assert.match(head, /^Content-Type: text\/xml\r?$/m);
    assert.equal(
      body,
      '<ErrorResponse><Error><Type>Sender</Type><Code>MissingAction</Code><Message>Missing Action</Message></Error>' +
        `<RequestId>${requestId}</RequestId></ErrorResponse>`,
    );
  });

  await t.test('an unsigned call is refused in its own protocol', async () => {
    const target = ['--header', 'X-Amz-Target: secretsmanager.GetSecretValue', '--header', JSON_TYPE];

    const json = await curl('--include', ...target, '--data', '{"SecretId":"a"}', url);
    const query = await curl('--include', `${url}?Action=GetSecretValue&SecretId=a&Version=2017-10-17`);

    assert.match(json.stdout, new RegExp(`^x-amzn-RequestId: ${UUID}\r?$`, 'm'));
    assert.match(
      json.stdout,
      /\{"__type":"MissingAuthenticationTokenException","Message":"Missing Authentication Token"\}$/,
    );
    assert.match(query.stdout, /<Code>MissingAuthenticationToken<\/Code>/);
  });

  await t.test('signed by curl: JSON, and the Query protocol with GET and POST', async () => {
    const input =
      '{"Name":"curl/secret","SecretString":"<a&b>","ClientRequestToken":"EXAMPLE1-90ab-cdef-fedc-ba987EXAMPLE"}';
    const target = ['--header', 'X-Amz-Target: secretsmanager.CreateSecret', '--header', JSON_TYPE];

    const created = JSON.parse((await signed(...target, '--data', input, url)).stdout);
    const listed = await signed(`${url}?Action=ListSecrets&Version=2017-10-17`);
    const got = await signed('--data', 'Action=GetSecretValue&SecretId=curl%2Fsecret&Version=2017-10-17', url);
    const missing = await signed('--include', '--data', 'Action=GetSecretValue&SecretId=none&Version=2017-10-17', url);

    assert.equal(created.Name, 'curl/secret');
    assert.ok(
      listed.stdout.startsWith(`<ListSecretsResponse xmlns="${NAMESPACE}"><ListSecretsResult><SecretList><member>`),
    );
    assert.ok(listed.stdout.includes(`<ARN>${created.ARN}</ARN>`));
    assert.ok(got.stdout.includes('<SecretString>&lt;a&amp;b&gt;</SecretString>'), got.stdout);
    assert.match(got.stdout, new RegExp(`<ResponseMetadata><RequestId>${UUID}</RequestId></ResponseMetadata>`));
    assert.match(missing.stdout, /^HTTP\/1\.1 400 /);
    assert.ok(
      missing.stdout.includes(
        "<Code>ResourceNotFoundException</Code><Message>Secrets Manager can't find the specified secret.</Message>",
      ),
    );
  });

  await t.test('a signature for other bytes is refused', async () => {
    const { stdout } = await runProgram(
      'curl',
      [
        '--silent',
        '--cacert',
        ca,
        '--aws-sigv4',
        'aws:amz:us-east-1:secretsmanager',
        '--user',
        `${coffer.accessKeyId}:not-the-secret`,
        '--header',
        'X-Amz-Target: secretsmanager.ListSecrets',
        '--header',
        JSON_TYPE,
        '--data',
        '{}',
        url,
      ],
      { env: plainEnv() },
    );

    assert.match(
      stdout,
      /^\{"__type":"InvalidSignatureException","Message":"The request signature we calculated does not match/,
    );
  });
});

test('openssl verifies the certificate, and agrees on X25519', { skip: without('openssl') }, async () => {
  await using coffer = await startCoffer();
  const { host } = new URL(coffer.ready.https);

  const { stdout } = await runProgram(
    'openssl',
    ['s_client', '-connect', host, '-CAfile', coffer.ready.ca, '-groups', 'X25519', '-verify_return_error'],
    { env: plainEnv(), input: 'Q\n' },
  );

  assert.match(stdout, /Verify return code: 0 \(ok\)/);
  assert.match(stdout, /Server Temp Key: X25519/);
});
