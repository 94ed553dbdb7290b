import type { FunctionCredentials, FunctionRuntime } from '../../functions/function-runtime.ts';
import type { Keyring } from '../../keys/keyring.ts';
import type { FunctionBuckets, ReadObject } from './buckets.ts';

/** What runs functions; started when the first one is invoked. */
export interface Functions {
  runtime(): Promise<FunctionRuntime>;
  /** The runtime if it was started: what has never run has nothing to be retired. */
  started(): FunctionRuntime | undefined;
}

/** A bucket as the administrator has configured it: the files of a folder, or whatever reads its objects. */
export type FunctionBucket =
  | { readonly name: string; readonly folder: string }
  | { readonly name: string; readonly read: ReadObject };

/** What the operations of Lambda share; made once, when the first request asks for one of them. */
export interface LambdaParts {
  readonly keyring: Keyring;
  readonly functions: Functions;
  /** Assumes a function's role in Lambda's own name. Throws AwsError AccessDeniedException. */
  assumeRole(of: RoleOfFunction): Promise<FunctionCredentials>;
  readonly buckets: FunctionBuckets;
  /** Folders of the code that this program brings with it, by name. */
  readonly builtIns: BuiltIns;
  readonly elsewhere: FunctionsElsewhere;
}

/** Places where functions may run that are not run here: by name, the accounts whose functions may. */
export type FunctionsElsewhere = ReadonlyMap<string, ReadonlySet<string>>;

/** Code of this program: it is run even where other code cannot be isolated, and as it is in this version of the program. */
export type BuiltIns = ReadonlyMap<string, string>;

/** Which role is assumed, and by which function. */
export interface RoleOfFunction {
  readonly roleArn: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly accountId: string;
  readonly region: string;
}

/** The kind of job that runs a function for a call that nobody waits for. */
export const EVENT_JOB = 'lambda-event';
