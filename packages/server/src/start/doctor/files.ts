/** Who may read the files of a server, and whether there is room for more. */
import { readdir, stat, statfs } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import type { ServerOptions } from '../../options.ts';
import type { Findings } from './finding.ts';
import { wordsOf } from './finding.ts';

/** Files of a data directory that nobody else may read. */
const PRIVATE = /^(?:coffer\.db.*|root\.key.*|credentials.*|admin\.sock|server\.json|lock\.db)$/;

/** Looks at the owner and the mode of the data directory, of what lies in it, and of the keys that the options name. */
export async function checkFiles(
  options: Pick<ServerOptions, 'dataDir' | 'rootKeyFile' | 'tlsKey'>,
  findings: Findings,
): Promise<void> {
  let count = 0;
  async function look(path: string, forbidden: number): Promise<void> {
    const found = await statOf(path, findings);
    if (found === undefined) return;
    count += 1;
    if (isForeign(found))
      findings.problem(`\`${path}\` belongs to user ${found.uid}: \`chown\` it to the server's own`);
    if ((found.mode & forbidden) !== 0) {
      const mode = (found.mode & 0o777).toString(8).padStart(3, '0');
      findings.problem(`\`${path}\` has mode ${mode}, others may use it: \`chmod go-rwx\` it`);
    }
  }
  await look(options.dataDir, 0o077);
  for (const name of await namesIn(options.dataDir, findings)) {
    if (PRIVATE.test(name)) await look(join(options.dataDir, name), 0o077);
  }
  if (options.rootKeyFile !== undefined) await look(options.rootKeyFile, 0o077);
  // Its group may be meant to read it: a proxy has the same certificate.
  if (options.tlsKey !== undefined) await look(options.tlsKey, 0o007);
  findings.ok(`${count} files and folders belong to the server's user`);
}

/** How much space must be free: a full disk stops every read, because no record can be stored. */
const MIN_FREE_BYTES = 1024 * 1024 * 1024;
const MIN_FREE_SHARE = 0.05;

/** Looks at the free space of the data directory's disk. */
export async function checkSpace({ dataDir }: Pick<ServerOptions, 'dataDir'>, findings: Findings): Promise<void> {
  try {
    const { bavail, blocks, bsize } = await statfs(dataDir);
    const free = bavail * bsize;
    const share = blocks === 0 ? 1 : bavail / blocks;
    const text = `${Math.round(free / 1_048_576)} MiB (${Math.round(share * 100)} %) of the disk of \`${dataDir}\` are free`;
    if (free < MIN_FREE_BYTES / 10) findings.problem(`${text}: make room, a full disk stops every request`);
    else if (free < MIN_FREE_BYTES || share < MIN_FREE_SHARE) findings.warning(`${text}: make room soon`);
    else findings.ok(text);
  } catch (error) {
    findings.unknown(`the free space cannot be seen: ${wordsOf(error)}`);
  }
}

async function statOf(path: string, findings: Findings): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isGone) findings.unknown(`\`${path}\` cannot be looked at: ${wordsOf(error)}`);
    return undefined;
  }
}

async function namesIn(folder: string, findings: Findings): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    findings.unknown(`\`${folder}\` cannot be looked at: ${wordsOf(error)}`);
    return [];
  }
}

function isForeign({ uid }: Stats): boolean {
  const self = process.getuid?.();
  return self !== undefined && uid !== self;
}
