import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import type { Redacted } from '@coffer/wire';
import type { Clock } from '../clock.ts';
import type { FunctionLogEvent } from './function-runtime.ts';
import { LineSplitter, MAX_LINE_LENGTH } from './line-splitter.ts';
import { formsOf, maskForms } from './mask.ts';

export interface OutputLogOptions {
  readonly clock: Clock;
  append(events: readonly FunctionLogEvent[]): void;
  /** What must not be seen, at this moment. */
  secrets(): readonly Redacted<string>[];
}

/** What Invoke hands out as the tail of the log, in bytes. */
const TAIL_BYTES = 4_096;
/** What a process may print at once, and then each second; beyond it is made to wait, as for a slow terminal. */
const BURST_BYTES = 2_097_152;
const BYTES_PER_SECOND = 1_048_576;
/** How often a stream that had to wait is looked at, in milliseconds. */
const PAUSE_MS = 100;
/** How long the end of an invocation waits for what was printed in it, in milliseconds. */
const SETTLE_MS = 1_000;
/** Turns of the loop without output after which there is none. */
const QUIET_TURNS = 3;

/** Everything that one process and the runtime on its behalf write, in order, masked and bounded. */
export class OutputLog {
  readonly #options: OutputLogOptions;
  readonly #splitters: LineSplitter[] = [];
  readonly #paused = new Set<Readable>();
  #budget = BURST_BYTES;
  #refilledAt: number;
  #received = 0;
  #isEnded = false;
  #tail = '';

  constructor(options: OutputLogOptions) {
    this.#options = options;
    this.#refilledAt = options.clock.now();
  }

  /** Reads what the process prints until the stream ends. */
  attach(stream: Readable): void {
    const splitter = new LineSplitter();
    this.#splitters.push(splitter);
    stream.on('data', (chunk: Uint8Array) => {
      this.#received += chunk.byteLength;
      this.#print(splitter.push(chunk));
      this.#charge(stream, chunk.byteLength);
    });
    // A pipe that breaks is a process that ended, and that is seen elsewhere.
    stream.on('error', () => {});
  }

  /** A line of the platform: `START`, `REPORT`. */
  line(message: string): void {
    this.#print([message]);
  }

  /** From here on lines belong to another invocation. */
  beginTail(): void {
    this.#tail = '';
  }

  /** The last 4 KB since then. */
  tail(): string {
    return lastBytes(this.#tail);
  }

  /** Resolves when what was printed before is in the log, the last line even if it has no end; waits a second at most. */
  async settled(): Promise<void> {
    const end = performance.now() + SETTLE_MS;
    // What a process wrote before it answered is in the pipe by now: turns of the loop read it until there is no more.
    for (let quietTurns = 0; quietTurns < QUIET_TURNS && performance.now() < end;) {
      const before = this.#received;
      await (this.#paused.size > 0 ? sleep(PAUSE_MS / 2) : turn());
      quietTurns = this.#received === before && this.#paused.size === 0 ? quietTurns + 1 : 0;
    }
    for (const splitter of this.#splitters) {
      const rest = splitter.rest();
      if (rest !== '') this.#print([rest]);
    }
  }

  /** Nothing waits any more: the process is gone. */
  end(): void {
    this.#isEnded = true;
    for (const stream of this.#paused) stream.resume();
    this.#paused.clear();
  }

  #print(lines: readonly string[]): void {
    if (lines.length === 0) return;
    const forms = formsOf(this.#options.secrets());
    const timestamp = this.#options.clock.now();
    const events = lines
      .map(line => maskForms(line, forms).slice(0, MAX_LINE_LENGTH))
      // CloudWatch Logs has no empty events.
      .filter(message => message !== '')
      .map(message => ({ timestamp, message }));
    if (events.length === 0) return;
    this.#tail = (this.#tail + events.map(({ message }) => `${message}\n`).join('')).slice(-TAIL_BYTES);
    this.#options.append(events);
  }

  #charge(stream: Readable, bytes: number): void {
    this.#budget -= bytes;
    if (this.#budget > 0 || this.#isEnded) return;
    stream.pause();
    this.#paused.add(stream);
    setTimeout(() => this.#refill(stream), PAUSE_MS).unref();
  }

  #refill(stream: Readable): void {
    if (this.#isEnded) return;
    const now = this.#options.clock.now();
    const earned = (Math.max(0, now - this.#refilledAt) / 1000) * BYTES_PER_SECOND;
    this.#budget = Math.min(BURST_BYTES, this.#budget + earned);
    this.#refilledAt = now;
    if (this.#budget > 0) {
      this.#paused.delete(stream);
      stream.resume();
    } else setTimeout(() => this.#refill(stream), PAUSE_MS).unref();
  }
}

function lastBytes(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.byteLength <= TAIL_BYTES) return text;
  let start = bytes.byteLength - TAIL_BYTES;
  // Not in the middle of a character.
  while (((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return bytes.toString('utf8', start);
}
