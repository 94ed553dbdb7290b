import type { StatementRef } from '../compile/compiled-policy.ts';

/**
 * Which kind of policy decided.
 *
 * - `root`: the account's root user, who needs no policy
 * - `grant`: a KMS grant
 */
export type Reason =
  | 'identity-based'
  | 'permissions-boundary'
  | 'session'
  | 'resource-based'
  | 'role-trust'
  | 'vpc-endpoint'
  | 'grant'
  | 'root';

export interface Decision {
  readonly effect: 'Allow' | 'Deny';
  /**
   * Whether a statement says so. A denial that is not explicit means that no policy of the kind in `reason` allows the
   * request. Only the root user is allowed without a statement.
   */
  readonly isExplicit: boolean;
  readonly reason: Reason;
  /** The statement or grant that denies, or the one that allows: the first in evaluation order where several do. */
  readonly statement?: StatementRef;
  /** The statement or grant on the resource that was needed too: across accounts, and for keys and roles. */
  readonly resourceStatement?: StatementRef;
}
