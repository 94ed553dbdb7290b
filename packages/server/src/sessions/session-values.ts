import type { Redacted } from '@coffer/wire';
import type { Clock } from '../clock.ts';

/** Of one session; the oldest values go first. */
const MAX_VALUES = 512;
const MAX_CHARACTERS = 2_097_152;
/** Sessions at one time: as many processes would not find room. */
const MAX_SESSIONS = 1_024;

interface Session {
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  readonly values: Map<string, Redacted<string>>;
  characters: number;
}

/**
 * What sessions of functions have fetched, in memory and for as long as their credentials are good: the runtime masks it
 * in what they print. Of sessions that nobody watches nothing is kept.
 */
export class SessionValues {
  readonly #clock: Clock;
  readonly #sessions = new Map<string, Session>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From now on what these temporary credentials fetch is remembered. */
  watch(accessKeyId: string, expiresAt: number): void {
    const now = this.#clock.now();
    for (const [id, session] of this.#sessions) if (session.expiresAt <= now) this.#sessions.delete(id);
    const [oldest] = this.#sessions.keys();
    if (oldest !== undefined && this.#sessions.size >= MAX_SESSIONS) this.#sessions.delete(oldest);
    this.#sessions.set(accessKeyId, { expiresAt, values: new Map(), characters: 0 });
  }

  isWatched(accessKeyId: string): boolean {
    return this.#sessions.size > 0 && this.#sessions.has(accessKeyId);
  }

  remember(accessKeyId: string, value: Redacted<string>): void {
    const session = this.#sessions.get(accessKeyId);
    const text = value.unwrap();
    if (session === undefined || text.length > MAX_CHARACTERS) return;
    // What was fetched again is the newest.
    if (!session.values.delete(text)) session.characters += text.length;
    session.values.set(text, value);
    for (const oldest of session.values.keys()) {
      if (session.values.size <= MAX_VALUES && session.characters <= MAX_CHARACTERS) break;
      session.values.delete(oldest);
      session.characters -= oldest.length;
    }
  }

  of(accessKeyId: string): readonly Redacted<string>[] {
    return [...(this.#sessions.get(accessKeyId)?.values.values() ?? [])];
  }
}
