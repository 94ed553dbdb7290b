import { parsePolicy } from '@coffer/policy';
import { readManagedDocuments } from '../../identities/principal-policies.ts';
import type { Session } from '../../pipeline/caller.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { packedSize } from '../../sessions/session-content.ts';
import { invalid, malformedPolicyDocument, packedPolicyTooLarge } from './errors.ts';
import type { SessionTags } from './session-tags.ts';

/** What a request limits its session with. */
interface Limits {
  readonly Policy?: string | undefined;
  readonly PolicyArns?: readonly { readonly arn?: string | undefined }[] | undefined;
}

/** Source: API reference, AssumeRole. */
const MAX_PLAINTEXT = 2_048;
const MAX_POLICY_ARNS = 10;
/**
 * How many bytes policies and tags may take, packed. AWS's figure is not known; with this one, what was recorded of it
 * (4% for a small policy) comes out.
 */
const MAX_PACKED = 2_048;

/** The part of a session that limits and tags it. */
export type LimitedSession = Pick<Session, 'policies' | 'policyArns' | 'tags' | 'transitiveTagKeys'>;

export interface CheckedLimits {
  readonly session: LimitedSession;
  /** For PackedPolicySize; undefined: the request has neither policies nor tags. */
  readonly packedPercent: number | undefined;
}

/**
 * Reads the policies that limit a session; managed ones must be those of AWS or of the account.
 *
 * @throws AwsError MalformedPolicyDocument, PackedPolicyTooLarge, ValidationError
 */
export async function checkLimits(
  { reader }: Pick<Scope, 'reader'>,
  accountId: string,
  input: Limits,
  { tags, transitiveTagKeys }: SessionTags,
): Promise<CheckedLimits> {
  const arns = (input.PolicyArns ?? []).flatMap(({ arn }) => (arn === undefined ? [] : [arn]));
  if (arns.length > MAX_POLICY_ARNS) throw invalid(`A session can have at most ${MAX_POLICY_ARNS} managed policies.`);
  const { Policy: policy } = input;
  const length = arns.reduce((sum, arn) => sum + arn.length, policy?.length ?? 0);
  if (length > MAX_PLAINTEXT) {
    throw invalid(
      "1 validation error detected: Value at 'policy' failed to satisfy constraint: " +
        `Member must have length less than or equal to ${MAX_PLAINTEXT}`,
    );
  }
  if (policy !== undefined) {
    const parsed = parsePolicy(policy, 'session');
    if (!parsed.ok) throw malformedPolicyDocument(parsed.errors[0].message);
  }
  const found = new Set((await readManagedDocuments(reader, accountId, arns)).map(({ arn }) => arn));
  const missing = arns.find(arn => !found.has(arn));
  if (missing !== undefined) throw invalid(`Policy ${missing} does not exist or is not attachable.`);
  const session: LimitedSession = {
    ...(policy === undefined ? {} : { policies: [policy] }),
    ...(arns.length === 0 ? {} : { policyArns: arns }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(transitiveTagKeys.length === 0 ? {} : { transitiveTagKeys }),
  };
  return { session, packedPercent: percentOf(session) };
}

function percentOf(session: LimitedSession): number | undefined {
  const size = packedSize(session);
  if (size === 0) return undefined;
  const percent = Math.ceil((size * 100) / MAX_PACKED);
  if (percent > 100) throw packedPolicyTooLarge(percent);
  return percent;
}
