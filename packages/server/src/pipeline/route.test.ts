import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TestServer, textOf } from '../testing/test-server.ts';

const UNKNOWN = '{"__type":"UnknownOperationException"}';

interface Sent {
  readonly host?: string;
  readonly target?: string;
  readonly type?: string;
  readonly method?: string;
  readonly path?: string;
  readonly body?: string;
  readonly service?: string;
  readonly region?: string;
}

describe('Routing of JSON requests', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ options: { regions: ['us-east-1', 'eu-west-1'] } });
  });
  after(() => server[Symbol.asyncDispose]());

  async function send(sent: Sent) {
    const { target = 'secretsmanager.ListSecrets', type = 'application/x-amz-json-1.1' } = sent;
    return server.sendRaw({
      method: sent.method ?? 'POST',
      target: sent.path ?? '/',
      rawHeaders: ['Host', sent.host ?? 'localhost:8443', 'Content-Type', type, 'X-Amz-Target', target],
      body: Buffer.from(sent.body ?? '{}'),
      service: sent.service ?? 'secretsmanager',
      region: sent.region ?? 'us-east-1',
    });
  }

  it('serves every service on a host of its own, and each service on its own AWS hosts', async () => {
    const hosts = [
      'localhost',
      '127.0.0.1:8443',
      'coffer.example.com',
      'secretsmanager.us-east-1.amazonaws.com',
      'secretsmanager.us-east-1.amazonaws.com:8443',
      'secretsmanager-fips.us-east-1.amazonaws.com',
      'secretsmanager.us-east-1.api.aws',
    ];

    for (const host of hosts) {
      const response = await send({ host });
      assert.equal(textOf(response), '{"SecretList":[]}', host);
      assert.equal(response.status, 200);
    }
  });

  it('does not know an operation of another host, nor one that is not built', async () => {
    const strange: readonly Sent[] = [
      { host: 'kms.us-east-1.amazonaws.com' },
      { host: 'iam.amazonaws.com' },
      { target: 'secretsmanager.MakeCoffee' },
      { target: 'secretsmanager.listsecrets' },
      { target: 'secretsmanager.__proto__' },
      { target: 'secretsmanager.constructor' },
      { target: 'secretsmanager.' },
      { target: 'ListSecrets' },
      { target: '' },
      { target: 'SecretsManager.ListSecrets' },
      { target: 'nothing.ListSecrets' },
      { target: 'secretsmanager.ListSecrets, secretsmanager.ListSecrets' },
      { path: '/path' },
      { method: 'PUT' },
      { method: 'GET' },
    ];

    for (const sent of strange) {
      const response = await send(sent);
      assert.equal(textOf(response), UNKNOWN, JSON.stringify(sent));
      assert.equal(response.status, 400);
    }
  });

  it('takes two targets for none, whatever they say', async () => {
    const target = ['X-Amz-Target', 'secretsmanager.ListSecrets'];
    const response = await server.deliver({
      method: 'POST',
      target: '/',
      rawHeaders: ['Host', 'localhost', 'Content-Type', 'application/x-amz-json-1.1', ...target, ...target],
      body: Buffer.from('{}'),
    });

    assert.equal(textOf(response), UNKNOWN);
  });

  it('reads JSON under its own content type alone', async () => {
    const refused = ['application/json', 'text/plain', '', 'application/x-amz-json-1.0', 'application/cbor'];
    for (const type of refused) assert.equal(textOf(await send({ type })), UNKNOWN, type);

    for (const type of ['application/x-amz-json-1.1; charset=utf-8', 'Application/X-Amz-JSON-1.1']) {
      assert.equal((await send({ type })).status, 200, type);
    }
  });

  it("holds the signature to the host's region and service, and to regions that are served", async () => {
    const prefix = 'InvalidSignatureException';
    const invalid = 'Credential should be scoped to a valid region.';
    const cases: readonly (readonly [sent: Sent, message: string])[] = [
      [{ host: 'secretsmanager.eu-west-1.amazonaws.com' }, invalid],
      [{ host: 'secretsmanager.ap-south-1.amazonaws.com', region: 'ap-south-1' }, invalid],
      [{ region: 'ap-south-1' }, invalid],
      [{ service: 'kms' }, "Credential should be scoped to correct service: 'secretsmanager'."],
    ];

    for (const [sent, message] of cases) {
      const response = await send(sent);
      assert.equal(textOf(response), JSON.stringify({ __type: prefix, Message: message }), JSON.stringify(sent));
    }
    assert.equal((await send({ host: 'secretsmanager.eu-west-1.amazonaws.com', region: 'eu-west-1' })).status, 200);
  });

  it('answers with a request id, the protocol’s content type and no more than it must', async () => {
    const response = await send({});

    const headers = response.headers.filter((_, i) => i % 2 === 0).map(name => name.toLowerCase());
    assert.ok(headers.includes('x-amzn-requestid'));
    assert.equal(response.headers[response.headers.indexOf('Content-Type') + 1], 'application/x-amz-json-1.1');
  });

  it('refuses requests that nobody signed, before it looks at them', async () => {
    const response = await server.deliver({
      method: 'POST',
      target: '/',
      rawHeaders: [
        'Host',
        'localhost',
        'Content-Type',
        'application/x-amz-json-1.1',
        'X-Amz-Target',
        'secretsmanager.GetSecretValue',
      ],
      body: Buffer.from('{"SecretId":{}}'),
    });

    assert.equal(response.status, 400);
    assert.equal(
      textOf(response),
      '{"__type":"MissingAuthenticationTokenException","Message":"Missing Authentication Token"}',
    );
  });

  it('refuses a body that is not UTF-8', async () => {
    const response = await server.send('secretsmanager', 'GetSecretValue', Buffer.from([0x7b, 0xff, 0x7d]));

    assert.equal(textOf(response), '{"__type":"SerializationException"}');
  });
});
