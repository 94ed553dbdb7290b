/** Secrets of Secrets Manager as parameters: `/aws/reference/secretsmanager/NAME[:SELECTOR]`. All of it is recorded. */
import type { OutputOf } from '@coffer/wire';
import { AwsError } from '@coffer/wire';
import type { secretsmanager, ssm } from '@coffer/wire/services';
import type { Scope } from '../../pipeline/operation.ts';
import { decryptionRequired, dependencyFailed, secretNotFound } from './errors.ts';
import type { ParameterReference } from './parameter-reference.ts';
import { sourceResult } from './source-result.ts';

type ShownParameter = NonNullable<OutputOf<(typeof ssm)['operations']['GetParameter']>['Parameter']>;
type SecretValue = OutputOf<(typeof secretsmanager)['operations']['GetSecretValue']>;

/**
 * Reads a secret for the caller: who may not read it at Secrets Manager, cannot read it here.
 *
 * @throws AwsError ValidationException without decryption, before anything is looked up, and for whatever else Secrets
 * Manager refuses; ParameterNotFound for what is not there
 */
export async function readSecret(
  scope: Pick<Scope, 'call'>,
  reference: ParameterReference & { readonly kind: 'secret' },
  withDecryption: boolean | undefined,
): Promise<ShownParameter> {
  if (withDecryption !== true) throw decryptionRequired();
  const secret = await secretValue(scope, reference);
  return {
    ARN: secret.ARN,
    LastModifiedDate: secret.CreatedDate,
    Name: reference.name,
    Selector: reference.selector === undefined ? undefined : `:${reference.selector}`,
    SourceResult: sourceResult(secret),
    Type: 'SecureString',
    Value: secret.SecretString,
    Version: 0,
  };
}

async function secretValue(
  scope: Pick<Scope, 'call'>,
  { name, secretName: SecretId, selector }: ParameterReference & { readonly kind: 'secret' },
): Promise<SecretValue> {
  try {
    return await scope.call('secretsmanager', 'GetSecretValue', {
      SecretId,
      ...(selector === undefined ? {} : UUID.test(selector) ? { VersionId: selector } : { VersionStage: selector }),
    });
  } catch (error) {
    if (!(error instanceof AwsError) || error.fault === 'server') throw error;
    if (error.code === 'ResourceNotFoundException') throw secretNotFound(name, selector);
    throw dependencyFailed(error);
  }
}

/** A label that looks like a UUID is taken for a version's id (recorded). */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
