import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { Redacted } from '@coffer/wire';
import { policyOfStatements } from '../../access/testing.ts';
import { insertSamlProvider } from '../../identities/saml-provider-store.ts';
import { onBothEngines, TestServer } from '../../testing/index.ts';
import type { AssertionFacts, SamlIssuer } from './saml-provider.test-support.ts';
import { assertionXml, ENTITY_ID, makeIssuer, responseXml } from './saml-provider.test-support.ts';
import { ACCOUNT, asSession, askUnsigned, makeRole, makeSecret, trust } from './testing.ts';

const READ = policyOfStatements({ Action: 'secretsmanager:GetSecretValue' });
const PROVIDER = `arn:aws:iam::${ACCOUNT}:saml-provider/idp`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/saml`;
const ROLES = [`${ROLE},${PROVIDER}`];
const ACTION = { Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession', 'sts:SetSourceIdentity'] };
const BAD_SIGNATURE = [400, 'InvalidIdentityToken', 'Response signature invalid'];

let issuer: SamlIssuer;
let stranger: SamlIssuer;
before(async () => {
  [issuer, stranger] = await Promise.all([makeIssuer(), makeIssuer()]);
});

/** A server that has the issuer as a provider, and a role for those whom `condition` lets in. */
async function open(engine: 'sqlite' | 'postgres' = 'sqlite', condition?: object) {
  const server = await TestServer.open({ engine });
  await server.parts.database.write(async writer => {
    await insertSamlProvider(writer, {
      account_id: ACCOUNT,
      name: 'idp',
      uuid: 'uuid',
      created_at: 1,
      metadata: issuer.metadata,
      valid_until: null,
      assertion_encryption: null,
      private_keys: null,
      tags: '[]',
    });
  });
  const Condition = condition ?? { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } };
  await makeRole(server, 'saml', { trust: trust({ Federated: PROVIDER }, { ...ACTION, Condition }), policies: [READ] });
  const now = () => server.clock.now();
  const signed = (facts: Partial<AssertionFacts> = {}, by = issuer) =>
    responseXml(by.sign(assertionXml({ now: now(), roles: ROLES, ...facts }), facts.id ?? '_a1'));
  const ask = (xml: string, more: object = {}) => {
    const SAMLAssertion = new Redacted(Buffer.from(xml).toString('base64'));
    return askUnsigned(server, 'AssumeRoleWithSAML', { RoleArn: ROLE, PrincipalArn: PROVIDER, SAMLAssertion, ...more });
  };
  return { server, signed, ask, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

onBothEngines('AssumeRoleWithSAML', engine => {
  test('gives a role’s credentials for a signed assertion, once', async () => {
    await using opened = await open(engine);
    const { server, signed, ask } = opened;
    await makeSecret(server, 's');
    const response = signed();

    const { answer } = await ask(response);
    const { error } = await ask(response);

    assert.ok(answer !== undefined);
    assert.equal(answer.AssumedRoleUser?.Arn, `arn:aws:sts::${ACCOUNT}:assumed-role/saml/alice@example`);
    assert.deepEqual(
      [answer.Subject, answer.SubjectType, answer.Issuer, answer.Audience],
      ['alice', 'persistent', ENTITY_ID, 'https://signin.aws.amazon.com/saml'],
    );
    await asSession(server, answer).call('secretsmanager', 'GetSecretValue', { SecretId: 's' });
    assert.deepEqual(error, [400, 'InvalidIdentityToken', 'The SAML assertion was used before']);
    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'AssumeRoleWithSAML' }],
    });
    const record = JSON.parse(Events.at(-1)?.CloudTrailEvent ?? '{}') as Record<string, unknown>;
    assert.deepEqual(record['userIdentity'], {
      type: 'SAMLUser',
      principalId: `${answer.NameQualifier}:alice`,
      userName: 'alice',
      identityProvider: answer.NameQualifier,
    });
    assert.deepEqual(record['requestParameters'], { roleArn: ROLE, principalArn: PROVIDER });
  });
});

describe('AssumeRoleWithSAML', () => {
  test('takes the provider’s tags, source identity and duration', async () => {
    const aws = 'https://aws.amazon.com/SAML/Attributes/';
    await using opened = await open('sqlite', {
      StringEquals: { 'aws:RequestTag/team': 'blue', 'sts:SourceIdentity': 'alice', 'saml:sub': 'alice' },
      'ForAnyValue:StringEquals': { 'saml:eduPersonAffiliation': 'staff' },
    });
    const { server, signed, ask } = opened;
    const attributes = {
      [`${aws}PrincipalTag:team`]: ['blue'],
      [`${aws}TransitiveTagKeys`]: ['team'],
      [`${aws}SourceIdentity`]: ['alice'],
      [`${aws}SessionDuration`]: ['900'],
      'urn:oid:1.3.6.1.4.1.5923.1.1.1.1': ['member', 'staff'],
    };

    const { answer } = await ask(signed({ attributes }));
    const { error } = await ask(
      signed({ id: '_a2', attributes: { ...attributes, [`${aws}PrincipalTag:team`]: ['red'] } }),
    );

    assert.equal(answer?.SourceIdentity, 'alice');
    assert.equal(answer?.Credentials?.Expiration, Math.floor(server.clock.now() / 1000) * 1000 + 900_000);
    assert.deepEqual(error, [403, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithSAML']);
  });

  test('refuses what the provider has not signed', async () => {
    await using opened = await open();
    const { server, signed, ask } = opened;
    const now = server.clock.now();
    const plain = assertionXml({ now, roles: ROLES });
    const weak = responseXml(issuer.sign(plain, '_a1', 'sha1'));
    const onlyResponse = issuer.sign(responseXml(plain), '_r1');

    for (const [what, xml] of [
      ['unsigned', responseXml(plain)],
      ['signed by a stranger whose certificate comes with it', signed({}, stranger)],
      ['changed', signed().replace('>alice<', '>admin<')],
      ['SHA-1', weak],
      ['only the response is signed', onlyResponse],
      ['a document type', `<!DOCTYPE r [<!ENTITY e "x">]>${signed()}`],
      ['no XML', 'nothing'],
      ['nothing', ''],
    ] as const) {
      const { error } = await ask(xml);
      if (xml === '') assert.equal(error?.[1], 'ValidationError');
      else assert.deepEqual(error, BAD_SIGNATURE, what);
    }
  });

  test('reads what was signed: a comment that was put into a value cuts nothing off', async () => {
    await using opened = await open();
    const { signed, ask } = opened;

    const { answer } = await ask(signed({ subject: 'alice.evil' }).replace('>alice.evil<', '>alice<!-- -->.evil<'));

    assert.equal(answer?.Subject, 'alice.evil');
  });

  test('refuses signatures that are wrapped: what is read is what was signed', async () => {
    await using opened = await open();
    const { server, ask } = opened;
    const now = server.clock.now();
    const good = issuer.sign(assertionXml({ now, roles: ROLES }), '_a1');
    const evil = (id: string) => assertionXml({ now, id, roles: ROLES, subject: 'admin' });
    const signature = /<Signature.*<\/Signature>/s.exec(good)?.[0] ?? '';
    const withSignature = (xml: string) => xml.replace('</saml:Issuer>', `</saml:Issuer>${signature}`);
    assert.notEqual(signature, '');

    for (const [what, xml] of [
      ['XSW: a second assertion before', responseXml(evil('_evil') + good)],
      ['XSW: a second assertion after', responseXml(good + evil('_evil'))],
      ['XSW: of the same ID', responseXml(evil('_a1') + good)],
      ['XSW: the signature moved to another', responseXml(withSignature(evil('_evil')))],
      ['XSW: the signature moved to one of the same ID', responseXml(withSignature(evil('_a1')))],
      [
        'XSW: the signed one within the signature’s object',
        responseXml(withSignature(evil('_evil')).replace('</Signature>', `<Object>${good}</Object></Signature>`)),
      ],
      [
        'XSW: the signed one within the evil one',
        responseXml(evil('_evil').replace('</saml:Assertion>', `${good}</saml:Assertion>`)),
      ],
      [
        'XSW: the signed one in an extension',
        responseXml(`<samlp:Extensions>${good}</samlp:Extensions>${withSignature(evil('_evil'))}`),
      ],
      [
        'XSW: the evil one around it',
        evil('_evil').replace('</saml:Assertion>', `${responseXml(good)}</saml:Assertion>`),
      ],
    ] as const) {
      const { error } = await ask(xml);
      assert.deepEqual(error, BAD_SIGNATURE, what);
    }
    assert.ok((await ask(responseXml(good))).answer);
  });

  test('refuses assertions that are for others, for another time, or of another provider', async () => {
    await using opened = await open();
    const { server, signed, ask } = opened;
    const code = async (facts: Partial<AssertionFacts>, more: object = {}) =>
      (await ask(signed(facts), more)).error?.[1];

    assert.equal(await code({ recipient: 'https://other.example/saml' }), 'InvalidIdentityToken');
    assert.equal(await code({ recipient: 'https://signin.aws.amazon.com.evil.example/saml' }), 'InvalidIdentityToken');
    assert.equal(await code({ audience: 'urn:other' }), 'InvalidIdentityToken');
    assert.equal(await code({ issuer: 'https://other.example' }), 'InvalidIdentityToken');
    assert.equal(await code({ roles: [] }), 'InvalidIdentityToken');
    assert.equal(await code({ roles: [`${ROLE}x,${PROVIDER}`] }), 'InvalidIdentityToken');
    assert.equal(await code({ sessionName: 'a b' }), 'InvalidIdentityToken');
    assert.equal(await code({ now: server.clock.now() + 120_000 }), 'InvalidIdentityToken');
    assert.equal(await code({ now: server.clock.now() - 7 * 60_000, lifetime: 3_600_000 }), 'ExpiredTokenException');
    assert.equal(await code({ now: server.clock.now() - 120_000, lifetime: 30_000 }), 'ExpiredTokenException');
    assert.equal(await code({}, { PrincipalArn: `${PROVIDER}2` }), 'InvalidIdentityToken');
    assert.equal(await code({}, { RoleArn: 'arn:aws:iam::210987654321:role/saml' }), 'InvalidIdentityToken');
  });
});
