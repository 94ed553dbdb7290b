/** Where functions of tests wait for each other and for the test: what runs at the same time is there at the same time. */
import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunnableFunction } from './function-runtime.ts';
import { nodeFunction } from './runtime.test-support.ts';

/** Guards against waiting for ever. */
const LIMIT_MS = 60_000;

/** Comes to the meeting of its event, waits to be let go, and answers with a number that is another in every process. */
export function meetingFunction(): RunnableFunction {
  return nodeFunction(`const who = Math.random();
    exports.handler = async ({ url }) => { await (await fetch(url)).text(); return who; };`);
}

export class Meeting implements AsyncDisposable {
  /** Who came, in the order of coming. */
  readonly came: string[] = [];
  readonly #server: Server;
  readonly #waiting: ServerResponse[] = [];
  #isOver = false;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.came.push(request.url?.slice(1) ?? '');
      if (this.#isOver) response.end();
      else this.#waiting.push(response);
    });
  }

  static async open(): Promise<Meeting> {
    const meeting = new Meeting();
    meeting.#server.listen(0, '127.0.0.1');
    await once(meeting.#server, 'listening');
    return meeting;
  }

  /** The event for a function that comes under this name. */
  as(name: string): { readonly url: string } {
    const address = this.#server.address();
    return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/${name}` };
  }

  /** Waits until so many have come, and a moment in which more would come; gives who. */
  async of(count: number): Promise<readonly string[]> {
    const deadline = Date.now() + LIMIT_MS;
    while (this.came.length < count) {
      if (Date.now() > deadline) throw new Error(`${this.came.length} of ${count} have come`);
      await sleep(10);
    }
    await sleep(300);
    return this.came.toSorted();
  }

  /** Lets go who is there and who comes later. */
  end(): void {
    this.#isOver = true;
    for (const response of this.#waiting.splice(0)) response.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.end();
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}
