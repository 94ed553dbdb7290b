import { Redacted } from '@coffer/wire';
import { wrongUsage } from '../failure.ts';

/** The first root key pair, taken out of the environment. */
export interface RootCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: Redacted<string>;
}

/**
 * The root user's key pair from `COFFER_ROOT_ACCESS_KEY_ID` and `COFFER_ROOT_SECRET_ACCESS_KEY`, which are deleted from
 * the environment: what the server starts must not inherit them. Undefined when neither is set. Throws a `Failure` of
 * exit code 2 that shows neither: they may stand in each other's place.
 */
export function takeRootCredentials(env: NodeJS.ProcessEnv): RootCredentials | undefined {
  const accessKeyId = env[ID];
  const secretAccessKey = env[SECRET];
  delete env[ID];
  delete env[SECRET];
  if (!accessKeyId && !secretAccessKey) return undefined;
  if (!accessKeyId || !secretAccessKey) throw wrongUsage(`\`${ID}\` and \`${SECRET}\` must be set together`);
  if (!/^[A-Z0-9]{16,128}$/.test(accessKeyId)) {
    throw wrongUsage(`\`${ID}\` must be 16 to 128 capital letters and digits`);
  }
  // Credentials files are read line by line, without the blanks around a value and, by some, what follows ` #`.
  if (!/^[!-~]{16,256}$/.test(secretAccessKey)) {
    throw wrongUsage(`\`${SECRET}\` must be 16 to 256 printable ASCII characters without blanks and line breaks`);
  }
  return { accessKeyId, secretAccessKey: new Redacted(secretAccessKey) };
}

const ID = 'COFFER_ROOT_ACCESS_KEY_ID';
const SECRET = 'COFFER_ROOT_SECRET_ACCESS_KEY';
