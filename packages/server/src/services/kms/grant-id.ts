import { AwsError } from '@coffer/wire';

/** @throws AwsError InvalidGrantIdException for what can be no id of a grant; AWS's words: *unknown* */
export function assertGrantId(grantId: string): void {
  if (!isGrantId(grantId)) throw new AwsError('InvalidGrantIdException', `Invalid grant id ${grantId}`);
}

/** Whether a text can be the id of a grant. */
export function isGrantId(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** The grant is not there, or not on this key; AWS's words: *unknown*. */
export function noSuchGrant(grantId: string): AwsError {
  return new AwsError('NotFoundException', `Grant ${grantId} does not exist`);
}
