/** What a request makes of a function's configuration. */
import type { InputOf } from '@coffer/wire';
import type { lambda } from '@coffer/wire/services';
import { breaksConstraint, invalidParameter } from './errors.ts';
import type { StoredConfiguration } from './rows.ts';

type Whole = InputOf<typeof lambda.operations.CreateFunction>;
type Input = { readonly [K in keyof Whole]?: Whole[K] | undefined };

/** Seconds and megabytes that functions may have. Source: Lambda Developer Guide, "Lambda quotas". */
const MAX_TIMEOUT = 900;
const MAX_MEMORY = 10_240;
/** AWS's own, where the request says nothing. */
const DEFAULTS = { Timeout: 3, MemorySize: 128, EphemeralStorage: { Size: 512 } } as const;

/**
 * The configuration of a new function.
 *
 * @throws AwsError InvalidParameterValueException
 */
export function newConfiguration(name: string, input: Input): StoredConfiguration {
  const { Runtime, Handler } = input;
  if (Runtime === undefined || Handler === undefined) {
    throw invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  }
  return changedConfiguration(
    name,
    {
      Description: '',
      Handler,
      Runtime,
      ...DEFAULTS,
      LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}` },
      Architectures: ['x86_64'],
    },
    input,
  );
}

/**
 * A stored configuration with what a request changes in it.
 *
 * @throws AwsError InvalidParameterValueException
 */
export function changedConfiguration(name: string, before: StoredConfiguration, input: Input): StoredConfiguration {
  checkRuntime(input.Runtime);
  const { Timeout = before.Timeout, MemorySize = before.MemorySize } = input;
  if (Timeout > MAX_TIMEOUT) throw tooMuch(Timeout, 'timeout', MAX_TIMEOUT);
  if (MemorySize > MAX_MEMORY) throw tooMuch(MemorySize, 'memorySize', MAX_MEMORY);
  return {
    Description: input.Description ?? before.Description,
    Handler: input.Handler ?? before.Handler,
    Runtime: input.Runtime ?? before.Runtime,
    Timeout,
    MemorySize,
    EphemeralStorage: input.EphemeralStorage ?? before.EphemeralStorage,
    LoggingConfig: loggingOf(name, before, input),
    Architectures: input.Architectures ?? before.Architectures,
    VpcConfig: vpcOf(before, input),
    TracingConfig: input.TracingConfig ?? before.TracingConfig,
    SnapStart: input.SnapStart === undefined ? before.SnapStart : { ApplyOn: input.SnapStart.ApplyOn },
  };
}

function tooMuch(value: number, member: string, max: number) {
  return breaksConstraint(String(value), member, `Member must have value less than or equal to ${max}`);
}

/** What can be run here: the machine's Node.js and Python, and whatever an archive brings with it. */
function checkRuntime(runtime: string | undefined): void {
  if (runtime === undefined || /^(?:nodejs(?:1[89]|[2-9]\d)\.x|python3\.\d+|provided(?:\.al\d+)?)$/.test(runtime))
    return;
  throw invalidParameter(
    `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. ` +
      'We recommend you use a supported runtime while creating or updating functions.',
  );
}

function loggingOf(name: string, { LoggingConfig: before }: StoredConfiguration, { LoggingConfig: given }: Input) {
  if (given === undefined) return before;
  const { LogFormat = before.LogFormat ?? 'Text', LogGroup = `/aws/lambda/${name}` } = given;
  const isJson = LogFormat === 'JSON';
  if (!isJson && (given.ApplicationLogLevel !== undefined || given.SystemLogLevel !== undefined)) {
    throw invalidParameter('Log level filtering cannot be used with a log format of text.');
  }
  const { ApplicationLogLevel = 'INFO', SystemLogLevel = 'INFO' } = given;
  return { LogFormat, LogGroup, ...(isJson ? { ApplicationLogLevel, SystemLogLevel } : {}) };
}

/** Both or none: a function in a network has subnets and security groups. */
function vpcOf(
  { VpcConfig: before }: StoredConfiguration,
  { VpcConfig: given }: Input,
): StoredConfiguration['VpcConfig'] {
  if (given === undefined) return before;
  const { SubnetIds = [], SecurityGroupIds = [], Ipv6AllowedForDualStack = false } = given;
  if ((SubnetIds.length === 0) !== (SecurityGroupIds.length === 0)) {
    throw invalidParameter('SubnetIds and SecurityIds must coexist or be both empty list.');
  }
  return { SubnetIds, SecurityGroupIds, VpcId: '', Ipv6AllowedForDualStack };
}
