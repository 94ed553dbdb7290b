import { wrongUsage } from '../failure.ts';
import type { RootKeyKind } from './root-key-flags.ts';

/** Each holds the root key for the provider `env`: itself, or the path of a mounted file. */
const VARIABLES = ['COFFER_ROOT_KEY', 'COFFER_ROOT_KEY_FILE'] as const;

/**
 * Where the root key comes from: what was named, else `env` where the environment holds a root key, else `file`. Throws
 * a `Failure` of exit code 2 where two places are named, so that no root key is passed over in silence.
 *
 * Unlike other variables an empty one counts as set, and is refused when the key is read: it is more often a key that
 * got lost on its way than one that nobody meant.
 */
export function rootKeySource(
  named: RootKeyKind | undefined,
  path: string | undefined,
  env: NodeJS.ProcessEnv,
): RootKeyKind {
  const given = VARIABLES.find(name => env[name] !== undefined);
  if (named !== undefined && named !== 'file' && path !== undefined) {
    throw wrongUsage(`\`--root-key ${named}\` and \`--root-key-file\` (COFFER_ROOT_KEY_PATH) contradict each other`);
  }
  if (named === 'env' && given === undefined) {
    throw wrongUsage(`\`--root-key env\` needs ${VARIABLES.map(name => `\`${name}\``).join(' or ')}`);
  }
  if (given !== undefined && named !== undefined && named !== 'env') {
    throw wrongUsage(`\`--root-key ${named}\` and the variable \`${given}\` contradict each other`);
  }
  if (given !== undefined && path !== undefined) {
    throw wrongUsage(
      `\`--root-key-file\` (COFFER_ROOT_KEY_PATH) and the variable \`${given}\` contradict each other: ` +
        'which root key is it to be?',
    );
  }
  return named ?? (given === undefined ? 'file' : 'env');
}
