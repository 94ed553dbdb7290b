/** The root key in a file of its own, mode 0600, made at the first start. */
import { createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { constants, link, lstat, open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KEY_BYTES } from './aead.ts';
import type { Random } from './aead.ts';
import { fingerprint } from './derive.ts';
import { MAX_ROOT_KEY_TEXT_BYTES, formatRootKeyFile, parseRootKeyFile } from './root-key-text.ts';
import { RootKeyRefused } from './root-key.ts';
import type { RootKeyProvider, StoredRootKey } from './root-key.ts';

/**
 * A provider over the file at this path. It refuses a file that is missing after the first start, is a symbolic link,
 * belongs to another user, can be read or written by others, or does not hold a root key; it never overwrites one.
 *
 * A rotation makes its key in `PATH.next`. Once the database is sealed under that, the file in use is kept as
 * `PATH.<its id>`, and `PATH.next` takes its name. Whichever of both the database names is opened, so that a crash
 * anywhere between leaves a server that starts.
 */
export function rootKeyFile(path: string, random: Random): RootKeyProvider {
  const next = `${path}.next`;
  async function settle({ rootKeyId }: StoredRootKey): Promise<void> {
    if (!(await exists(next)) || fingerprint(await readKey(next)) !== rootKeyId) return;
    if (await exists(path)) await keepOld(path);
    await rename(next, path);
    await syncFolder(dirname(path));
  }
  return {
    kind: 'file',
    description: `file \`${path}\``,
    isUnattended: true,
    async first() {
      await createIfAbsent(path, random);
      return { key: await readKey(path), state: undefined, notices: [] };
    },
    async next(current) {
      await settle(current);
      await createIfAbsent(next, random);
      return {
        key: await readKey(next),
        state: undefined,
        notices: [
          `the root key file \`${path}\` holds the new key; the old one is kept as \`${oldPath(path, current.rootKeyId)}\`: ` +
            'it opens backups of before, and a copy of the new one belongs elsewhere',
        ],
      };
    },
    async open({ rootKeyId }) {
      if ((await exists(next)) && fingerprint(await readKey(next)) === rootKeyId) return readKey(next);
      return readKey(path);
    },
    settle,
  };
}

async function readKey(path: string): Promise<KeyObject> {
  return parseRootKeyFile(await readSafely(path), `\`${path}\``);
}

function oldPath(path: string, rootKeyId: string): string {
  return `${path}.${rootKeyId}`;
}

/** A second name for the file in use, so that its key has a name at every moment. */
async function keepOld(path: string): Promise<void> {
  await link(path, oldPath(path, fingerprint(await readKey(path)))).catch(passIfTaken);
  await syncFolder(dirname(path));
}

/**
 * The whole file appears at once or not at all, so that a node that starts at the same time, or after a crash, never
 * sees half a key: it is written and made durable under another name, then linked, which fails if the name is taken.
 */
async function createIfAbsent(path: string, random: Random): Promise<void> {
  if (await exists(path)) return;
  const unnamed = `${path}.${random(8).toString('hex')}.new`;
  try {
    await writeDurably(unnamed, newRootKeyText(random));
    await link(unnamed, path).catch(passIfTaken);
    await syncFolder(dirname(path));
  } catch (error) {
    throw new RootKeyRefused('missing', `cannot make the root key file \`${path}\`: ${messageOf(error)}`, {
      cause: error,
    });
  } finally {
    await rm(unnamed, { force: true });
  }
}

/** Another node came first: its key is the one. */
function passIfTaken(error: unknown): void {
  if (codeOf(error) !== 'EEXIST') throw error;
}

function newRootKeyText(random: Random): string {
  const material = random(KEY_BYTES);
  try {
    return formatRootKeyFile(createSecretKey(material));
  } finally {
    material.fill(0);
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx', 0o600);
  await file.writeFile(text);
  await file.sync();
}

/** Makes a new name in the folder durable. Windows cannot open folders, and needs it not. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using folder = await open(path, 'r');
  await folder.sync();
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw new RootKeyRefused('missing', `cannot look for the root key file \`${path}\`: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

async function readSafely(path: string): Promise<string> {
  await using file = await openRefusingLinks(path);
  // Asked of the open file, not of the name: nobody can exchange it in between.
  await checkOwnership(file, path);
  const buffer = Buffer.alloc(MAX_ROOT_KEY_TEXT_BYTES + 1);
  try {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    if (bytesRead > MAX_ROOT_KEY_TEXT_BYTES) {
      throw new RootKeyRefused('malformed', `\`${path}\` is no root key file: it is longer than 4,096 bytes`);
    }
    return buffer.toString('latin1', 0, bytesRead);
  } finally {
    buffer.fill(0);
  }
}

async function openRefusingLinks(path: string): Promise<FileHandle> {
  try {
    // O_NONBLOCK: a named pipe is to be refused, not waited for.
    return await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const options = { cause: error };
    if (codeOf(error) === 'ENOENT')
      throw new RootKeyRefused('missing', `there is no root key file \`${path}\``, options);
    if (codeOf(error) === 'ELOOP') {
      throw new RootKeyRefused('unsafe', `\`${path}\` is a symbolic link: name the root key file itself`, options);
    }
    throw new RootKeyRefused('missing', `cannot read the root key file \`${path}\`: ${messageOf(error)}`, options);
  }
}

async function checkOwnership(file: FileHandle, path: string): Promise<void> {
  const stats = await file.stat();
  if (!stats.isFile()) throw new RootKeyRefused('unsafe', `\`${path}\` is not a file`);
  const { mode, uid } = stats;
  const self = process.getuid?.();
  if (self === undefined) return; // Windows: access lists, which mode and owner do not show
  if (uid !== self && uid !== 0) {
    throw new RootKeyRefused('unsafe', `\`${path}\` belongs to user ${uid}, not to user ${self} or root: chown it`);
  }
  if ((mode & 0o077) !== 0) {
    const octal = (mode & 0o777).toString(8).padStart(4, '0');
    const advice = `run \`chmod 600 ${path}\`, and think about who may have read it`;
    throw new RootKeyRefused('unsafe', `\`${path}\` is open to other users (mode ${octal}): ${advice}`);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
