/** Rows of log groups, streams and batches as they are stored. */

/** A log group. Times are milliseconds since 1970. */
export interface GroupRow {
  readonly id: string;
  readonly account_id: string;
  readonly region: string;
  readonly name: string;
  readonly revision: number;
  readonly created_at: number;
  readonly class: string;
  readonly is_protected: number;
  readonly retention_days: number | null;
  /** JSON: pairs of key and value. */
  readonly tags: string;
}

export interface StreamRow {
  readonly id: string;
  readonly group_id: string;
  readonly name: string;
  readonly created_at: number;
  readonly first_event_at: number | null;
  readonly last_event_at: number | null;
  readonly ingested_at: number | null;
  readonly next_batch: number;
  readonly stored_bytes: number;
}

/** What one PutLogEvents has stored in one stream, or a part of it. */
export interface BatchRow {
  readonly stream_id: string;
  readonly number: number;
  readonly group_id: string;
  readonly first_at: number;
  readonly last_at: number;
  readonly ingested_at: number;
  /** As AWS counts: the messages in UTF-8, and 26 for each. */
  readonly bytes: number;
  readonly data: Uint8Array;
}

/** The tags of a group, in the order in which they were added. */
export function tagsIn({ tags }: Pick<GroupRow, 'tags'>): ReadonlyMap<string, string> {
  return new Map(JSON.parse(tags) as [string, string][]); // what `withTags` wrote
}
