/**
 * SecretId: how a request names a secret, by name, by full ARN or by partial ARN (without the suffix).
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
 */
import { type SecretHome, secretArnOf, splitSecretArn, splitSuffix } from './secret-arn.ts';
import { hasOnlyNameCharacters, invalidSecretName } from './secret-name.ts';

export type SecretReference =
  | { readonly kind: 'name'; readonly name: string }
  | ({
      readonly kind: 'arn';
      readonly name: string;
      /** Undefined: a partial ARN. Otherwise only the secret with this suffix is meant, whatever else has the name. */
      readonly suffix: string | undefined;
    } & SecretHome);

/**
 * Reads a SecretId before it is validated; undefined when no secret can be meant. It reveals nothing and looks nothing
 * up: an ARN may be of another account, region or partition, which is for the caller to judge.
 */
export function parseSecretId(text: string): SecretReference | undefined {
  // Longer ones are refused by the model's bound; here they only must not cost time.
  if (text.length > MAX_SECRET_ID_LENGTH) {
    return undefined;
  }
  const arn = text.startsWith('arn:') ? splitSecretArn(text) : undefined;
  if (arn) {
    const { name, suffix } = splitSuffix(arn.resource);
    return { kind: 'arn', partition: arn.partition, region: arn.region, accountId: arn.accountId, name, suffix };
  }
  return hasOnlyNameCharacters(text) ? { kind: 'name', name: text } : undefined;
}

/** Like `parseSecretId`, but throws AWS's ValidationException when no secret can be meant. */
export function readSecretId(text: string): SecretReference {
  const reference = parseSecretId(text);
  if (!reference) {
    throw invalidSecretName();
  }
  return reference;
}

/**
 * Whether a secret of the reference's name, account and region is the one that is meant. A full ARN means one suffix,
 * so that the ARN of a deleted secret never finds its successor; a name or a partial ARN means any.
 */
export function isMeantBy(reference: SecretReference, suffix: string): boolean {
  return reference.kind === 'name' || reference.suffix === undefined || reference.suffix === suffix;
}

/**
 * The resource that policies see when no such secret exists: recorded, an ARN with an unknown suffix. A grant on
 * `NAME-??????` or `NAME-*` lets the caller learn that nothing is there; a grant on an exact suffix does not.
 * A full ARN stands for itself. A name is one of the given home's.
 */
export function resourceArnFor(reference: SecretReference, home: SecretHome): string {
  if (reference.kind === 'name') {
    return unknownSecretArn(home, reference.name);
  }
  return secretArnOf(reference, `${reference.name}-${reference.suffix ?? UNKNOWN_SUFFIX}`);
}

/** The ARN of a secret whose suffix is not known: because it does not exist, or not yet. */
export function unknownSecretArn(home: SecretHome, name: string): string {
  return secretArnOf(home, `${name}-${UNKNOWN_SUFFIX}`);
}

/** AWS's model: a SecretId has at most 2048 characters. */
const MAX_SECRET_ID_LENGTH = 2048;
const UNKNOWN_SUFFIX = '??????';
