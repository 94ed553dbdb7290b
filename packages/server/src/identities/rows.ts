/** Rows of who exists in an account. Times are milliseconds since 1970. */

/** What users, groups, roles, policies and instance profiles have in common. */
export interface EntityRow {
  /** `AIDA...`: never given twice, also not to an entity of the same name. */
  readonly id: string;
  readonly account_id: string;
  /** As it was given; another that differs by case alone cannot exist. */
  readonly name: string;
  /** `/`, or with a slash at both ends. */
  readonly path: string;
  readonly created_at: number;
}

export interface UserRow extends EntityRow {
  /** JSON, see `tagsIn`. */
  readonly tags: string;
  /** The id of the managed policy that is the permissions boundary. */
  readonly boundary_policy_id: string | null;
}

export type GroupRow = EntityRow;

export interface RoleRow extends EntityRow {
  readonly description: string | null;
  readonly max_session_seconds: number;
  /** Who may assume the role: the document as it was given. */
  readonly trust_policy: string;
  /** JSON: the unique ids, by ARN, of the users and roles that it named when it was stored; null: none. */
  readonly trust_policy_ids: string | null;
  readonly tags: string;
  readonly boundary_policy_id: string | null;
}

/** A customer managed policy. */
export interface PolicyRow extends EntityRow {
  readonly description: string | null;
  readonly updated_at: number;
  /** `v3` is 3. */
  readonly default_version: number;
  /** The highest number that was ever given out. */
  readonly last_version: number;
  readonly tags: string;
}

export interface PolicyVersionRow {
  readonly policy_id: string;
  readonly version: number;
  readonly document: string;
  readonly created_at: number;
}

export interface InlinePolicyRow {
  readonly owner_id: string;
  readonly name: string;
  readonly document: string;
}

/** An access key of a user, without its secret. */
export interface UserKeyRow {
  readonly access_key_id: string;
  readonly account_id: string;
  readonly user_id: string;
  readonly status: 'Active' | 'Inactive';
  readonly created_at: number;
}

/** When an access key last signed something; all three or none. */
export interface KeyUseRow {
  readonly last_used_at: number | null;
  readonly last_used_service: string | null;
  readonly last_used_region: string | null;
}

/** A tag as it is stored and sent. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** The tags of a row, in the order in which they were added. */
export function tagsIn(row: { readonly tags: string }): readonly Tag[] {
  return JSON.parse(row.tags) as readonly Tag[]; // what was written as tags
}
