import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, it } from 'node:test';
import { samlMetadata } from '../../identities/saml-metadata.test-support.ts';
import { onBothEngines, secretText, TestServer } from '../../testing/index.ts';
import { assertRefused, IAM, recordsNamed } from './testing.ts';

onBothEngines('Identity providers', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  const thumbprint = 'a'.repeat(40);
  const noArn = [400, 'ValidationError', 'Invalid ARN:  Could not be parsed!'] as const;

  it('of OpenID Connect are made, shown, listed and deleted', async () => {
    const { OpenIDConnectProviderArn = '', ...more } = await server.call('iam', 'CreateOpenIDConnectProvider', {
      Url: 'https://issuer.example.com/id',
      ClientIDList: ['one', 'two', 'one'],
      ThumbprintList: [thumbprint],
    });
    const got = await server.call('iam', 'GetOpenIDConnectProvider', { OpenIDConnectProviderArn });
    const { OpenIDConnectProviderList } = await server.call('iam', 'ListOpenIDConnectProviders', {});

    assert.equal(OpenIDConnectProviderArn, `${IAM}:oidc-provider/issuer.example.com/id`);
    assert.deepEqual(more, {});
    assert.deepEqual(got, {
      Url: 'issuer.example.com/id',
      ClientIDList: ['one', 'two'],
      ThumbprintList: [thumbprint],
      CreateDate: Math.floor(server.clock.now() / 1000) * 1000,
      Tags: [],
    });
    assert.deepEqual(OpenIDConnectProviderList, [{ Arn: OpenIDConnectProviderArn }]);
    await assertRefused(server, 'CreateOpenIDConnectProvider', { Url: 'https://issuer.example.com/id' }, [
      409,
      'EntityAlreadyExists',
      'Provider with url https://issuer.example.com/id already exists.',
    ]);
    await server.call('iam', 'DeleteOpenIDConnectProvider', { OpenIDConnectProviderArn });
    await assertRefused(server, 'GetOpenIDConnectProvider', { OpenIDConnectProviderArn }, [
      404,
      'NoSuchEntity',
      `OpenIDConnect Provider not found for arn ${OpenIDConnectProviderArn}`,
    ]);
    await assertRefused(server, 'DeleteOpenIDConnectProvider', { OpenIDConnectProviderArn }, [
      404,
      'NoSuchEntity',
      `OpenId connect Provider ${OpenIDConnectProviderArn} cannot be found.`,
    ]);
    await assertRefused(server, 'GetOpenIDConnectProvider', { OpenIDConnectProviderArn: 'a'.repeat(20) }, noArn);
  });

  it('of OpenID Connect have a plain https URL', async () => {
    const invalid = [400, 'ValidationError', 'Invalid Open ID Connect Provider URL'] as const;
    for (const Url of [
      'example.org',
      'http://example.org',
      'https://',
      'https://user@example.org',
      'https://example.org/?a=b',
      'https://example.org/#a',
      'https://exa mple.org',
      'https://Example.org',
      'https://example.org/a/../b',
    ]) {
      await assertRefused(server, 'CreateOpenIDConnectProvider', { Url }, invalid);
    }
    for (const Url of ['https://example.org', 'https://example.org:8443', 'https://example.org/']) {
      const { OpenIDConnectProviderArn } = await server.call('iam', 'CreateOpenIDConnectProvider', { Url });
      assert.equal(OpenIDConnectProviderArn, `${IAM}:oidc-provider/${Url.slice('https://'.length)}`);
    }
  });

  it('of OpenID Connect have five thumbprints and a hundred clients at most', async () => {
    const Url = 'https://many.example.com';
    const six = Array.from('abcdef', char => char.repeat(40));

    await assertRefused(server, 'CreateOpenIDConnectProvider', { Url, ThumbprintList: six }, [
      400,
      'InvalidInput',
      'Thumbprint list must contain fewer than 5 entries.',
    ]);
    const ClientIDList = Array.from({ length: 101 }, (_, i) => String(i));
    await assertRefused(server, 'CreateOpenIDConnectProvider', { Url, ClientIDList }, [
      409,
      'LimitExceeded',
      'Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100',
    ]);
  });

  it('of SAML are made, shown, listed and deleted', async () => {
    const SAMLMetadataDocument = samlMetadata();
    const { SAMLProviderArn = '' } = await server.call('iam', 'CreateSAMLProvider', {
      Name: 'corp',
      SAMLMetadataDocument,
    });
    const got = await server.call('iam', 'GetSAMLProvider', { SAMLProviderArn });
    const { SAMLProviderList } = await server.call('iam', 'ListSAMLProviders', {});

    assert.equal(SAMLProviderArn, `${IAM}:saml-provider/corp`);
    const { SAMLProviderUUID = '', CreateDate, ValidUntil, ...rest } = got;
    assert.match(SAMLProviderUUID, /^[A-Z2-7]{22}$/);
    assert.equal(new Date(ValidUntil ?? 0).getUTCFullYear(), new Date(CreateDate ?? 0).getUTCFullYear() + 100);
    assert.deepEqual(rest, {
      SAMLMetadataDocument,
      Tags: [],
      AssertionEncryptionMode: 'Allowed',
      PrivateKeyList: [],
    });
    assert.deepEqual(SAMLProviderList, [{ Arn: SAMLProviderArn, ValidUntil, CreateDate }]);
    await assertRefused(server, 'CreateSAMLProvider', { Name: 'corp', SAMLMetadataDocument }, [
      409,
      'EntityAlreadyExists',
      'Provider with name corp already exists.',
    ]);
    await server.call('iam', 'DeleteSAMLProvider', { SAMLProviderArn });
    const missing = [404, 'NoSuchEntity', `Manifest not found for arn ${SAMLProviderArn}`] as const;
    await assertRefused(server, 'GetSAMLProvider', { SAMLProviderArn }, missing);
    await assertRefused(server, 'DeleteSAMLProvider', { SAMLProviderArn }, missing);
    await assertRefused(server, 'DeleteSAMLProvider', { SAMLProviderArn: 'a'.repeat(20) }, noArn);
  });

  it('of SAML need metadata, and keep private keys to themselves', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const SAMLMetadataDocument = samlMetadata(' validUntil="2030-01-02T03:04:05Z"');
    const unparsed = [400, 'InvalidInput', 'Could not parse metadata'] as const;

    await assertRefused(server, 'CreateSAMLProvider', { Name: 'x', SAMLMetadataDocument: 'x'.repeat(1000) }, unparsed);
    const bad = { Name: 'x', SAMLMetadataDocument, AddPrivateKey: secretText('no key') };
    await assertRefused(server, 'CreateSAMLProvider', bad, [
      400,
      'InvalidInput',
      'The private key could not be parsed.',
    ]);
    const { SAMLProviderArn = '' } = await server.call('iam', 'CreateSAMLProvider', {
      Name: 'sealed',
      SAMLMetadataDocument,
      AssertionEncryptionMode: 'Required',
      AddPrivateKey: secretText(pem),
    });
    const got = await server.call('iam', 'GetSAMLProvider', { SAMLProviderArn });
    const records = JSON.stringify(await recordsNamed(server, 'CreateSAMLProvider'));

    assert.equal(got.ValidUntil, Date.UTC(2030, 0, 2, 3, 4, 5));
    assert.equal(got.AssertionEncryptionMode, 'Required');
    assert.equal(got.PrivateKeyList?.length, 1);
    assert.ok(!JSON.stringify(got).includes('PRIVATE KEY'));
    assert.ok(!records.includes('PRIVATE KEY'));
  });
});
