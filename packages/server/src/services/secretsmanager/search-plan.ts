/** How the index of searches is asked: which stretches of it hold all candidates, and a condition for rows. */
import { join, sql } from '../../storage/sql.ts';
import type { Sql } from '../../storage/sql.ts';
import type { NameStretch } from './name-stretches.ts';
import { intersectionOf, namesBeginning, namesNotBeginning, unionOf } from './name-stretches.ts';
import type { Bound, WordsBound } from './search-bounds.ts';
import type { Place } from './search-terms.ts';
import { lettersOf } from './search-terms.ts';

/** A value of a filter; several filters must hold, one of a filter's values must. */
export interface BoundValue {
  readonly bound: Bound;
  readonly isNegated: boolean;
}

/** A stretch of an index. */
export type Range =
  | ({ readonly kind: 'name' } & NameStretch)
  | { readonly kind: 'word'; readonly prefix: string; readonly places: readonly Place[] };

/** Stretches that together hold every secret that can fit. */
export type Driver = readonly Range[];

export interface SearchPlan {
  /** A condition for rows of `secret` that holds for all that fits. */
  readonly condition: Sql;
  /** How often the condition compares at most. */
  readonly comparisons: number;
  /** Whether the condition looks at more of a secret than the index of words by age holds. */
  readonly looksAtTags: boolean;
  /** Every name that can fit, in order; undefined: any name can. */
  readonly names: readonly NameStretch[] | undefined;
  /** Any of them will do. Without one the secrets must be read in their order. */
  readonly drivers: readonly Driver[];
}

/** How many drivers are compared: one of each filter. */
const MAX_DRIVERS = 10;

export function planSearch(filters: readonly (readonly BoundValue[])[], includesDeleted: boolean): SearchPlan {
  // What is soonest compared comes first: often the rest is not looked at then.
  const conditions = filters
    .map(values => ({
      values,
      comparisons: values.reduce((sum, value) => sum + comparisonsOf(value, includesDeleted), 0),
    }))
    .toSorted((a, b) => a.comparisons - b.comparisons);
  return {
    condition: join(
      conditions.map(
        ({ values }) =>
          sql`(${join(
            values.map(value => conditionOf(value, includesDeleted)),
            ' or ',
          )})`,
      ),
      ' and ',
    ),
    comparisons: conditions.reduce((sum, { comparisons }) => sum + comparisons, 0),
    looksAtTags: filters.flat().some(value => value.isNegated && tagOf(value) !== undefined),
    names: namesOf(filters),
    drivers: inTurn(filters.map(driversOf)).slice(0, MAX_DRIVERS),
  };
}

/** The first of each, then the second of each, and so on. */
function inTurn<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...lists.map(list => list.length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap(list => list.slice(i, i + 1))).flat();
}

/** A driver holds what every value can fit: that of a single value may be any one of its words. */
function driversOf(values: readonly BoundValue[]): readonly Driver[] {
  const ofEach = values.map(driversOfValue);
  if (ofEach.includes(undefined)) return [];
  const [first, ...others] = ofEach.filter(drivers => drivers !== undefined);
  if (first === undefined || others.length === 0) return first ?? [];
  return [[first, ...others].flatMap(drivers => drivers[0] ?? [])];
}

/** Undefined: it can fit what no stretch holds. */
function driversOfValue(value: BoundValue): readonly Driver[] | undefined {
  const { bound, isNegated } = value;
  if (bound.kind === 'words' && !isNegated)
    return bound.words.map(prefix => [{ kind: 'word', prefix, places: bound.places }]);
  const names = namesOfValue(value);
  return names && [names.map(({ from, to }) => ({ kind: 'name', from, to }))];
}

function namesOf(filters: readonly (readonly BoundValue[])[]): readonly NameStretch[] | undefined {
  const sets = filters.map(namesOfAny).filter(names => names !== undefined);
  return sets.length === 0 ? undefined : intersectionOf(sets);
}

function namesOfAny(values: readonly BoundValue[]): readonly NameStretch[] | undefined {
  const known = values.map(namesOfValue).filter(names => names !== undefined);
  return known.length < values.length ? undefined : unionOf(known.flat());
}

/** The names that a value can fit; undefined: any. */
function namesOfValue({ bound, isNegated }: BoundValue): readonly NameStretch[] | undefined {
  if (bound.kind === 'nothing') return isNegated ? undefined : [];
  if (bound.kind !== 'name') return undefined;
  if (!isNegated) return [namesBeginning(bound.prefix)];
  return bound.isExact ? namesNotBeginning(bound.prefix) : undefined;
}

const TRUE = sql`1 = 1`;
const FALSE = sql`1 = 0`;

function conditionOf({ bound, isNegated }: BoundValue, includesDeleted: boolean): Sql {
  switch (bound.kind) {
    case 'nothing':
      return isNegated ? TRUE : FALSE;
    case 'anything':
      return TRUE;
    case 'name': {
      // Not a range: the secrets are to be read in the order of the list, whatever the engine thinks of the names.
      const beginsSo = sql`substr(name, 1, ${bound.prefix.length}) = ${bound.prefix}`;
      if (!isNegated) return beginsSo;
      return bound.isExact ? sql`not (${beginsSo})` : TRUE;
    }
    case 'words': {
      if (isNegated && bound.tag !== undefined) return hasNoTag(bound.tag);
      if (isNegated && !bound.isExact) return TRUE;
      const has = hasWords(bound, includesDeleted);
      if (isNegated) return sql`not (${has})`;
      // The terms of a secret with too many, and no others: letters come behind digits.
      return sql`(search_terms < ' 0' or (${has}))`;
    }
  }
}

/** Words have no character that means something to `like`. */
function hasWords(bound: WordsBound, includesDeleted: boolean): Sql {
  const letters = lettersIn(bound, includesDeleted);
  const conditions = bound.words.map(
    word =>
      sql`(${join(
        letters.flatMap(letter => patternsOf(` ${letter}${word}`, bound)).map(like => sql`search_terms like ${like}`),
        ' or ',
      )})`,
  );
  return join(conditions, ' and ');
}

/** A term ends at the next one's blank, or with the text. */
function patternsOf(beginning: string, { isWhole = false }: WordsBound): readonly string[] {
  return isWhole ? [`%${beginning} %`, `%${beginning}`] : [`%${beginning}%`];
}

function lettersIn({ places }: WordsBound, includesDeleted: boolean): readonly string[] {
  return places.length > 1 ? ['_'] : lettersOf(places, includesDeleted);
}

/**
 * Tags are compact JSON, in which a quotation mark that belongs to a text is never next to a colon without a backslash.
 * Both engines mind the case here, which `like` does not on SQLite.
 */
function hasNoTag({ part, prefix }: NonNullable<WordsBound['tag']>): Sql {
  return sql`(tags is null or replace(tags, ${`"${part}":"${prefix}`}, '') = tags)`;
}

function tagOf({ bound }: BoundValue): WordsBound['tag'] {
  return bound.kind === 'words' ? bound.tag : undefined;
}

function comparisonsOf({ bound, isNegated }: BoundValue, includesDeleted: boolean): number {
  if (bound.kind !== 'words' || (isNegated && !bound.isExact)) return 1;
  // A place that can be any takes twice as long.
  const ofEach = bound.places.length > 1 ? 2 : lettersIn(bound, includesDeleted).length;
  return bound.words.length * ofEach * (bound.isWhole === true ? 2 : 1);
}
