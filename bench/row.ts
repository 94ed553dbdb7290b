import type { Round } from './rounds.ts';
import { medianOf, spreadOf } from './statistics.ts';
import type { Spread, Target } from './statistics.ts';

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly subject: string;
  /** What it is compared with; empty for absolute figures. */
  readonly reference: string;
  /** A ratio where there is a reference, else the figure itself. */
  readonly value: Spread;
  /** Of the value: empty for ratios. */
  readonly unit: string;
  /** Absent: for information. */
  readonly target?: Target;
  /** Microseconds of CPU a request, of the subject and the reference. */
  readonly cpu: string;
}

/** A round of both sides. */
export interface Pair {
  readonly subject: Round;
  readonly reference: Round;
}

/** How many requests a second, as a share of the reference's. */
export function rateRow(what: string, pairs: readonly Pair[], target?: Target): Row {
  return compare(what, pairs, { of: rateOf, unit: '/s', target });
}

/** The time that one request in a hundred exceeds, as a multiple of the reference's. */
export function slowestRow(what: string, pairs: readonly Pair[], target?: Target): Row {
  return { ...compare(what, pairs, { of: round => round.p99Micros, unit: ' µs', target }), cpu: '' };
}

/** The usual time of a request, as a multiple of the reference's. */
export function latencyRow(what: string, pairs: readonly Pair[], target?: Target): Row {
  return compare(what, pairs, { of: round => round.p50Micros, unit: ' µs', target });
}

/** A figure without a reference. */
export function figureRow(what: string, values: readonly number[], unit: string, target?: Target): Row {
  const value = spreadOf(values);
  return { what, subject: '', reference: '', value, unit, cpu: '', ...(target === undefined ? {} : { target }) };
}

/** A whole number with its thousands apart. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function compare(
  what: string,
  pairs: readonly Pair[],
  figure: { readonly of: (round: Round) => number; readonly unit: string; readonly target: Target | undefined },
): Row {
  const { of, unit, target } = figure;
  const typical = (side: keyof Pair, get: (round: Round) => number) => medianOf(pairs.map(pair => get(pair[side])));
  return {
    what,
    subject: `${whole(typical('subject', of))}${unit}`,
    reference: `${whole(typical('reference', of))}${unit}`,
    value: spreadOf(pairs.map(({ subject, reference }) => of(subject) / of(reference))),
    unit: '',
    cpu: `${whole(typical('subject', cpuOf))} / ${whole(typical('reference', cpuOf))}`,
    ...(target === undefined ? {} : { target }),
  };
}

function rateOf({ requests, seconds }: Round): number {
  return requests / seconds;
}

function cpuOf({ cpuMicros, requests }: Round): number {
  return cpuMicros / requests;
}
