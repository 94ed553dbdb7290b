import { writeSync } from 'node:fs';
import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';

/** The operator's log: JSON lines on standard error. Never holds secrets, credentials or request bodies. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/**
 * A log that never waits for its reader: strangers decide how much is logged, and must not be able to stop the server
 * by it. Of what nobody reads in time a part is kept and the rest counted.
 */
export function makeLog(level: string): Log {
  // Makes Node.js open the stream, which sets pipes and sockets (not files and terminals) to non-blocking.
  void process.stderr;
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      serializers: { error: pino.stdSerializers.err },
    },
    new PatientWriter(2),
  );
}

/** What waits for a reader, in bytes; lines beyond it are dropped. */
const MAX_WAITING_BYTES = 1_048_576;
/** How long until a full pipe is tried again, in milliseconds. */
const RETRY_MS = 20;

/**
 * Writes lines to a non-blocking descriptor. What does not fit waits, bounded, and is tried again from time to time and
 * when the process exits; it never keeps the process alive. When lines were dropped, a line says how many.
 */
class PatientWriter implements DestinationStream {
  readonly #fd: number;
  readonly #waiting: Buffer[] = [];
  readonly #atExit = () => this.#flush();
  #waitingBytes = 0;
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(fd: number) {
    this.#fd = fd;
  }

  write(line: string): void {
    const bytes = Buffer.from(line);
    if (this.#waitingBytes + bytes.byteLength > MAX_WAITING_BYTES) {
      this.#dropped += 1;
      return;
    }
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.byteLength;
    // While the timer runs the pipe is full: a try for each line would be work that strangers can cause.
    if (this.#timer === undefined) this.#flush();
  }

  /** Writes what the descriptor takes now. */
  #flush(): void {
    clearTimeout(this.#timer);
    const wasWaiting = this.#timer !== undefined;
    this.#timer = undefined;
    let outcome = this.#writeWaiting();
    if (outcome === 'written' && this.#dropped > 0) {
      const told = this.#dropped;
      this.#dropped = 0;
      this.#push(Buffer.from(droppedLine(told)));
      outcome = this.#writeWaiting();
      if (outcome === 'failed') this.#dropped = told;
    }
    if (outcome === 'full') {
      this.#timer = setTimeout(() => this.#flush(), RETRY_MS).unref();
      if (!wasWaiting) process.on('exit', this.#atExit);
    } else if (wasWaiting) {
      process.off('exit', this.#atExit);
    }
  }

  #writeWaiting(): 'written' | 'full' | 'failed' {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      try {
        const written = writeSync(this.#fd, first);
        this.#waitingBytes -= written;
        if (written < first.byteLength) this.#waiting[0] = first.subarray(written);
        else this.#waiting.shift();
      } catch (error) {
        if (isFullPipe(error)) return 'full';
        // The reader is gone or the disk is full: there is no place to tell that, and nothing to wait for.
        this.#dropped += this.#waiting.length;
        this.#waiting.length = 0;
        this.#waitingBytes = 0;
        return 'failed';
      }
    }
    return 'written';
  }

  #push(bytes: Buffer): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.byteLength;
  }
}

function isFullPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN';
}

/** Spelled as pino spells its lines; 40 is its `warn`. */
function droppedLine(dropped: number): string {
  return `${JSON.stringify({ level: 40, time: new Date().toISOString(), dropped, msg: 'log lines were dropped: nobody read them in time' })}\n`;
}
