/** The inline policy of a function's role that rotation of one secret needs beside what the stack grants. */
import { iam } from '@coffer/wire/services';
import type { Ask } from '../client/ask.ts';
import { unlessRefused } from '../client/ask.ts';

/** What the role must be granted for one secret. */
export interface NeededAccess {
  readonly masterArn: string | undefined;
  readonly masterKeyArn: string | undefined;
  /** The key of the secret itself. */
  readonly keyArn: string | undefined;
  /** The IAM user whose access keys the secret holds. */
  readonly userArn: string | undefined;
}

/** The policy as JSON; undefined: nothing is needed. Source: the guide, "Permissions Required for Rotation". */
export function neededPolicy({ masterArn, masterKeyArn, keyArn, userArn }: NeededAccess): string | undefined {
  const Statement = [
    ...statement(masterArn, ['secretsmanager:GetSecretValue']),
    ...statement(masterKeyArn, ['kms:Decrypt']),
    ...statement(keyArn, ['kms:Decrypt', 'kms:GenerateDataKey']),
    ...statement(userArn, ['iam:ListAccessKeys', 'iam:CreateAccessKey', 'iam:DeleteAccessKey']),
  ];
  return Statement.length === 0 ? undefined : JSON.stringify({ Version: '2012-10-17', Statement });
}

/** Gives the role the policy. */
export async function grant(ask: Ask, RoleName: string, PolicyName: string, PolicyDocument: string): Promise<void> {
  await ask(iam, 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument });
}

/** Takes the policy away; false: it was not there, or the caller may not. */
export async function revoke(ask: Ask, RoleName: string, PolicyName: string): Promise<boolean> {
  const removed = ask(iam, 'DeleteRolePolicy', { RoleName, PolicyName }).then(() => true);
  return (await unlessRefused(removed, 'NoSuchEntity', 'NoSuchEntityException')) ?? false;
}

function statement(Resource: string | undefined, Action: readonly string[]): readonly object[] {
  return Resource === undefined ? [] : [{ Effect: 'Allow', Action, Resource }];
}
