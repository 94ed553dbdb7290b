/** Who calls in tests of access: made by an administrator's client, as administrators make them. */
import type { Identity } from '../support/start-coffer.ts';
import type { AnyClient, Members } from './any-client.ts';
import { structIn, textIn } from './any-client.ts';

/** A policy of these statements, as JSON. */
export function policyOf(...Statement: readonly Members[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

/** An identity policy that allows these actions on everything. */
export function allowing(...Action: readonly string[]): string {
  return policyOf({ Effect: 'Allow', Action, Resource: '*' });
}

/** Makes a user with an access key, and with one inline policy if one is given. */
export async function makeUser(administrator: AnyClient, UserName: string, policy?: string): Promise<Identity> {
  await administrator.call('iam', 'CreateUser', { UserName });
  if (policy !== undefined) await setPolicy(administrator, UserName, policy);
  const key = structIn(await administrator.call('iam', 'CreateAccessKey', { UserName }), 'AccessKey');
  return { accessKeyId: textIn(key, 'AccessKeyId'), secretAccessKey: textIn(key, 'SecretAccessKey') };
}

/** Puts this policy in the place of the one that `makeUser` gave. */
export async function setPolicy(administrator: AnyClient, UserName: string, PolicyDocument: string): Promise<void> {
  await administrator.call('iam', 'PutUserPolicy', { UserName, PolicyName: 'own', PolicyDocument });
}

/** The temporary credentials of an answer of STS. */
export function credentialsIn(answer: Members): Identity {
  const credentials = structIn(answer, 'Credentials');
  return {
    accessKeyId: textIn(credentials, 'AccessKeyId'),
    secretAccessKey: textIn(credentials, 'SecretAccessKey'),
    sessionToken: textIn(credentials, 'SessionToken'),
  };
}
