/** The requests of recorded tests, as steps of a script. */

/** A request, and the name of its recorded answer; without one it only has to succeed. */
export type Step = readonly [recorded: string | undefined, operation: string, input: object];

/** The name of a secret in a recording where the recorder has put a placeholder. */
export function secretName(index: number): string {
  return `SecretId-${index}idx`;
}

/** The id of the version that the recording calls `version_uuid:NUMBER`. */
export function versionId(number: number): string {
  return `${String(number).padStart(8, '0')}-aaaa-4aaa-8aaa-aaaaaaaaaaaa`;
}

/** In an input: the ARN of the secret that was made last, and the same without its suffix. */
export const ARN = '{arn}';
export const PARTIAL_ARN = '{partial-arn}';

const SecretId = secretName(0);

/** CreateSecret with a first version of this number. */
export function create(recorded: string | undefined, number: number, more: object = {}): Step {
  const input = { Name: SecretId, ClientRequestToken: versionId(number), SecretString: `secret-${number}`, ...more };
  return [recorded, 'CreateSecret', input];
}

/** PutSecretValue of the version of this number; its value is `S` and the number before. */
export function put(
  recorded: string | undefined,
  number: number,
  VersionStages?: readonly string[],
  more: object = {},
): Step {
  const SecretString = `S${number - 1}`;
  const input = { SecretId, ClientRequestToken: versionId(number), SecretString, VersionStages, ...more };
  return [recorded, 'PutSecretValue', input];
}

/** UpdateSecret with the token of the version of this number. */
export function update(recorded: string | undefined, number: number, more: object): Step {
  return [recorded, 'UpdateSecret', { SecretId, ClientRequestToken: versionId(number), ...more }];
}

/** UpdateSecretVersionStage; without `to` the label is removed. */
export function move(recorded: string | undefined, VersionStage: string, from: number, to?: number): Step {
  const MoveToVersionId = to === undefined ? undefined : versionId(to);
  const input = { SecretId, VersionStage, RemoveFromVersionId: versionId(from), MoveToVersionId };
  return [recorded, 'UpdateSecretVersionStage', input];
}

/** GetSecretValue. */
export function get(recorded: string | undefined, more: object = {}): Step {
  return [recorded, 'GetSecretValue', { SecretId, ...more }];
}

/** DescribeSecret. */
export function describe(recorded: string | undefined): Step {
  return [recorded, 'DescribeSecret', { SecretId }];
}

/** ListSecretVersionIds. */
export function versions(recorded: string | undefined, more: object = {}): Step {
  return [recorded, 'ListSecretVersionIds', { SecretId, ...more }];
}

/** ListSecrets. */
export function list(recorded: string | undefined): Step {
  return [recorded, 'ListSecrets', {}];
}

/** TagResource. */
export function tag(recorded: string | undefined, tags: Readonly<Record<string, string>>): Step {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return [recorded, 'TagResource', { SecretId, Tags }];
}

/** UntagResource. */
export function untag(recorded: string | undefined, TagKeys: readonly string[]): Step {
  return [recorded, 'UntagResource', { SecretId, TagKeys }];
}

/** RotateSecret with the token of the version 9. */
export function rotate(recorded: string | undefined, more: object = {}): Step {
  return [recorded, 'RotateSecret', { SecretId, ClientRequestToken: versionId(9), ...more }];
}

/** DeleteSecret, forced unless the input says otherwise. */
export function remove(recorded: string | undefined, more: object = { ForceDeleteWithoutRecovery: true }): Step {
  return [recorded, 'DeleteSecret', { SecretId, ...more }];
}

/** Bytes for SecretBinary, of a text in which Python's `\\xff` is a byte. */
export function base64(text: string): string {
  const bytes = text.replaceAll(/\\x([\da-f]{2})/g, (_, byte: string) =>
    String.fromCharCode(Number.parseInt(byte, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('base64');
}
