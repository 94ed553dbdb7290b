import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import type { FunctionCode } from './function-runtime.ts';
import { FunctionRefused } from './function-runtime.ts';

/** AWS: 250 MB, unzipped. */
const MAX_UNPACKED_BYTES = 262_144_000;
const MAX_ENTRIES = 65_536;
const BROKEN = 'Could not unzip uploaded file. Please check your file, then try to upload again.';
/** Unpacked archives that are kept although nothing runs from them. */
const KEPT = 16;

/** Unpacked code on disk: one folder for each archive, however many processes run from it. */
export class CodeFolders {
  readonly #folder: string;
  /** In the order of their last use. */
  readonly #unpacked = new Map<string, { readonly path: Promise<string>; users: number }>();

  /** @param folder is made when it is needed, closed to other users of the machine */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * The folder that holds the code; to be given back with `release`.
   *
   * @throws FunctionRefused when the archive cannot be unpacked
   */
  async acquire(code: FunctionCode): Promise<string> {
    if (code.kind === 'built-in') return code.folder;
    const known = this.#unpacked.get(code.sha256) ?? { path: this.#unpack(code), users: 0 };
    this.#unpacked.delete(code.sha256);
    this.#unpacked.set(code.sha256, known);
    known.users += 1;
    try {
      return await known.path;
    } catch (error) {
      known.users -= 1;
      if (this.#unpacked.get(code.sha256) === known) this.#unpacked.delete(code.sha256);
      throw error;
    }
  }

  /** Nothing of the caller runs from this code any more. */
  async release(code: FunctionCode): Promise<void> {
    const known = this.#unpacked.get(code.sha256);
    if (code.kind === 'built-in' || known === undefined) return;
    known.users -= 1;
    const idle = [...this.#unpacked].filter(([, { users }]) => users === 0);
    for (const [sha256, { path }] of idle.slice(0, Math.max(0, idle.length - KEPT))) {
      this.#unpacked.delete(sha256);
      await rm(await path, { recursive: true, force: true });
    }
  }

  async #unpack(code: Extract<FunctionCode, { kind: 'zip' }>): Promise<string> {
    const name = Buffer.from(code.sha256, 'base64').toString('hex');
    const target = join(this.#folder, name);
    const entries = await unzipped(await code.read());
    // A name of its own until it is whole.
    const partial = `${target}.partial`;
    await rm(partial, { recursive: true, force: true });
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await mkdir(partial, { mode: 0o755 });
    for (const [path, content] of entries) await place(join(partial, path), content);
    await rm(target, { recursive: true, force: true });
    await rename(partial, target);
    return target;
  }
}

async function place(path: string, content: Uint8Array | undefined): Promise<void> {
  try {
    await mkdir(content === undefined ? path : dirname(path), { recursive: true, mode: 0o755 });
    // Archives made elsewhere carry no permissions: `bootstrap` has to be executable, and nothing is writable there.
    if (content !== undefined) await writeFile(path, content, { mode: 0o755 });
  } catch (error) {
    // Two entries that are one name as a file and as a folder.
    if (
      error instanceof Error &&
      'code' in error &&
      /^(?:EEXIST|EISDIR|ENOTDIR|ENAMETOOLONG)$/.test(String(error.code))
    )
      throw invalid(BROKEN, error);
    throw error;
  }
}

/** Relative paths and what stands there; undefined for folders. */
async function unzipped(archive: Uint8Array): Promise<readonly (readonly [string, Uint8Array | undefined])[]> {
  const { unzip } = await import('fflate');
  let bytes = 0;
  let entries = 0;
  const content = Promise.withResolvers<Record<string, Uint8Array>>();
  const filter = ({ name, originalSize }: { readonly name: string; readonly originalSize: number }) => {
    bytes += originalSize;
    entries += 1;
    if (bytes > MAX_UNPACKED_BYTES || entries > MAX_ENTRIES)
      throw invalid(`Unzipped size must be smaller than ${MAX_UNPACKED_BYTES} bytes`);
    if (escapes(name)) throw invalid(BROKEN);
    return true;
  };
  try {
    unzip(archive, { filter }, (error, files) => (error === null ? content.resolve(files) : content.reject(error)));
    return Object.entries(await content.promise).map(([name, file]) => [name, name.endsWith('/') ? undefined : file]);
  } catch (error) {
    if (error instanceof FunctionRefused) throw error;
    throw invalid(BROKEN, error);
  }
}

function escapes(name: string): boolean {
  return name.startsWith('/') || name.includes('\\') || name.includes('\0') || normalize(name).startsWith('..');
}

function invalid(message: string, cause?: unknown): FunctionRefused {
  return new FunctionRefused('InvalidZipFileException', message, { cause });
}
