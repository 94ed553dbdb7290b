import { hash } from 'node:crypto';
import type { InputOf } from '@coffer/wire';
import type { sts } from '@coffer/wire/services';
import { openSamlKeys } from '../../identities/saml-keys.ts';
import { readSamlMetadata } from '../../identities/saml-metadata.ts';
import type { SamlProviderRow } from '../../identities/saml-provider-store.ts';
import { findSamlProvider } from '../../identities/saml-provider-store.ts';
import type { Keyring } from '../../keys/keyring.ts';
import type { ExternalCaller, ExternalIdentity } from '../../pipeline/caller.ts';
import type { Asked } from '../../pipeline/operation.ts';
import { invalid, invalidIdentityToken } from './errors.ts';
import { parseRoleArn } from './load-role.ts';
import type { SamlAssertion } from './saml-assertion.ts';
import { checkAssertion } from './saml-assertion.ts';
import type { AwsAttributes } from './saml-attributes.ts';
import { attributeKeys, awsAttributes } from './saml-attributes.ts';
import { signedAssertion } from './saml-response.ts';

type Input = InputOf<typeof sts.operations.AssumeRoleWithSAML>;

/**
 * Who holds a SAML assertion: signed by a provider of the role's account, which offers this role, for here and now.
 *
 * @throws AwsError InvalidIdentityToken, ExpiredTokenException, IDPRejectedClaim, ValidationError
 */
export async function identifyByAssertion(
  keyring: Pick<Keyring, 'openInternal'>,
  { now, reader }: Asked,
  input: Input,
): Promise<ExternalCaller> {
  const { RoleArn: roleArn, PrincipalArn: arn, SAMLAssertion: response } = input;
  const role = parseRoleArn(roleArn);
  if (role === undefined) throw invalid(`${roleArn} is invalid`);
  const { accountId, partition } = role;
  const prefix = `arn:${partition}:iam::${accountId}:saml-provider/`;
  const provider = arn.startsWith(prefix)
    ? await findSamlProvider(reader, accountId, arn.slice(prefix.length))
    : undefined;
  const metadata = provider === undefined ? undefined : readSamlMetadata(provider.metadata);
  if (provider === undefined || metadata === undefined) {
    throw invalidIdentityToken("Specified provider doesn't exist");
  }
  if (metadata.validUntil !== undefined && metadata.validUntil <= now) {
    throw invalidIdentityToken('The metadata of the specified provider has expired');
  }
  const signed = await signedAssertion(response.unwrap(), {
    signingCertificates: metadata.signingCertificates,
    decryptionKeys: openSamlKeys(keyring, provider).map(({ pem }) => pem),
    mustBeEncrypted: provider.assertion_encryption === 'Required',
  });
  if (signed === undefined) throw invalidIdentityToken('Response signature invalid');
  const assertion = checkAssertion(signed, metadata.entityId, now);
  const identity = identityOf(provider, assertion, awsAttributes(assertion.attributes, roleArn, arn), now);
  return {
    type: 'SAMLUser',
    accountId,
    arn: '',
    accessKeyId: '',
    principalId: `${identity.nameQualifier}:${identity.subject}`,
    provider: arn,
    identity,
  };
}

/** Source: API reference, AssumeRoleWithSAML: a hash of issuer, account and provider. */
function nameQualifierOf({ account_id, name }: SamlProviderRow, issuer: string): string {
  return hash('sha1', `${issuer}${account_id}/${name}`, 'base64');
}

function identityOf(
  provider: SamlProviderRow,
  assertion: SamlAssertion,
  aws: AwsAttributes,
  now: number,
): ExternalIdentity & { readonly nameQualifier: string } {
  const { id, issuer, subject, format, recipient, attributes, sessionEnd, expiresAt } = assertion;
  const nameQualifier = nameQualifierOf(provider, issuer);
  const subjectType = SHORT_FORMATS.get(format) ?? format;
  const sessionClaims = [
    ['saml:aud', recipient],
    ['saml:doc', `${provider.account_id}/${provider.name}`],
    ['saml:iss', issuer],
    ['saml:namequalifier', nameQualifier],
    ['saml:sub', subject],
    ['saml:sub_type', subjectType],
  ] as const;
  if (sessionClaims.join('').length > MAX_KEPT) throw invalidIdentityToken('The subject of the assertion is too long');
  const left = sessionEnd === undefined ? Infinity : Math.floor((sessionEnd - now) / 1_000);
  const maxSeconds = Math.min(aws.maxSeconds ?? Infinity, left);
  if (maxSeconds <= 0) throw invalidIdentityToken("The identity provider's session has ended");
  return {
    ...aws,
    subject,
    providerName: nameQualifier,
    issuer,
    audience: recipient,
    subjectType,
    nameQualifier,
    assertion: { id, expiresAt },
    claims: [...sessionClaims, ...attributeKeys(attributes)],
    sessionClaims,
    ...(maxSeconds === Infinity ? {} : { maxSeconds }),
  };
}

/** What every session carries on, in characters. */
const MAX_KEPT = 1_024;

const SHORT_FORMATS: ReadonlyMap<string, string> = new Map([
  ['urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', 'persistent'],
  ['urn:oasis:names:tc:SAML:2.0:nameid-format:transient', 'transient'],
]);
