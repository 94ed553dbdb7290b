/**
 * A pattern as a set of states, 32 to a word (the Shift-And method of Baeza-Yates and Gonnet, with a loop at each
 * star). State i means: the first i tokens, stars not counted, have been matched. For each character c of the text:
 *
 * ```
 * next = ((now & states whose next token fits c) << 1) | (now & states with a star that may take c)
 * ```
 *
 * A character of the pattern has a whole mask only when it occurs more often than there are words, else the list of
 * its places; so the masks together are never larger than a few times the pattern.
 */
import type { Meter } from './meter.ts';
import { COLON, MANY, MANY_IN_FIELD, ONE, ONE_IN_FIELD, type Tokens } from './tokens.ts';

export interface StateSet {
  readonly words: number;
  readonly lastState: number;
  readonly masks: ReadonlyMap<number, Uint32Array>;
  readonly places: ReadonlyMap<number, readonly number[]>;
  /** States whose next token is `?`, and those where it may not be a colon. */
  readonly ones: Uint32Array;
  readonly onesInField: Uint32Array;
  /** States with a star, and those whose star may not take a colon. */
  readonly stars: Uint32Array;
  readonly starsInField: Uint32Array;
}

export function stateSet(tokens: Tokens): StateSet {
  const lastState = tokens.filter(token => token !== MANY && token !== MANY_IN_FIELD).length;
  const words = (lastState >>> 5) + 1;
  const [ones, onesInField] = [new Uint32Array(words), new Uint32Array(words)];
  const [stars, starsInField] = [new Uint32Array(words), new Uint32Array(words)];
  const byCode = new Map<number, number[]>();

  let state = 0;
  for (const token of tokens) {
    switch (token) {
      case MANY:
        setBit(stars, state);
        break;
      case MANY_IN_FIELD:
        setBit(starsInField, state);
        break;
      case ONE:
        setBit(ones, state++);
        break;
      case ONE_IN_FIELD:
        setBit(onesInField, state++);
        break;
      default: {
        const places = byCode.get(token);
        if (places === undefined) {
          byCode.set(token, [state++]);
        } else {
          places.push(state++);
        }
      }
    }
  }

  const masks = new Map<number, Uint32Array>();
  const fewPlaces = new Map<number, readonly number[]>();
  for (const [code, places] of byCode) {
    if (places.length > words) {
      masks.set(code, maskOf(places, words));
    } else {
      fewPlaces.set(code, places);
    }
  }
  return { words, lastState, masks, places: fewPlaces, ones, onesInField, stars, starsInField };
}

/** Whether the set accepts the whole text. */
export function runStates(set: StateSet, text: string, meter?: Meter): boolean {
  const now = new Uint32Array(set.words);
  const hits = new Uint32Array(set.words);
  now[0] = 1;
  let steps = 0;
  let isAlive = true;
  for (let index = 0; index < text.length && isAlive; index++) {
    const code = text.charCodeAt(index);
    const places = set.places.get(code);
    if (places !== undefined) {
      steps += places.length;
      for (const place of places) {
        setBit(hits, place);
      }
    }
    steps += set.words;
    isAlive = advance(set, now, hits, code);
  }
  if (meter !== undefined) {
    meter.steps += steps;
  }
  return isAlive && ((now[set.lastState >>> 5] ?? 0) & (1 << (set.lastState & 31))) !== 0;
}

/** One character; false when no state is left. Leaves `hits` empty for the next one. */
function advance(set: StateSet, now: Uint32Array, hits: Uint32Array, code: number): boolean {
  const mask = set.masks.get(code);
  const isColon = code === COLON;
  let carry = 0;
  let alive = 0;
  for (let word = 0; word < set.words; word++) {
    const states = now[word] ?? 0;
    const fitting = (hits[word] ?? 0) | (mask?.[word] ?? 0) | (set.ones[word] ?? 0);
    const staying = set.stars[word] ?? 0;
    const moved = states & (isColon ? fitting : fitting | (set.onesInField[word] ?? 0));
    const stayed = states & (isColon ? staying : staying | (set.starsInField[word] ?? 0));
    const next = (moved << 1) | carry | stayed;
    carry = moved >>> 31;
    now[word] = next;
    hits[word] = 0;
    alive |= next;
  }
  return alive !== 0;
}

function maskOf(places: readonly number[], words: number): Uint32Array {
  const mask = new Uint32Array(words);
  for (const place of places) {
    setBit(mask, place);
  }
  return mask;
}

function setBit(bits: Uint32Array, bit: number): void {
  const word = bit >>> 5;
  bits[word] = (bits[word] ?? 0) | (1 << (bit & 31));
}
