import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ServerFile } from '@coffer/server';
import { Failure, codeOf, messageOf } from '../failure.ts';

/** Reads `DIR/server.json`, which a server writes when it answers. Throws a `Failure` that says what to do. */
export function readServerFile(dataDir: string): ServerFile {
  const path = join(dataDir, 'server.json');
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
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
