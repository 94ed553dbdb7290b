/**
 * Many facts in one text, small and quick to write: what the requests of a moment have in common (who called from
 * where, which operation, which names) stands once. The layout, as JSON:
 *
 * ```
 * { v: 1, at: time of the first fact,
 *   s: [text, ...], k: [[key, ...], ...],              tables of packed-json.ts
 *   c: [caller, ...], n: [client, ...],
 *   h: [[type, service, name, region, account, readOnly, caller, client, invokedBy], ...],
 *   f: [[eventId, at - first at, head, requestId, parameters, response, resources, errorCode, errorMessage,
 *        additional], ...] }
 * ```
 *
 * Type is 0 for a call and 1 for a service event; texts are places in `s`, save the ids, which hardly ever come twice; a
 * request id of 0 is the one of the fact before. -1 is "absent" in a head, null in a fact, where trailing nulls are left
 * out. Resources are [type, arn, type, arn, ...].
 */
import type { ClientFacts } from '../pipeline/caller.ts';
import type { Packed } from './packed-json.ts';
import type { UserIdentity } from './user-identity.ts';

/** Of the layout. A newer Coffer that changes it reads this one, too. */
export const VERSION = 1;

/** What the calls of one operation by one caller have in common. */
export type Head = readonly [
  type: number,
  service: number,
  name: number,
  region: number,
  accountId: number,
  readOnly: number,
  caller: number,
  client: number,
  invokedBy: number,
];
/** One fact; see above. */
export type FactRow = readonly [
  id: string,
  at: number,
  head: number,
  requestId: string | 0,
  ...rest: (Packed | undefined)[],
];

/** The parsed text. */
export interface Body {
  readonly v: number;
  readonly at: number;
  readonly s: string[];
  readonly k: (readonly string[])[];
  readonly c: readonly UserIdentity[];
  readonly n: readonly ClientFacts[];
  readonly h: readonly Head[];
  readonly f: readonly FactRow[];
}

/**
 * The longest time between the first and the last fact of a batch, in milliseconds. Lookups rely on it: a batch with a
 * fact of a moment has its last fact within this time after it.
 */
export const MAX_BATCH_SPAN_MS = 60_000;
