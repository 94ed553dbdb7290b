import { kms, secretsmanager } from '@coffer/wire/services';
import type { Ask } from '../client/ask.ts';
import { isDenied, unlessRefused } from '../client/ask.ts';
import { Failure } from '../failure.ts';
import type { DatabaseSecret } from './database-secret.ts';
import { readDatabaseSecret } from './database-secret.ts';

/** A secret, as far as rotation needs to know it. */
export interface RotatedSecret {
  readonly arn: string;
  readonly name: string;
  /** A customer's KMS key, as the secret names it. */
  readonly keyId: string | undefined;
  readonly isOn: boolean;
  /** Also of a rotation that was cancelled. */
  readonly functionArn: string | undefined;
  readonly rules: object | undefined;
}

/** Looks a secret up. Throws a `Failure` for one that cannot be rotated. */
export async function findSecret(ask: Ask, SecretId: string, region: string): Promise<RotatedSecret> {
  const found = await ask(secretsmanager, 'DescribeSecret', { SecretId });
  const { ARN: arn = '', Name: name = '', PrimaryRegion: primary = region, OwningService: owner } = found;
  if (found.DeletedDate !== undefined) throw new Failure(`\`${name}\` is marked for deletion`);
  if (owner !== undefined) throw new Failure(`\`${name}\` belongs to \`${owner}\`, which rotates it itself`);
  if (primary !== region)
    throw new Failure(`\`${name}\` is a replica: its rotation belongs to the region \`${primary}\``);
  return {
    arn,
    name,
    keyId: found.KmsKeyId,
    isOn: found.RotationEnabled === true,
    functionArn: found.RotationLambdaARN === '' ? undefined : found.RotationLambdaARN,
    rules: found.RotationRules,
  };
}

/** The JSON of a secret's current version. */
export async function readValue(ask: Ask, { arn, name }: RotatedSecret): Promise<DatabaseSecret> {
  const { SecretString } = await ask(secretsmanager, 'GetSecretValue', { SecretId: arn });
  return readDatabaseSecret(name, SecretString);
}

/** The same; undefined: the caller may not read it. */
export async function readValueIfAllowed(ask: Ask, secret: RotatedSecret): Promise<DatabaseSecret | undefined> {
  try {
    return await readValue(ask, secret);
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
}

/** The ARN of a secret's key, for policies; undefined: the key is the service's own, which needs no permission. */
export async function keyArnOf(ask: Ask, { keyId, name }: RotatedSecret): Promise<string | undefined> {
  if (keyId === undefined || keyId.endsWith('alias/aws/secretsmanager')) return undefined;
  const found = await unlessRefused(ask(kms, 'DescribeKey', { KeyId: keyId }), 'NotFoundException');
  if (found !== undefined) return found.KeyMetadata?.KeyManager === 'AWS' ? undefined : found.KeyMetadata?.Arn;
  if (keyId.includes(':key/')) return keyId;
  throw new Failure(
    `the key \`${keyId}\` of \`${name}\` must be known by its ARN, and you may not describe it (kms:DescribeKey)`,
  );
}
