/**
 * Programs and people who are known elsewhere sign in by every client of this machine: with tokens of a real issuer of
 * OpenID Connect over TLS, and with SAML responses; then they use the credentials that they got.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Issuer } from '../../packages/server/src/services/sts/oidc-issuer.test-support.ts';
import { startIssuer } from '../../packages/server/src/services/sts/oidc-issuer.test-support.ts';
import type { SamlIssuer } from '../../packages/server/src/services/sts/saml-provider.test-support.ts';
import {
  assertionXml,
  ENTITY_ID,
  makeIssuer,
  responseXml,
} from '../../packages/server/src/services/sts/saml-provider.test-support.ts';
import { runProgram } from '../support/run-program.ts';
import { ROOT } from '../support/sources.ts';
import type { Coffer } from '../support/start-coffer.ts';
import { startCoffer } from '../support/start-coffer.ts';
import type { AnyClient, Members } from './any-client.ts';
import { structIn, textIn } from './any-client.ts';
import { boto3Kinds } from './boto3-client.ts';
import { awsCliKinds, COFFER_CLI } from './cli-client.ts';
import { allowing, credentialsIn, policyOf } from './identities.ts';
import { SDK } from './sdk-client.ts';

const SECRET = 'production/MyAwesomeAppSecret';
const ACCOUNT = '123456789012';
/** Of nobody: who signs in has no key here. */
const NOBODY = { accessKeyId: 'AKIAIOSFODNN7NOTHERE', secretAccessKey: 'of nobody' };

