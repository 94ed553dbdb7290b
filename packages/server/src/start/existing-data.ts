import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ServerOptions } from '../options.ts';
import { OperatorError } from '../transport/operator-error.ts';

/**
 * The options with their real folder, for a command that works on what is there already: a mistyped folder must not
 * become a new data directory. Whether a PostgreSQL holds anything, the command finds out.
 *
 * @throws OperatorError when the data directory has no database
 */
export function existingData(given: ServerOptions): ServerOptions {
  const options = { ...given, dataDir: resolve(given.dataDir) };
  if (options.database === undefined && !existsSync(join(options.dataDir, 'coffer.db'))) {
    throw new OperatorError(`no server has run in \`${options.dataDir}\` yet: there is no database in it`);
  }
  return options;
}
