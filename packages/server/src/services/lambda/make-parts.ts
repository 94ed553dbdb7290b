import type { Keyring } from '../../keys/keyring.ts';
import { accessDenied, AwsError, Redacted } from '@coffer/wire';
import type { Line } from '../../pipeline/line.ts';
import { callAsService } from '../../pipeline/service-call.ts';
import { functionBuckets } from './buckets.ts';
import type { BuiltIns, FunctionBucket, Functions, FunctionsElsewhere, LambdaParts } from './parts.ts';
import { LAMBDA_PRINCIPAL } from './role.ts';

/** Puts the parts together. Roles are assumed through the request line, in Lambda's own name, as in AWS. */
export function makeLambdaParts(given: {
  readonly keyring: Keyring;
  readonly functions: Functions;
  readonly functionBuckets: readonly FunctionBucket[];
  readonly builtIns?: BuiltIns | undefined;
  readonly elsewhere?: FunctionsElsewhere | undefined;
  readonly line: () => Line;
}): LambdaParts {
  const { keyring, functions, line } = given;
  return {
    keyring,
    functions,
    buckets: functionBuckets(given.functionBuckets),
    builtIns: given.builtIns ?? new Map(),
    elsewhere: given.elsewhere ?? new Map(),
    async assumeRole({ roleArn, functionName, functionArn, accountId, region }) {
      const by = { principal: LAMBDA_PRINCIPAL, accountId, region, sourceArn: functionArn };
      // AWS: the session has the function's name. STS takes no name of one character.
      const input = { RoleArn: roleArn, RoleSessionName: functionName.padEnd(2, '_') };
      const { Credentials } = await callAsService(line(), by, 'sts', 'AssumeRole', input).catch(inWordsOfLambda);
      if (Credentials === undefined) throw new Error('AssumeRole gave no credentials');
      return {
        accessKeyId: Credentials.AccessKeyId,
        secretAccessKey: Credentials.SecretAccessKey,
        sessionToken: new Redacted(Credentials.SessionToken),
        expiresAt: Credentials.Expiration,
      };
    },
  };
}

/** Whoever invokes a function is told that its role does not let Lambda in (any more), not what STS said. */
function inWordsOfLambda(error: unknown): never {
  if (!(error instanceof AwsError) || error.fault === 'server') throw error;
  throw accessDenied('The role defined for the function cannot be assumed by Lambda.');
}
