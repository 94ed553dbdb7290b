import { join, resolve } from 'node:path';
import type { ServerFile } from '@coffer/server';
import { Failure, codeOf, messageOf } from '../failure.ts';
import { mustBePrivateFolder, readPrivateFile } from './private-files.ts';

/**
 * Reads `DIR/server.json`, which a server writes when it answers. It names the address that secrets go to, so folder and
 * file must be as only a server of this user or of root makes them. Throws a `Failure` that says what to do.
 */
export function readServerFile(dataDir: string): ServerFile {
  const path = join(dataDir, 'server.json');
  let content: unknown;
  try {
    mustBePrivateFolder(dataDir);
    content = JSON.parse(readPrivateFile(path));
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (codeOf(error) === 'ENOENT') {
      throw new Failure(
        `no server runs in \`${dataDir}\`; start one with \`npx coffer server\` or name its folder with \`--data-dir\``,
      );
    }
    throw new Failure(`cannot read \`${path}\`: ${messageOf(error)}`);
  }
  if (!isServerFile(content)) throw new Failure(`\`${path}\` is not what a server writes`);
  return { ...content, ca: resolve(dataDir, content.ca), credentials: resolve(dataDir, content.credentials) };
}

function isServerFile(value: unknown): value is ServerFile {
  if (typeof value !== 'object' || value === null) return false;
  const file: Partial<Record<keyof ServerFile, unknown>> = value;
  const { https, http, ca, credentials, regions } = file;
  return (
    [https, ca, credentials].every(each => typeof each === 'string') &&
    (http === null || typeof http === 'string') &&
    Array.isArray(regions) &&
    regions.every(each => typeof each === 'string')
  );
}
