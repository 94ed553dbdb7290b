/** The root key from the environment: in a variable, or in a file that an orchestrator mounts. */
import type { KeyObject } from 'node:crypto';
import { constants, open } from 'node:fs/promises';
import { fingerprint } from './derive.ts';
import { MAX_ROOT_KEY_TEXT_BYTES, parseGivenRootKey } from './root-key-text.ts';
import { RootKeyRefused } from './root-key.ts';
import type { RootKeyProvider } from './root-key.ts';

/**
 * A provider over `COFFER_ROOT_KEY` (base64 or hex of 32 bytes) or `COFFER_ROOT_KEY_FILE` (a file with the same, or a
 * root key file); undefined if neither is set. Takes `COFFER_ROOT_KEY` out of `env`, so that child processes do not
 * inherit it; the kernel still shows the environment a process began with to its own user. Never makes a key.
 * Throws `RootKeyRefused`, here for the variable, at first use for the file.
 */
export function rootKeyFromEnvironment(env: Record<string, string | undefined>): RootKeyProvider | undefined {
  const text = env[VARIABLE];
  delete env[VARIABLE];
  const path = env[FILE_VARIABLE];
  if (text !== undefined && path !== undefined) {
    throw new RootKeyRefused('malformed', `both ${VARIABLE} and ${FILE_VARIABLE} are set: which root key is it to be?`);
  }
  if (text !== undefined) {
    const key = parseGivenRootKey(text, VARIABLE);
    return bareKey(`variable ${VARIABLE}`, () => Promise.resolve(key), FROM_VARIABLE);
  }
  if (path !== undefined) {
    const read = async () => parseGivenRootKey(await readMounted(path), `\`${path}\``);
    return bareKey(`file \`${path}\` (${FILE_VARIABLE})`, read, FROM_FILE);
  }
  return undefined;
}

/** Others make the key. A new one is taken when it stands where the old one stood. */
function bareKey(description: string, read: () => Promise<KeyObject>, advice: string): RootKeyProvider {
  return {
    kind: 'env',
    description,
    isUnattended: true,
    async first() {
      return { key: await read(), state: undefined, notices: [] };
    },
    async next({ rootKeyId }) {
      const key = await read();
      if (fingerprint(key) === rootKeyId)
        throw new RootKeyRefused('missing', `${description} holds no new key: ${advice}`);
      return {
        key,
        state: undefined,
        notices: [`${description} holds the new key; keep the old one for older backups`],
      };
    },
    open: read,
  };
}

const FROM_VARIABLE =
  'a running server cannot be given another variable; move the root key with `coffer root-key migrate`';
const FROM_FILE = 'put the new key into that file, then rotate';
const VARIABLE = 'COFFER_ROOT_KEY';
const FILE_VARIABLE = 'COFFER_ROOT_KEY_FILE';

/**
 * Orchestrators mount secrets as links, owned by root and readable by all in the container (Kubernetes: 0644 behind
 * `..data`; Docker: 0444 in /run/secrets), so only files that others could write are refused.
 */
async function readMounted(path: string): Promise<string> {
  const buffer = Buffer.alloc(MAX_ROOT_KEY_TEXT_BYTES);
  try {
    await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = await file.stat();
    if (!stats.isFile()) throw new RootKeyRefused('unsafe', `\`${path}\` is not a file`);
    if (process.platform !== 'win32' && (stats.mode & 0o022) !== 0) {
      throw new RootKeyRefused('unsafe', `\`${path}\` can be written by other users: run \`chmod go-w ${path}\``);
    }
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } catch (error) {
    if (error instanceof RootKeyRefused) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new RootKeyRefused('missing', `cannot read the root key from \`${path}\` (${FILE_VARIABLE}): ${why}`, {
      cause: error,
    });
  } finally {
    buffer.fill(0);
  }
}
