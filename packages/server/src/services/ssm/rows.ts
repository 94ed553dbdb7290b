/** What of a parameter does not belong to one of its versions. */
export interface ParameterRow {
  readonly id: string;
  readonly account_id: string;
  readonly region: string;
  /** The name with its leading slash: `/a` and `a` are the same parameter. */
  readonly path: string;
  /** The name as its first request wrote it. */
  readonly name: string;
  readonly revision: number;
  readonly tags: string;
}

/** A version, without its value. Times are milliseconds since 1970. */
export interface VersionRow {
  /** From 1. */
  readonly version: number;
  readonly type: 'String' | 'StringList' | 'SecureString';
  readonly tier: 'Standard' | 'Advanced';
  readonly data_type: string;
  /** As the request wrote it; null: not a SecureString. */
  readonly key_id: string | null;
  readonly description: string | null;
  readonly allowed_pattern: string | null;
  readonly modified_at: number;
  /** ARN of the principal. */
  readonly modified_by: string;
}

/** The value of a version as it is stored. */
export interface StoredValue {
  /** UTF-8; of a SecureString: encrypted by KMS, or under the data key beside it. */
  readonly value: Uint8Array;
  readonly data_key: Uint8Array | null;
}

/** A parameter with one of its versions, usually the newest. */
export type Parameter = ParameterRow & VersionRow;

/** A tag as it is stored and sent. */
export type Tag = { readonly Key: string; readonly Value: string };

/** The tags of a stored parameter, in the order in which they were added. */
export function tagsIn(row: Pick<ParameterRow, 'tags'>): readonly Tag[] {
  return JSON.parse(row.tags) as readonly Tag[]; // what this service wrote
}
