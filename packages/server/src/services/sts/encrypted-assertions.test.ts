import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { before, describe, test } from 'node:test';
import { Redacted } from '@coffer/wire';
import { policyOfStatements } from '../../access/testing.ts';
import { onBothEngines, TestServer } from '../../testing/index.ts';
import type { SamlIssuer } from './saml-provider.test-support.ts';
import { assertionXml, encryptedXml, makeIssuer, responseXml } from './saml-provider.test-support.ts';
import { ACCOUNT, asSession, askUnsigned, makeRole, makeSecret, trust } from './testing.ts';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/saml`;
const REFUSED = [400, 'InvalidIdentityToken', 'Response signature invalid'];

interface Keys {
  readonly publicKey: string;
  readonly privateKey: string;
}

let issuer: SamlIssuer;
let stranger: SamlIssuer;
let own: Keys;
let other: Keys;
before(async () => {
  [issuer, stranger] = await Promise.all([makeIssuer(), makeIssuer()]);
  [own, other] = [makeKeys(), makeKeys()];
});

function makeKeys(): Keys {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

/** A server with a provider that has this private key, and a role that trusts it. */
async function open(engine: 'sqlite' | 'postgres', mode: 'Required' | 'Allowed' | undefined, key?: string) {
  const server = await TestServer.open({ engine });
  const { SAMLProviderArn: PrincipalArn = '' } = await server.call('iam', 'CreateSAMLProvider', {
    Name: 'idp',
    SAMLMetadataDocument: issuer.metadata,
    ...(mode === undefined ? {} : { AssertionEncryptionMode: mode }),
    ...(key === undefined ? {} : { AddPrivateKey: new Redacted(key) }),
  });
  const Condition = { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } };
  const read = policyOfStatements({ Action: 'secretsmanager:GetSecretValue' });
  const action = { Action: 'sts:AssumeRoleWithSAML', Condition };
  await makeRole(server, 'saml', { trust: trust({ Federated: PrincipalArn }, action), policies: [read] });
  let count = 0;
  return {
    server,
    /** A new assertion, signed. */
    assertion(by = issuer): string {
      count += 1;
      const id = `_a${count}`;
      return by.sign(assertionXml({ now: server.clock.now(), id, roles: [`${ROLE},${PrincipalArn}`] }), id);
    },
    ask(content: string) {
      const SAMLAssertion = new Redacted(Buffer.from(responseXml(content)).toString('base64'));
      return askUnsigned(server, 'AssumeRoleWithSAML', { RoleArn: ROLE, PrincipalArn, SAMLAssertion });
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

onBothEngines('Encrypted SAML assertions', engine => {
  test('are opened with the provider’s key, and sign in', async () => {
    await using opened = await open(engine, 'Required', own.privateKey);
    const { server, assertion, ask } = opened;
    await makeSecret(server, 's');

    const { answer } = await ask(encryptedXml(assertion(), own.publicKey));

    assert.ok(answer !== undefined);
    assert.equal(answer.AssumedRoleUser?.Arn, `arn:aws:sts::${ACCOUNT}:assumed-role/saml/alice@example`);
    await asSession(server, answer).call('secretsmanager', 'GetSecretValue', { SecretId: 's' });
  });
});

describe('Encrypted SAML assertions', () => {
  const engine = 'sqlite';

  test('are good once', async () => {
    await using opened = await open(engine, 'Allowed', own.privateKey);
    const { assertion, ask } = opened;
    const signed = assertion();

    assert.ok((await ask(encryptedXml(signed, own.publicKey))).answer);
    const used = [400, 'InvalidIdentityToken', 'The SAML assertion was used before'];
    assert.deepEqual((await ask(encryptedXml(signed, own.publicKey))).error, used);
    assert.deepEqual((await ask(signed)).error, used);
  });

  test('are asked for where the provider requires them, and otherwise not', async () => {
    await using required = await open(engine, 'Required', own.privateKey);
    await using allowed = await open(engine, 'Allowed', own.privateKey);

    assert.deepEqual((await required.ask(required.assertion())).error, REFUSED);
    assert.ok((await allowed.ask(allowed.assertion())).answer);
    assert.ok((await allowed.ask(encryptedXml(allowed.assertion(), own.publicKey))).answer);
  });

  test('say nothing more to a stranger than others: of another key, unsigned, changed, or weakly encrypted', async () => {
    await using opened = await open(engine, 'Allowed', own.privateKey);
    const { server, assertion, ask } = opened;
    const unsigned = assertionXml({ now: server.clock.now(), roles: [`${ROLE},x`] });
    const good = encryptedXml(assertion(), own.publicKey);

    for (const [what, content] of [
      ['for another key', encryptedXml(assertion(), other.publicKey)],
      ['unsigned', encryptedXml(unsigned, own.publicKey)],
      ['signed by a stranger', encryptedXml(assertion(stranger), own.publicKey)],
      ['changed', good.replace(/.{8}(?=<\/e:CipherValue><\/e:CipherData><\/e:EncryptedData>)/, 'AAAAAAA=')],
      ['under PKCS #1 v1.5', encryptedXml(assertion(), own.publicKey, 'rsa-1_5')],
      ['with a second assertion beside it', good + assertion()],
    ] as const) {
      assert.notEqual(content, good);
      assert.deepEqual((await ask(content)).error, REFUSED, what);
    }
    assert.ok((await ask(good)).answer);
  });

  test('are refused where the provider has no key', async () => {
    await using opened = await open(engine, undefined);

    assert.deepEqual((await opened.ask(encryptedXml(opened.assertion(), own.publicKey))).error, REFUSED);
  });
});
