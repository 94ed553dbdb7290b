import type { lambda } from '@coffer/wire/services';
import type { OutputOf } from '@coffer/wire';

type Output = OutputOf<typeof lambda.operations.GetFunctionConfiguration>;

/** What of a function's configuration is stored as its clients see it. */
export type StoredConfiguration = {
  readonly [K in Always]-?: NonNullable<Output[K]>;
} & Pick<Output, 'VpcConfig' | 'TracingConfig' | 'SnapStart'>;

type Always =
  | 'Description'
  | 'Handler'
  | 'Runtime'
  | 'Timeout'
  | 'MemorySize'
  | 'EphemeralStorage'
  | 'LoggingConfig'
  | 'Architectures';

/** A function, without its code. */
export interface FunctionRow {
  readonly id: string;
  readonly account_id: string;
  readonly region: string;
  readonly name: string;
  /** Counts every change. */
  readonly revision: number;
  /** What clients see of that: a UUID. */
  readonly revision_id: string;
  /** Another UUID after every change of what runs. */
  readonly run_revision_id: string;
  /** Milliseconds since 1970. */
  readonly modified_at: number;
  readonly code_id: string;
  /** Base64. */
  readonly code_sha256: string;
  /** Bytes of the archive. */
  readonly code_size: number;
  /** Name of code that this program brings with it. */
  readonly built_in: string | null;
  readonly role_arn: string;
  readonly configuration: string;
  /** Sealed, see sealing.ts. */
  readonly environment: Uint8Array | null;
  readonly tags: string;
  readonly policy: string | null;
  readonly policy_ids: string | null;
}

/** The stored configuration of a function. */
export function configurationIn(row: Pick<FunctionRow, 'configuration'>): StoredConfiguration {
  return JSON.parse(row.configuration) as StoredConfiguration; // what this service wrote
}

/** The tags of a function, in the order in which they were added. */
export function tagsIn(row: Pick<FunctionRow, 'tags'>): ReadonlyMap<string, string> {
  return new Map(JSON.parse(row.tags) as [string, string][]); // what this service wrote
}

/** A call that nobody waits for. */
export interface EventRow {
  readonly id: string;
  readonly function_id: string;
  /** The request id that the function sees, in every attempt. */
  readonly request_id: string;
  readonly failures: number;
  readonly created_at: number;
}
