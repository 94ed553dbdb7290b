/** What functions fetch from each service, remembered for masking. */
import type { OutputOf, Redacted } from '@coffer/wire';
import type { kms, secretsmanager, ssm } from '@coffer/wire/services';
import type { Scope, Service } from '../pipeline/operation.ts';
import type { SessionValues } from './session-values.ts';
import { textsOf, watched } from './watched-operation.ts';

type SecretsManager = Service<typeof secretsmanager>;
type Kms = Service<typeof kms>;
type Ssm = Service<typeof ssm>;

/** Secrets and random passwords. BatchGetSecretValue and references of Parameter Store fetch with GetSecretValue. */
export function rememberingSecrets(service: SecretsManager, values: SessionValues): SecretsManager {
  const { GetSecretValue, GetRandomPassword } = service.operations;
  return {
    ...service,
    operations: {
      ...service.operations,
      GetSecretValue: watched(GetSecretValue, values, ({ SecretString, SecretBinary }) => [
        SecretString,
        ...textsOf(SecretBinary),
      ]),
      GetRandomPassword: watched(GetRandomPassword, values, ({ RandomPassword }) => [RandomPassword]),
    },
  };
}

/** Plaintexts that the function itself asked KMS for; what other services open for it are their data keys. */
export function rememberingPlaintexts(service: Kms, values: SessionValues): Kms {
  const { Decrypt, GenerateDataKey, GenerateDataKeyPair, GenerateRandom } = service.operations;
  const isDirect = ({ via }: Scope) => via === undefined;
  const plaintext = ({ Plaintext }: { readonly Plaintext?: Redacted<Uint8Array> | undefined }) => textsOf(Plaintext);
  return {
    ...service,
    operations: {
      ...service.operations,
      Decrypt: watched(Decrypt, values, plaintext, isDirect),
      GenerateDataKey: watched(GenerateDataKey, values, plaintext, isDirect),
      GenerateDataKeyPair: watched(
        GenerateDataKeyPair,
        values,
        ({ PrivateKeyPlaintext }) => textsOf(PrivateKeyPlaintext),
        isDirect,
      ),
      GenerateRandom: watched(GenerateRandom, values, plaintext, isDirect),
    },
  };
}

type Parameter = NonNullable<OutputOf<(typeof ssm)['operations']['GetParameter']>['Parameter']>;

/** Parameters that were decrypted; others are configuration, which a log could not be read without. */
export function rememberingParameters(service: Ssm, values: SessionValues): Ssm {
  const { GetParameter, GetParameters, GetParametersByPath, GetParameterHistory } = service.operations;
  const isDecrypting = (_: Scope, { WithDecryption }: { readonly WithDecryption?: boolean | undefined }) =>
    WithDecryption === true;
  const decrypted = ({ Parameters = [] }: { readonly Parameters?: readonly Shown[] | undefined }) =>
    Parameters.map(secureValue);
  return {
    ...service,
    operations: {
      ...service.operations,
      GetParameter: watched(GetParameter, values, ({ Parameter }) => [secureValue(Parameter)], isDecrypting),
      GetParameters: watched(GetParameters, values, decrypted, isDecrypting),
      GetParametersByPath: watched(GetParametersByPath, values, decrypted, isDecrypting),
      GetParameterHistory: watched(GetParameterHistory, values, decrypted, isDecrypting),
    },
  };
}

type Shown = Pick<Parameter, 'Type' | 'Value'>;

function secureValue(shown: Shown | undefined): Redacted<string> | undefined {
  return shown?.Type === 'SecureString' ? shown.Value : undefined;
}
