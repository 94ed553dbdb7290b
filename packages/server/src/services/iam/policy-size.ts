import { documentSize } from './documents.ts';
import { quotaExceeded } from './errors.ts';

/** A managed policy's document, in characters without white space. Source: IAM User Guide, quotas. */
const MAX_SIZE = 6_144;

/**
 * Refuses the document of a managed policy that is too long.
 *
 * @throws AwsError LimitExceeded
 */
export function assertPolicySize(document: string): void {
  if (documentSize(document) > MAX_SIZE) throw quotaExceeded('PolicySize', MAX_SIZE);
}