describe('federated sign-in', { concurrency: true }, () => {
  let coffer: Coffer;
  let oidc: Issuer;
  let saml: SamlIssuer;
  let webRole: string;
  let samlRole: string;
  let samlProvider: string;
  before(async () => {
    [oidc, saml] = await Promise.all([startIssuer(), makeIssuer()]);
    coffer = await startCoffer({ flags: ['--trust-ca', oidc.caFile] });
    await using administrator = await SDK.open(coffer);
    const iam = (operation: string, input: Members) => administrator.call('iam', operation, input);
    await administrator.call('secretsmanager', 'CreateSecret', { Name: SECRET, SecretString: 'x' });
    await iam('CreateOpenIDConnectProvider', { Url: oidc.url, ClientIDList: ['coffer'] });
    const name = oidc.url.replace('https://', '');
    webRole = await makeRole(administrator, 'web', {
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${name}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { [`${name}:aud`]: 'coffer', [`${name}:sub`]: 'the-application' } },
    });
    const made = await iam('CreateSAMLProvider', { Name: 'idp', SAMLMetadataDocument: saml.metadata });
    samlProvider = textIn(made, 'SAMLProviderArn');
    samlRole = await makeRole(administrator, 'saml', {
      Effect: 'Allow',
      Principal: { Federated: samlProvider },
      Action: 'sts:AssumeRoleWithSAML',
      Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
    });
  });
  after(async () => {
    await coffer[Symbol.asyncDispose]();
    await oidc[Symbol.asyncDispose]();
  });

  for (const kind of [SDK, ...boto3Kinds(), COFFER_CLI]) {
    test(`by ${kind.name}`, { skip: kind.skip }, async t => {
      await using client = await kind.open(coffer);

      await t.test('with a web identity', () => signInWithToken(client, kind.label));
      await t.test('with a SAML response', () => signInWithAssertion(client, kind.label));
    });
  }

  // They are slow: where there are two, they share the work.
  for (const [at, kind] of awsCliKinds().entries()) {
    test(`by ${kind.name}`, { skip: kind.skip }, async () => {
      await using client = await kind.open(coffer);

      if (at === 0) await signInWithToken(client, kind.label);
      if (at > 0 || awsCliKinds().length === 1) await signInWithAssertion(client, kind.label);
    });
  }

  async function signInWithToken(client: AnyClient, RoleSessionName: string): Promise<void> {
    const stranger = client.as({ identity: NOBODY });
    const request = { RoleArn: webRole, RoleSessionName };
    const WebIdentityToken = await oidc.sign(Date.now(), { sub: 'the-application' });

    const answer = await stranger.call('sts', 'AssumeRoleWithWebIdentity', { ...request, WebIdentityToken });
    const other = { ...request, WebIdentityToken: await oidc.sign(Date.now(), { sub: 'another' }) };
    const refusal = await stranger.refusal('sts', 'AssumeRoleWithWebIdentity', other);

    assert.deepEqual([answer['SubjectFromWebIdentityToken'], answer['Audience']], ['the-application', 'coffer']);
    assert.equal(refusal, 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity');
    await assertReads(client, answer, `web/${RoleSessionName}`);
  }

  async function signInWithAssertion(client: AnyClient, label: string): Promise<void> {
    const stranger = client.as({ identity: NOBODY });
    const SAMLAssertion = samlResponse(`_${label}`, saml);
    const request = { RoleArn: samlRole, PrincipalArn: samlProvider, SAMLAssertion };

    const answer = await stranger.call('sts', 'AssumeRoleWithSAML', request);
    const again = await stranger.refusal('sts', 'AssumeRoleWithSAML', request);

    assert.deepEqual([answer['Subject'], answer['Issuer']], ['alice', ENTITY_ID]);
    assert.equal(again, 'InvalidIdentityToken: The SAML assertion was used before');
    await assertReads(client, answer, 'saml/alice@example');
  }

  function samlResponse(id: string, by: SamlIssuer): string {
    const roles = [`${samlRole},${samlProvider}`];
    const xml = responseXml(by.sign(assertionXml({ now: Date.now(), id, roles }), id));
    return Buffer.from(xml).toString('base64');
  }

  test('by a program of the SDK that has a token file and a role, and nothing else', async () => {
    const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...env } = coffer.clientEnv;
    const file = join(dirname(coffer.ready.ca), '..', 'token');
    await writeFile(file, await oidc.sign(Date.now(), { sub: 'the-application' }), { mode: 0o600 });
    const program = `
      const { SecretsManager } = await import('@aws-sdk/client-secrets-manager');
      const { SecretString } = await new SecretsManager().getSecretValue({ SecretId: '${SECRET}' });
      console.log(SecretString);`;

    const { code, stdout, stderr } = await runProgram(process.execPath, ['--input-type=module', '-e', program], {
      cwd: ROOT,
      env: {
        ...env,
        AWS_REGION: 'us-east-1',
        AWS_ROLE_ARN: webRole,
        AWS_WEB_IDENTITY_TOKEN_FILE: file,
        NODE_EXTRA_CA_CERTS: coffer.ready.ca,
      },
    });

    assert.equal(code, 0, stderr);
    assert.equal(stdout, 'x\n');
  });
});

/** A role that may read secrets; its ARN. */
async function makeRole(administrator: AnyClient, RoleName: string, trust: Members): Promise<string> {
  const input = { RoleName, AssumeRolePolicyDocument: policyOf(trust) };
  const { Arn } = structIn(await administrator.call('iam', 'CreateRole', input), 'Role');
  const PolicyDocument = allowing('secretsmanager:GetSecretValue');
  await administrator.call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'read', PolicyDocument });
  return String(Arn);
}

/** Who signed in is this session of a role, and may what the role may. */
async function assertReads(client: AnyClient, answer: Members, session: string): Promise<void> {
  const signedIn = client.as({ identity: credentialsIn(answer) });
  const { Arn } = await signedIn.call('sts', 'GetCallerIdentity');
  const read = await signedIn.call('secretsmanager', 'GetSecretValue', { SecretId: SECRET });
  const listed = await signedIn.refusal('secretsmanager', 'ListSecrets');

  assert.equal(Arn, `arn:aws:sts::${ACCOUNT}:assumed-role/${session}`);
  assert.equal(structIn(answer, 'AssumedRoleUser')['Arn'], Arn);
  assert.equal(read['SecretString'], 'x');
  assert.match(listed, /^AccessDeniedException: .* because no identity-based policy allows /);
}
