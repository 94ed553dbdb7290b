import { Redacted } from '@coffer/wire';
import { readMembers, textOf } from '../skeleton/secret-members.ts';

/**
 * A secret that holds one of a user's two keys. Source: Secrets Manager User Guide, "Rotating AWS Secrets Manager
 * Secrets For One User Supporting Multiple Credentials".
 */
export interface KeySecret {
  /** Every member, in its order. */
  readonly members: ReadonlyMap<string, unknown>;
  /** `UserName` */
  readonly userName: string;
  /** `APIKeyId`, which tells the two apart. */
  readonly id: string;
  /** `APIKey` */
  readonly key: Redacted<string>;
}

/**
 * Reads the JSON of a secret.
 *
 * @throws RotationError when it is no JSON object or lacks a member
 */
export function readKeySecret(text: Redacted<string>): KeySecret {
  const members = readMembers(text);
  return {
    members,
    userName: textOf(members, 'UserName'),
    id: textOf(members, 'APIKeyId'),
    key: new Redacted(textOf(members, 'APIKey')),
  };
}
