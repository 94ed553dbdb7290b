/**
 * Amazon Resource Names of secrets:
 *
 *     arn:aws:secretsmanager:us-east-1:111111111111:secret:prod/db-AbCdEf
 *         |                  |         |                   |       |
 *         partition          region    account             name    suffix
 *
 * The suffix is new at every creation, so that a grant on the ARN of a deleted secret says nothing about its successor.
 */
import { hasOnlyNameCharacters } from './secret-name.ts';

/** Where a secret lives. */
export interface SecretHome {
  readonly partition: string;
  readonly region: string;
  /** 12 digits. */
  readonly accountId: string;
}

export interface SecretArn extends SecretHome {
  readonly name: string;
  /** Six ASCII letters or digits. */
  readonly suffix: string;
}

/** An ARN taken apart as far as everyone agrees on it; the resource is `NAME-SUFFIX`, or `NAME` of a partial ARN. */
export interface SecretArnParts extends SecretHome {
  readonly resource: string;
}

export function formatSecretArn(arn: SecretArn): string {
  return secretArnOf(arn, `${arn.name}-${arn.suffix}`);
}

/** The ARN with this text in the place of name and suffix. */
export function secretArnOf(home: SecretHome, resource: string): string {
  return `arn:${home.partition}:secretsmanager:${home.region}:${home.accountId}:secret:${resource}`;
}

/** Takes a full ARN apart; undefined when the text is none, a partial one included. */
export function parseSecretArn(text: string): SecretArn | undefined {
  const parts = splitSecretArn(text);
  const resource = parts && splitSuffix(parts.resource);
  if (!parts || resource?.suffix === undefined) {
    return undefined;
  }
  return {
    partition: parts.partition,
    region: parts.region,
    accountId: parts.accountId,
    name: resource.name,
    suffix: resource.suffix,
  };
}

/** Takes a full or partial ARN apart; undefined when the text is not the ARN of a secret. */
export function splitSecretArn(text: string): SecretArnParts | undefined {
  // Seven fields: a name has no colon, so an eighth makes the resource invalid rather than longer.
  const [arn, partition = '', service, region = '', accountId = '', type, resource = '', ...rest] = text.split(':', 8);
  const isSecret = arn === 'arn' && service === 'secretsmanager' && type === 'secret' && rest.length === 0;
  if (!isSecret || !isLabel(partition) || !isLabel(region) || !isAccountId(accountId)) {
    return undefined;
  }
  return hasOnlyNameCharacters(resource) ? { partition, region, accountId, resource } : undefined;
}

/**
 * Splits what stands after `secret:`. Whatever ends in a hyphen and six letters or digits is taken for a full one:
 * recorded, and AWS's reason to advise against names that end so.
 */
export function splitSuffix(resource: string): { readonly name: string; readonly suffix: string | undefined } {
  const hyphen = resource.length - SUFFIX_LENGTH - 1;
  const suffix = resource.slice(hyphen + 1);
  return hyphen > 0 && resource[hyphen] === '-' && isAlphanumeric(suffix)
    ? { name: resource.slice(0, hyphen), suffix }
    : { name: resource, suffix: undefined };
}

/** A new suffix from secure random bytes, each of the 62^6 as likely as the others. */
export function newSecretSuffix(random: (bytes: number) => Uint8Array): string {
  let suffix = '';
  while (suffix.length < SUFFIX_LENGTH) {
    for (const byte of random(SUFFIX_LENGTH)) {
      // The bytes past the last multiple of 62 would favour the first characters of the alphabet.
      if (byte < UNBIASED_BYTES && suffix.length < SUFFIX_LENGTH) {
        suffix += ALPHABET.charAt(byte % ALPHABET.length);
      }
    }
  }
  return suffix;
}

/** AWS: "a hyphen and six random characters". */
const SUFFIX_LENGTH = 6;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const UNBIASED_BYTES = 256 - (256 % ALPHABET.length);

// One character class and one repetition each: linear on any text.
function isLabel(text: string): boolean {
  return /^[a-z0-9-]+$/.test(text);
}

function isAccountId(text: string): boolean {
  return /^[0-9]{12}$/.test(text);
}

function isAlphanumeric(text: string): boolean {
  return /^[A-Za-z0-9]+$/.test(text);
}
