import { type OperationContract, Redacted, type OutputOf } from '@coffer/wire';
import type { secretsmanager } from '@coffer/wire/services';
import type { Loaded, Operation, Prepared, Service } from '../pipeline/operation.ts';
import type { SessionValues } from './session-values.ts';

type SecretsManager = Service<typeof secretsmanager>;

/**
 * The service, with what sessions of functions fetch remembered before they get it. Requests of everybody else are the
 * service's own from their first step on. BatchGetSecretValue fetches with GetSecretValue.
 */
export function rememberingFetched(service: SecretsManager, values: SessionValues): SecretsManager {
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

/** Bytes are printed as text, in base64 or in hexadecimal. */
function textsOf(bytes: Redacted<Uint8Array> | undefined): readonly Redacted<string>[] {
  if (bytes === undefined) return [];
  const buffer = Buffer.from(bytes.unwrap());
  return (['utf8', 'base64', 'hex'] as const).map(encoding => new Redacted(buffer.toString(encoding)));
}

type Texts<C extends OperationContract> = (output: OutputOf<C>) => readonly (Redacted<string> | undefined)[];

function watched<C extends OperationContract>(
  operation: Operation<C>,
  values: SessionValues,
  texts: Texts<C>,
): Operation<C> {
  return {
    ...operation,
    load(scope, input) {
      const loading = operation.load(scope, input);
      const { accessKeyId } = scope.caller;
      if (!values.isWatched(accessKeyId)) return loading;
      const remember = (output: OutputOf<C>) => {
        for (const text of texts(output)) if (text !== undefined) values.remember(accessKeyId, text);
      };
      return loading.then(loaded => rememberingOutput(loaded, remember));
    },
  };
}

function rememberingOutput<C extends OperationContract>(
  loaded: Loaded<C>,
  remember: (output: OutputOf<C>) => void,
): Loaded<C> {
  return {
    access: loaded.access,
    response: output => loaded.response(output),
    resources: output => loaded.resources(output),
    async prepare(input): Promise<Prepared<C>> {
      const prepared = await loaded.prepare(input);
      // Fetching changes nothing.
      if (prepared.kind === 'write') return prepared;
      return {
        kind: 'read',
        async handle() {
          const output = await prepared.handle();
          remember(output);
          return output;
        },
      };
    },
  };
}
