import type { JWTPayload } from 'jose';
import type { ExternalIdentity } from '../../pipeline/caller.ts';
import { invalidIdentityToken } from './errors.ts';

/** How many claims become condition keys, and how long their values may be together, in characters. */
const MAX_CLAIMS = 100;
const MAX_LENGTH = 16_384;
/** What every session with such a claim carries on. */
const MAX_KEPT = 1_024;

/**
 * Condition keys of a token: `ISSUER:sub`, `ISSUER:aud` and the provider's other claims that are texts, numbers, truth
 * values or lists of texts. AWS has further claims for some providers only.
 */
export function claimKeys(url: string, claims: JWTPayload, audiences: readonly string[]): ExternalIdentity['claims'] {
  const known = { ...claims, aud: [...audiences], ...(claims['azp'] === undefined ? {} : { oaud: claims.aud }) };
  const keys = Object.entries(known).flatMap(([name, value]) => {
    const shown = shownClaim(value);
    return shown === undefined || name.startsWith(AWS) ? [] : [[`${url}:${name}`, shown] as const];
  });
  if (keys.length > MAX_CLAIMS || lengthOf(keys) > MAX_LENGTH) throw invalidIdentityToken('Too many claims');
  const kept = keys.filter(([key]) => key === `${url}:sub` || key === `${url}:aud`);
  if (lengthOf(kept) > MAX_KEPT) throw invalidIdentityToken('The subject and audiences are too long');
  return keys;
}

function shownClaim(value: unknown): string | readonly string[] | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return isTexts(value) && value.length > 0 ? value : undefined;
}

function lengthOf(keys: ExternalIdentity['claims']): number {
  return keys.reduce((sum, [key, value]) => sum + key.length + [value].flat().join('').length, 0);
}

const AWS = 'https://aws.amazon.com/';
const TAGS = `${AWS}tags`;
const SOURCE_IDENTITY = `${AWS}source_identity`;

/**
 * What a provider tells AWS alone: session tags and the source identity, nested or with the path in the claim's name.
 * Source: IAM User Guide, "Passing session tags using AssumeRoleWithWebIdentity".
 *
 * @throws AwsError InvalidIdentityToken for claims of another form
 */
export function awsClaims(claims: JWTPayload): Pick<ExternalIdentity, 'tags' | 'transitiveTagKeys' | 'sourceIdentity'> {
  const { principal_tags: tags, transitive_tag_keys: transitive } = objectIn(claims[TAGS]);
  const flat = Object.entries(claims).flatMap(([name, value]) =>
    name.startsWith(`${TAGS}/principal_tags/`) ? [[name.slice(`${TAGS}/principal_tags/`.length), value] as const] : [],
  );
  const sourceIdentity = claims[SOURCE_IDENTITY];
  if (sourceIdentity !== undefined && !(typeof sourceIdentity === 'string' && isName(sourceIdentity))) {
    throw invalidIdentityToken('The source identity claim is not valid');
  }
  return {
    tags: [...Object.entries(objectIn(tags)), ...flat].map(([key, value]) => [key, tagValue(value)] as const),
    transitiveTagKeys: textsOf(transitive ?? claims[`${TAGS}/transitive_tag_keys`]),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  };
}

/** One value a tag, alone or in a list. */
function tagValue(value: unknown): string {
  const [only, ...more]: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (typeof only !== 'string' || more.length > 0 || only.length > MAX_TAG_VALUE) throw badTags();
  return only;
}

/** Source: API reference, Tag. */
const MAX_TAG_VALUE = 256;

function textsOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (!isTexts(value)) throw badTags();
  return value;
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badTags();
  return { ...value };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}

function isName(text: string): boolean {
  return text.length >= 2 && text.length <= 64 && /^[\w+=,.@-]*$/.test(text);
}

function badTags() {
  return invalidIdentityToken('The session tag claims are not valid');
}
