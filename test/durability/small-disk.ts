import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, open, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A file system of its own, mounted in a temporary folder; needs root. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** Leaves not one free block. */
  fill(): Promise<void>;
  /** Gives back what `fill` took. */
  free(): void;
}

/** A tmpfs of this size. */
export async function mountMemory(bytes: number): Promise<SmallDisk> {
  const path = await mkdtemp(join(tmpdir(), 'coffer-disk-'));
  await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=0700`, 'tmpfs', path]);
  return smallDisk(path, () => run('umount', [path]));
}

/** An ext4 in a file, which can be made read-only beneath a program that has files open on it, as a failing disk is. */
export async function mountExt4(
  bytes: number,
): Promise<SmallDisk & { failReadOnly(): Promise<void>; repair(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'coffer-ext4-'));
  const image = join(folder, 'image');
  const path = join(folder, 'mounted');
  await mkdir(path);
  await (await open(image, 'wx')).close();
  await truncate(image, bytes);
  await run('mkfs.ext4', ['-q', image]);
  const mount = () => run('mount', ['-o', 'loop', image, path]);
  await mount();
  const disk = smallDisk(path, async () => {
    await run('umount', [path]);
    await rm(folder, { recursive: true });
  });
  return {
    ...disk,
    // ext4's own means of testing: it acts as after an error of the disk (errors=remount-ro).
    async failReadOnly() {
      await run('mount', ['-o', 'remount,abort', path]);
    },
    async repair() {
      await run('umount', [path]);
      await mount();
    },
  };
}

/** Why mounts cannot be tried here; false when they can. */
export async function mountsImpossible(): Promise<string | false> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'mounting needs root on Linux';
  try {
    await using _ = await mountMemory(65_536);
    return false;
  } catch {
    return 'this machine does not let root mount';
  }
}

function smallDisk(path: string, unmount: () => Promise<unknown>): SmallDisk {
  const ballast = join(path, 'ballast');
  return {
    path,
    async fill() {
      await using file = await open(ballast, 'a');
      for (let size = 1_048_576; size >= 1; size = Math.floor(size / 2)) await writeUntilFull(file, Buffer.alloc(size));
    },
    free: () => rmSync(ballast),
    async [Symbol.asyncDispose]() {
      await unmount();
      await rm(path, { recursive: true, force: true });
    },
  };
}

async function writeUntilFull(file: Awaited<ReturnType<typeof open>>, block: Buffer): Promise<void> {
  try {
    for (;;) {
      const { bytesWritten } = await file.write(block);
      if (bytesWritten < block.byteLength) return;
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
}
