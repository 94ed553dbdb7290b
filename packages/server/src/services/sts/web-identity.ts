import type { JWTPayload } from 'jose';
import type { InputOf } from '@coffer/wire';
import type { sts } from '@coffer/wire/services';
import { findOidcProvider, textsIn } from '../../identities/oidc-provider-store.ts';
import type { ExternalCaller } from '../../pipeline/caller.ts';
import type { Asked } from '../../pipeline/operation.ts';
import { expiredIdentity, idpRejectedClaim, invalid, invalidIdentityToken } from './errors.ts';
import { parseRoleArn } from './load-role.ts';
import type { OidcKeys } from './oidc-keys.ts';
import { awsClaims, claimKeys } from './web-identity-claims.ts';

type Input = InputOf<typeof sts.operations.AssumeRoleWithWebIdentity>;

/** Signatures that only the provider can make. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
/** How far clocks may be apart, in seconds. */
const CLOCK_TOLERANCE = 5;
/** How much of an issuer that nobody knows is shown, in characters. */
const MAX_SHOWN = 255;

/**
 * Who holds a token of OpenID Connect: signed by a provider of the role's account, for one of its audiences, and now.
 *
 * @throws AwsError InvalidIdentityToken, ExpiredTokenException, IDPRejectedClaim, IDPCommunicationError, ValidationError
 */
export async function identifyByToken(keys: OidcKeys, { now, reader }: Asked, input: Input): Promise<ExternalCaller> {
  const role = parseRoleArn(input.RoleArn);
  if (role === undefined) throw invalid(`${input.RoleArn} is invalid`);
  const token = input.WebIdentityToken.unwrap();
  const issuer = await issuerOf(token);
  const { accountId, partition } = role;
  const provider = await findOidcProvider(reader, accountId, issuer.slice('https://'.length));
  if (provider === undefined) {
    throw invalidIdentityToken(`No OpenIDConnect provider found in your account for ${issuer.slice(0, MAX_SHOWN)}`);
  }
  const claims = await verify(keys, token, issuer, now);
  const { sub: subject, aud, azp } = claims;
  if (subject === undefined || subject === '') throw invalidIdentityToken('Missing a required claim: sub');
  if (claims.iat === undefined) throw invalidIdentityToken('Missing a required claim: iat');
  // AWS: whom a token was given to goes before whom it is for.
  const audiences = typeof azp === 'string' ? [azp] : [aud ?? []].flat();
  const known = textsIn(provider.client_ids);
  const audience = audiences.find(each => known.includes(each));
  if (audience === undefined) throw invalidIdentityToken('Incorrect token audience');
  const arn = `arn:${partition}:iam::${accountId}:oidc-provider/${provider.url}`;
  const { tags, transitiveTagKeys, sourceIdentity } = awsClaims(claims);
  const keysOfClaims = claimKeys(provider.url, claims, audiences);
  return {
    type: 'WebIdentityUser',
    accountId,
    arn: '',
    accessKeyId: '',
    principalId: `${arn}:${audience}:${subject}`,
    provider: arn,
    identity: {
      subject,
      providerName: arn,
      issuer,
      audience,
      claims: keysOfClaims,
      sessionClaims: keysOfClaims.filter(([key]) => key === `${provider.url}:sub` || key === `${provider.url}:aud`),
      tags,
      transitiveTagKeys,
      ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    },
  };
}

/** What the token says of itself: it decides only whose keys are asked. */
async function issuerOf(token: string): Promise<string> {
  const { decodeJwt } = await import('jose');
  let claimed: JWTPayload;
  try {
    claimed = decodeJwt(token);
  } catch {
    throw invalidIdentityToken(
      'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    );
  }
  const { iss } = claimed;
  if (typeof iss !== 'string' || !iss.startsWith('https://')) {
    throw invalidIdentityToken('Issuer must be a valid URL');
  }
  return iss;
}

async function verify(keys: OidcKeys, token: string, issuer: string, now: number): Promise<JWTPayload> {
  const { errors, jwtVerify } = await import('jose');
  try {
    const { payload } = await jwtVerify(token, (header, jws) => keys.find(issuer, header, jws), {
      issuer,
      algorithms: ALGORITHMS,
      requiredClaims: ['exp', 'aud'],
      clockTolerance: CLOCK_TOLERANCE,
      currentDate: new Date(now),
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      const { exp } = error.payload;
      throw expiredIdentity(
        `Token expired: current date/time ${Math.floor(now / 1000)} must be before the expiration date/time ${exp}`,
      );
    }
    if (error instanceof errors.JWTClaimValidationFailed) {
      if (error.reason === 'missing') throw invalidIdentityToken(`Missing a required claim: ${error.claim}`);
      throw idpRejectedClaim(`The identity provider's claim ${error.claim} was rejected.`);
    }
    if (error instanceof errors.JOSEError) throw invalidIdentityToken('Invalid token signature');
    throw error;
  }
}
