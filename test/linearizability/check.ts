/**
 * Is there an order of concurrent requests, each between its beginning and its end, in which a state machine gives the
 * answers that were given? Wing and Gong's search, with Lowe's memory of what was tried.
 */

/** One request of a history. Times are of one clock, in any unit. */
export interface Call<Request> {
  readonly request: Request;
  readonly answer: string;
  readonly beganAt: number;
  readonly endedAt: number;
}

/** A state machine that answers one request after the other. */
export interface Machine<State, Request> {
  readonly initial: State;
  readonly apply: (state: State, request: Request) => readonly [next: State, answer: string];
  /** Equal for states that no later answer can tell apart. */
  readonly keyOf: (state: State) => string;
}

/** An order that explains the history; or the longest one that explains its beginning. */
export interface Verdict<Request> {
  readonly isLinearizable: boolean;
  readonly order: readonly Call<Request>[];
}

/** Looks for an order. The work grows with how many requests run at the same time, not with how many there are. */
export function checkHistory<State, Request>(
  machine: Machine<State, Request>,
  history: readonly Call<Request>[],
): Verdict<Request> {
  const calls = history.toSorted((a, b) => a.beganAt - b.beganAt);
  const tried = new Set<string>();
  const path: Frame<State>[] = [frame(machine.initial, calls, new Set())];
  const done = new Set<number>();
  const chosen: number[] = [];
  let best: readonly number[] = [];
  while (chosen.length < calls.length) {
    const top = path.at(-1);
    if (top === undefined) return { isLinearizable: false, order: pick(calls, best) };
    const at = top.candidates.pop();
    if (at === undefined) {
      path.pop();
      const undone = chosen.pop();
      if (undone !== undefined) done.delete(undone);
      continue;
    }
    const call = calls[at];
    const [state, answer] = call === undefined ? [top.state, undefined] : machine.apply(top.state, call.request);
    if (answer !== call?.answer) continue;
    done.add(at);
    const memory = `${bitsOf(done, calls.length)} ${machine.keyOf(state)}`;
    if (tried.has(memory)) {
      done.delete(at);
      continue;
    }
    tried.add(memory);
    chosen.push(at);
    if (chosen.length > best.length) best = [...chosen];
    path.push(frame(state, calls, done));
  }
  return { isLinearizable: true, order: pick(calls, chosen) };
}

interface Frame<State> {
  readonly state: State;
  /** What may come next, not yet tried. */
  readonly candidates: number[];
}

/** Next may come whatever began before the first of the rest ended. */
function frame<State>(
  state: State,
  calls: readonly { readonly beganAt: number; readonly endedAt: number }[],
  done: ReadonlySet<number>,
): Frame<State> {
  const candidates: number[] = [];
  let firstEnd = Number.POSITIVE_INFINITY;
  for (const [at, call] of calls.entries()) {
    if (done.has(at)) continue;
    if (call.beganAt > firstEnd) break;
    firstEnd = Math.min(firstEnd, call.endedAt);
    candidates.push(at);
  }
  // What began after an end that was found later does not count.
  return { state, candidates: candidates.filter(at => (calls[at]?.beganAt ?? 0) <= firstEnd).toReversed() };
}

/** A set of small numbers as a text: what was done before the first gap as its count, then the rest. */
function bitsOf(done: ReadonlySet<number>, length: number): string {
  let gap = 0;
  while (gap < length && done.has(gap)) gap += 1;
  return `${gap} ${[...done]
    .filter(at => at > gap)
    .toSorted((a, b) => a - b)
    .join()}`;
}

function pick<T>(items: readonly T[], places: readonly number[]): T[] {
  return places.flatMap(at => items.slice(at, at + 1));
}
