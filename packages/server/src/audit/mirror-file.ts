import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A file, pipe or device that whole lines are appended to. It never waits for a reader for long: a pipe that nobody has
 * open for reading cannot be opened, and one that nobody empties takes no more.
 */
export class MirrorFile {
  readonly #file: FileHandle;
  readonly #isRegular: boolean;
  /** A line of which a pipe has taken the beginning, and what it has not taken. */
  #cut: { readonly line: Buffer; readonly rest: Buffer } | undefined;

  private constructor(file: FileHandle, isRegular: boolean) {
    this.#file = file;
    this.#isRegular = isRegular;
  }

  /**
   * Makes the file with mode 0600 when it is missing. A line that was cut short before gets its end.
   *
   * @throws Error of the system; `ENXIO` when it is a pipe without a reader
   */
  static async open(path: string): Promise<MirrorFile> {
    const file = await open(path, FLAGS, 0o600);
    try {
      const stats = await file.stat();
      const isRegular = stats.isFile();
      if (isRegular && stats.size > 0 && !(await endsWithNewline(path, stats.size))) await file.appendFile('\n');
      return new MirrorFile(file, isRegular);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /**
   * Appends lines, each with its newline, and syncs a regular file. How many are in it as a whole: fewer than given when
   * a pipe took nothing for half a second. The next call then begins with the first of the others.
   *
   * @throws Error of the system; then it is unknown what was written
   */
  async append(lines: readonly Buffer[]): Promise<number> {
    if (this.#isRegular) {
      await this.#file.appendFile(Buffer.concat(lines));
      await this.#file.datasync();
      return lines.length;
    }
    // A pipe takes up to PIPE_BUF bytes (4,096 on Linux) as a whole or not at all: so hardly a line is ever cut.
    for (const [i, line] of lines.entries()) {
      if (!(await this.#writeToPipe(line))) return i;
    }
    return lines.length;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #writeToPipe(line: Buffer): Promise<boolean> {
    const whole = this.#toWrite(line);
    let rest = whole;
    let tries = 0;
    while (rest.byteLength > 0) {
      const written = await this.#tryWrite(rest);
      rest = rest.subarray(written);
      tries = written > 0 ? 0 : tries + 1;
      if (tries === MAX_TRIES) {
        if (rest.byteLength < whole.byteLength) this.#cut = { line, rest };
        return false;
      }
      if (tries > 0) await sleep(TRY_MS);
    }
    this.#cut = undefined;
    return true;
  }

  #toWrite(line: Buffer): Buffer {
    if (this.#cut === undefined) return line;
    // Another line than before: then the cut one is ended, and will come again as a whole.
    return this.#cut.line.equals(line) ? this.#cut.rest : Buffer.concat([NEWLINE, line]);
  }

  /** How many bytes the pipe takes now. */
  async #tryWrite(bytes: Buffer): Promise<number> {
    try {
      return (await this.#file.write(bytes)).bytesWritten;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 0;
      throw error;
    }
  }
}

/** Without O_NONBLOCK a pipe would hold a thread until somebody reads, and the end of the process with it. */
const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;
const NEWLINE = Buffer.from('\n');
const TRY_MS = 20;
const MAX_TRIES = 25;

async function endsWithNewline(path: string, size: number): Promise<boolean> {
  await using file = await open(path, 'r');
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.equals(NEWLINE);
}
