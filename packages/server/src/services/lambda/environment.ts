/** The rules of environment variables. */
import type { Redacted } from '@coffer/wire';
import { invalidParameter } from './errors.ts';
import type { Environment } from './sealing.ts';

/** Bytes of all variables as JSON. Source: Lambda Developer Guide, "Lambda quotas". */
const MAX_BYTES = 4_096;

/** Names that the runtime itself sets. Source: Lambda Developer Guide, "Defined runtime environment variables". */
const RESERVED: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

/**
 * The variables of a request.
 *
 * @throws AwsError InvalidParameterValueException for reserved names and for too much
 */
export function readEnvironment(variables: Readonly<Record<string, Redacted<string>>>): Environment {
  const environment = new Map(Object.entries(variables));
  const reserved = [...environment.keys()].filter(name => RESERVED.has(name));
  if (reserved.length > 0) {
    throw invalidParameter(
      'Lambda was unable to configure your environment variables because the environment variables you have provided ' +
        'contains reserved keys that are currently not supported for modification. ' +
        `Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const text = JSON.stringify(Object.fromEntries([...environment].map(([name, value]) => [name, value.unwrap()])));
  if (Buffer.byteLength(text) > MAX_BYTES) {
    // AWS goes on with all names and values, which are secrets more often than not.
    throw invalidParameter(
      'Lambda was unable to configure your environment variables because the environment variables you have provided ' +
        'exceeded the 4KB limit.',
    );
  }
  return environment;
}
