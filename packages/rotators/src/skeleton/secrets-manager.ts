import { AwsError, Redacted } from '@coffer/wire';
import type { AwsClient } from './aws-client.ts';
import { faultOf, post } from './aws-client.ts';
import type { PasswordRules } from './password-rules.ts';
import type { Incoming } from './send.ts';

/** What DescribeSecret tells, as far as rotations need it. */
export interface SecretDescription {
  /** Undefined for a secret that was never rotated. */
  readonly isRotationEnabled: boolean | undefined;
  /** Labels of each version. */
  readonly stages: ReadonlyMap<string, readonly string[]>;
}

/** Which version of a secret: the label, and the id when both have to agree. */
export interface VersionWanted {
  readonly secretId: string;
  readonly stage: string;
  readonly versionId?: string;
}

/** The operations of Secrets Manager that rotation functions call. Errors are `AwsError`. */
export interface SecretsManager {
  describe(secretId: string): Promise<SecretDescription>;
  /** The text of a version; undefined when there is none, or none with a value. */
  find(wanted: VersionWanted): Promise<Redacted<string> | undefined>;
  /** As `find`, but absence is AWS's ResourceNotFoundException. */
  get(wanted: VersionWanted): Promise<Redacted<string>>;
  randomPassword(rules: PasswordRules): Promise<Redacted<string>>;
  /** Stores the value of the version that a rotation makes: AWSPENDING. */
  putPending(secretId: string, versionId: string, value: Redacted<string>, rotationToken?: string): Promise<void>;
  moveCurrent(secretId: string, from: string, to: string): Promise<void>;
}

/** Secrets Manager over the wire. */
export function secretsManager(client: AwsClient): SecretsManager {
  const call = (operation: string, input: object) => callJson(client, operation, input);
  async function get({ secretId, stage, versionId }: VersionWanted): Promise<Redacted<string>> {
    const input = {
      SecretId: secretId,
      VersionStage: stage,
      ...(versionId === undefined ? {} : { VersionId: versionId }),
    };
    const text = (await call('GetSecretValue', input)).get('SecretString');
    return new Redacted(typeof text === 'string' ? text : '');
  }
  return {
    async describe(secretId) {
      const answer = await call('DescribeSecret', { SecretId: secretId });
      const isEnabled = answer.get('RotationEnabled');
      return {
        isRotationEnabled: typeof isEnabled === 'boolean' ? isEnabled : undefined,
        stages: new Map(Object.entries(answer.get('VersionIdsToStages') ?? {})),
      };
    },
    get,
    async find(wanted) {
      try {
        return await get(wanted);
      } catch (error) {
        if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined;
        throw error;
      }
    },
    async randomPassword(rules) {
      const password = (await call('GetRandomPassword', rules)).get('RandomPassword');
      if (typeof password !== 'string' || password === '') throw unreadable('GetRandomPassword');
      return new Redacted(password);
    },
    async putPending(SecretId, ClientRequestToken, value, rotationToken) {
      await call('PutSecretValue', {
        SecretId,
        ClientRequestToken,
        SecretString: value.unwrap(),
        VersionStages: ['AWSPENDING'],
        ...(rotationToken === undefined ? {} : { RotationToken: rotationToken }),
      });
    },
    async moveCurrent(SecretId, RemoveFromVersionId, MoveToVersionId) {
      const input = { SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId, RemoveFromVersionId };
      await call('UpdateSecretVersionStage', input);
    },
  };
}

async function callJson(client: AwsClient, operation: string, input: object): Promise<ReadonlyMap<string, unknown>> {
  const headers = ['Content-Type', 'application/x-amz-json-1.1', 'X-Amz-Target', `secretsmanager.${operation}`];
  const answer = members(await post(client, headers, JSON.stringify(input), readError));
  if (answer === undefined) throw unreadable(operation);
  return answer;
}

/** `__type` may carry a namespace before `#`. */
function readError({ status, body }: Incoming): AwsError {
  const fields = members(body) ?? new Map<string, unknown>();
  const type = String(fields.get('__type') ?? 'UnknownError');
  const message = fields.get('message') ?? fields.get('Message') ?? `HTTP status ${status}`;
  return new AwsError(type.slice(type.lastIndexOf('#') + 1), String(message), {
    status,
    fault: faultOf({ status }),
  });
}

function members(body: string): ReadonlyMap<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body === '' ? '{}' : body);
    return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}

/** Without a cause: the answer may hold a secret. */
function unreadable(operation: string): AwsError {
  return new AwsError('InternalServiceError', `the answer to ${operation} cannot be read`, { status: 500 });
}
