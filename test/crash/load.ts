import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../support/spawn-client.ts';
import { SpawnClient } from '../support/spawn-client.ts';
import type { SecretState, Step } from './model.ts';
import { after, nextStep, requestOf } from './model.ts';
import type { Random } from './random.ts';

/** One request of a load. Its id is its User-Agent, by which its audit record is found even when no answer came. */
export interface Sent {
  readonly id: string;
  readonly step: Step;
  /** Undefined: no answer came, or one that leaves open what was done. */
  answer: Answer | undefined;
  /** Places in the order of all sendings and answers of the load. */
  readonly sentAt: number;
  answeredAt: number;
}

/** A secret that one client at a time writes: after each answer there is exactly one state that it can be in. */
export interface OwnedSecret {
  readonly name: string;
  /** As the answers have made it. */
  state: SecretState | undefined;
  /** The request whose outcome is not known; nothing more is sent to this secret then. */
  open: Sent | undefined;
}

/** What a load has done until the server went away. */
export interface Load {
  readonly owned: readonly OwnedSecret[];
  /** A secret that every client writes at the same time, each request a version of its own. */
  readonly hot: string;
  readonly hotPuts: readonly Sent[];
  /** Every request, in the order of sending. */
  readonly sent: readonly Sent[];
  /** Answers that no order of the requests explains. */
  readonly wrong: readonly string[];
}

export interface LoadOptions {
  readonly url: string;
  /** Begins the names of the load's secrets and requests. */
  readonly prefix: string;
  readonly random: Random;
  readonly clients: number;
  /**
   * Resolves when the clients are to stop: they end with the request in flight, or with the first error of the
   * connection.
   */
  readonly until: AbortSignal;
  /** The database may go away beneath a server that lives: errors of the server's then leave the outcome open. */
  readonly mayFail?: boolean;
}

/**
 * Writes and reads with several clients at once until it is told to stop or the server is gone. When this resolves the
 * load goes on; `underWay` resolves when so many requests were answered that there is something to lose, and `done` is
 * what it came to.
 */
export async function startLoad(
  options: LoadOptions,
): Promise<{ readonly underWay: Promise<void>; readonly done: Promise<Load> }> {
  const { url, prefix, random, clients } = options;
  const hot = `${prefix}/hot`;
  using first = new SpawnClient(url);
  await first.must('secretsmanager', 'CreateSecret', { Name: hot, ClientRequestToken: random.uuid() });
  const run = new Run(options, hot);
  const ends = Array.from({ length: clients }, (_, client) => run.client(client));
  const done = Promise.all(ends).then(() => run);
  return { underWay: Promise.race([run.underWay, done.then(() => undefined)]), done };
}

class Run implements Load {
  readonly owned: OwnedSecret[] = [];
  readonly hot: string;
  readonly hotPuts: Sent[] = [];
  readonly sent: Sent[] = [];
  readonly wrong: string[] = [];
  readonly #options: LoadOptions;
  readonly #underWay = Promise.withResolvers<void>();
  #order = 0;
  #answers = 0;

  constructor(options: LoadOptions, hot: string) {
    this.#options = options;
    this.hot = hot;
  }

  get underWay(): Promise<void> {
    return this.#underWay.promise;
  }

  async client(number: number): Promise<void> {
    const { url, prefix, random, until } = this.#options;
    using client = new SpawnClient(url);
    const mine: OwnedSecret[] = Array.from({ length: SECRETS_EACH }, (_, i) => {
      return { name: `${prefix}/${number}/${i}`, state: undefined, open: undefined };
    });
    this.owned.push(...mine);
    while (!until.aborted) {
      const usable = mine.filter(secret => secret.open === undefined);
      const isHot = usable.length === 0 || (this.hotPuts.length < MAX_HOT_PUTS && random.next() < 0.15);
      if (isHot && this.hotPuts.length >= MAX_HOT_PUTS) return;
      const isConnected = isHot ? await this.#putHot(client) : await this.#step(client, random.pick(usable));
      if (!isConnected) return;
    }
  }

  /** False when the server is gone. */
  async #step(client: SpawnClient, secret: OwnedSecret): Promise<boolean> {
    const step = nextStep(this.#options.random, secret.state);
    const expected = after(secret.state, step);
    const sent = await this.#send(client, secret.name, step);
    const { answer } = sent;
    const isAsExpected = answer !== undefined && answer.status === (expected === 'refused' ? 400 : 200);
    if (isAsExpected && expected !== 'refused') secret.state = expected;
    if (!isAsExpected) secret.open = sent;
    if (answer === undefined) return this.#goesOn();
    // With a database that goes away, an error may follow what was done after all.
    if (!isAsExpected && this.#options.mayFail !== true) {
      this.wrong.push(`${sent.id} ${JSON.stringify(step)}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
    if (!isAsExpected) sent.answer = undefined;
    return true;
  }

  async #putHot(client: SpawnClient): Promise<boolean> {
    const token = this.#options.random.uuid();
    const sending = this.#send(client, this.hot, { kind: 'put', token, value: token }, this.hotPuts);
    const sent = await sending;
    if (sent.answer === undefined) return this.#goesOn();
    if (sent.answer.status === 200) return true;
    if (this.#options.mayFail !== true) this.wrong.push(`${sent.id}: ${JSON.stringify(sent.answer)}`);
    sent.answer = undefined;
    return true;
  }

  async #goesOn(): Promise<boolean> {
    if (this.#options.mayFail === true) await sleep(20);
    return this.#options.mayFail === true;
  }

  async #send(client: SpawnClient, name: string, step: Step, also?: Sent[]): Promise<Sent> {
    const id = `${this.#options.prefix} ${this.sent.length}`;
    const sent: Sent = { id, step, answer: undefined, sentAt: this.#order++, answeredAt: Number.POSITIVE_INFINITY };
    this.sent.push(sent);
    also?.push(sent);
    const [operation, input] = requestOf(name, step);
    try {
      sent.answer = await client.call('secretsmanager', operation, input, id);
      sent.answeredAt = this.#order++;
      this.#answers += 1;
      if (this.#answers === ENOUGH_ANSWERS) this.#underWay.resolve();
    } catch {
      // The server is gone: whether the request was carried out shows later.
    }
    return sent;
  }
}

const SECRETS_EACH = 3;
const ENOUGH_ANSWERS = 8;
/** A secret takes 200 versions a day. */
const MAX_HOT_PUTS = 150;
