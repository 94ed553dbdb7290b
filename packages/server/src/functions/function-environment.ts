/** The variables that a function finds. Source: AWS Lambda Developer Guide, "Defined runtime environment variables". */
import type { FunctionCredentials, RunnableFunction } from './function-runtime.ts';

/** Where things are for the process: in its sandbox, or on this machine. */
export interface ProcessPlaces {
  readonly code: string;
  /** Of the bootstraps. */
  readonly runtime: string;
  readonly ca: string;
  readonly scratch: string;
  /** Where modules are offered to Node.js functions; undefined: nowhere. */
  readonly nodeModules: string | undefined;
}

export interface EnvironmentParts {
  readonly target: RunnableFunction;
  readonly credentials: FunctionCredentials;
  readonly places: ProcessPlaces;
  readonly endpoint: string;
  readonly logStream: string;
  /** `127.0.0.1:PORT`, or undefined for bootstraps that have a socket of their own. */
  readonly runtimeApi: string | undefined;
}

/** What a function's own configuration may say instead comes first, then what is its own, then what nobody changes. */
export function functionEnvironment(parts: EnvironmentParts): ReadonlyMap<string, string> {
  const { target, credentials, places, endpoint, logStream, runtimeApi } = parts;
  return new Map([
    ['LANG', 'en_US.UTF-8'],
    ['TZ', ':UTC'],
    ['PATH', '/var/lang/bin:/usr/local/bin:/usr/bin:/bin:/opt/bin'],
    ['TMPDIR', places.scratch],
    ['PYTHONPATH', places.runtime],
    ...(places.nodeModules === undefined ? [] : ([['NODE_PATH', places.nodeModules]] as const)),
    ['AWS_ENDPOINT_URL', endpoint],
    ['AWS_CA_BUNDLE', places.ca],
    ['NODE_EXTRA_CA_CERTS', places.ca],
    ...[...target.environment].map(([name, value]) => [name, value.unwrap()] as const),
    ['_HANDLER', target.handler],
    ['AWS_REGION', target.region],
    ['AWS_DEFAULT_REGION', target.region],
    ['AWS_EXECUTION_ENV', `AWS_Lambda_${target.runtime}`],
    ['AWS_LAMBDA_FUNCTION_NAME', target.name],
    ['AWS_LAMBDA_FUNCTION_MEMORY_SIZE', String(target.memorySize)],
    ['AWS_LAMBDA_FUNCTION_VERSION', '$LATEST'],
    ['AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand'],
    ['AWS_LAMBDA_LOG_GROUP_NAME', target.logGroup],
    ['AWS_LAMBDA_LOG_STREAM_NAME', logStream],
    ['AWS_ACCESS_KEY_ID', credentials.accessKeyId],
    ['AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey.unwrap()],
    ['AWS_SESSION_TOKEN', credentials.sessionToken.unwrap()],
    ['LAMBDA_TASK_ROOT', places.code],
    ['LAMBDA_RUNTIME_DIR', places.runtime],
    ...(runtimeApi === undefined ? [] : ([['AWS_LAMBDA_RUNTIME_API', runtimeApi]] as const)),
  ]);
}
