import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import assert from 'node:assert/strict';
import type { Coffer, Identity } from '../support/start-coffer.ts';
import type { AnyClient, ClientKind, Members, ServiceName } from './any-client.ts';

/** What the SDK's clients of one server are made with. They do not try again: a test sees the first answer. */
export function sdkConfig({ ready, ...administrator }: Coffer, identity: Identity = administrator) {
  return {
    endpoint: ready.https,
    region: 'us-east-1',
    credentials: credentialsOf(identity),
    maxAttempts: 1,
    requestHandler: { httpsAgent: new Agent({ ca: readFileSync(ready.ca), keepAlive: true, maxSockets: 50 }) },
  };
}

/** The AWS SDK for JavaScript, version 3. */
export const SDK: ClientKind = {
  name: 'the AWS SDK for JavaScript',
  label: 'sdk',
  skip: false,
  open: coffer => Promise.resolve(sdkClient(sdkConfig(coffer))),
};

type Config = ReturnType<typeof sdkConfig>;
type Service = Awaited<ReturnType<typeof makeService>>;

function sdkClient(config: Config): AnyClient {
  const services = new Map<ServiceName, Service>();
  const others: AnyClient[] = [];
  async function serviceOf(name: ServiceName): Promise<Service> {
    const service = services.get(name) ?? (await makeService(name, config));
    services.set(name, service);
    return service;
  }
  async function call(name: ServiceName, operation: string, input: Members = {}): Promise<Members> {
    const service = await serviceOf(name);
    // The method of this name, as its class has it.
    const method: unknown = Reflect.get(service, methodName(operation));
    assert.ok(typeof method === 'function', `${name} has no ${operation}`);
    return plain(await Reflect.apply(method, service, [input]));
  }
  return {
    call,
    async refusal(name, operation, input) {
      const error = await call(name, operation, input).then(
        answer => assert.fail(`${operation} was answered: ${JSON.stringify(answer)}`),
        (problem: unknown) => problem,
      );
      assert.ok(error instanceof Error);
      assert.ok('$metadata' in error, error.stack ?? error.message);
      return `${codeOf(error)}: ${error.message}`;
    },
    knows: () => Promise.resolve(true),
    as({ identity, region = config.region }) {
      const credentials = identity === undefined ? config.credentials : credentialsOf(identity);
      const other = sdkClient({ ...config, region, credentials });
      others.push(other);
      return other;
    },
    async [Symbol.asyncDispose]() {
      for (const service of services.values()) service.destroy();
      for (const other of others) await other[Symbol.asyncDispose]();
    },
  };
}

/** Each is loaded when it is needed: together they take seconds. */
async function makeService(name: ServiceName, config: Config) {
  switch (name) {
    case 'cloudtrail':
      return new (await import('@aws-sdk/client-cloudtrail')).CloudTrail(config);
    case 'iam':
      return new (await import('@aws-sdk/client-iam')).IAM(config);
    case 'kms':
      return new (await import('@aws-sdk/client-kms')).KMS(config);
    case 'secretsmanager':
      return new (await import('@aws-sdk/client-secrets-manager')).SecretsManager(config);
    case 'ssm':
      return new (await import('@aws-sdk/client-ssm')).SSM(config);
    case 'sts':
      return new (await import('@aws-sdk/client-sts')).STS(config);
  }
}

/** The SDK takes no member that is undefined for one that is not there. */
function credentialsOf({ accessKeyId, secretAccessKey, sessionToken }: Identity) {
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function methodName(operation: string): string {
  return `${operation.charAt(0).toLowerCase()}${operation.slice(1)}`;
}

/** Services of the Query protocol have codes that are not the names of the SDK's classes. */
function codeOf(error: Error): string {
  return 'Code' in error ? String(error.Code) : error.name;
}

/** As JSON has it: times as texts, bytes in base64, nothing undefined. */
function plain(answer: object): Members {
  const { $metadata: _, ...members }: Members = JSON.parse(
    JSON.stringify(answer, (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
    ),
  );
  return members;
}
