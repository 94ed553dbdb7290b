import type { Writer } from '../storage/database.ts';
import type { AuditFact } from './fact.ts';

/** The audit trail as the request line sees it: no audit, no answer. */
export interface AuditTrail {
  /**
   * Stores facts together with those of other requests that wait at the same time; resolves when they are durable.
   * `alongside` runs in the same transaction (the first read of a day sets a secret's LastAccessedDate this way); like
   * every write it may run twice. Rejects when nothing was stored.
   */
  append(facts: readonly AuditFact[], alongside?: (writer: Writer) => Promise<void>): Promise<void>;
  /** Stores facts inside a mutation's own transaction. */
  insert(writer: Writer, facts: readonly AuditFact[]): Promise<void>;
}
