/** How the index of searches is asked: which stretches of it hold all candidates, and a condition for rows. */
import { join, sql } from '../../storage/sql.ts';
import type { Sql } from '../../storage/sql.ts';
import type { Bound, WordsBound } from './search-bounds.ts';
import type { Place } from './search-terms.ts';
import { lettersOf, lettersOfEverywhere } from './search-terms.ts';

/** A value of a filter; several filters must hold, one of a filter's values must. */
export interface BoundValue {
  readonly bound: Bound;
  readonly isNegated: boolean;
}

/** A stretch of an index. */
export type Range =
  | { readonly kind: 'name'; readonly prefix: string }
  | { readonly kind: 'word'; readonly prefix: string; readonly places: readonly Place[] };

/** Stretches that together hold every secret that can fit. */
export type Driver = readonly Range[];

export interface SearchPlan {
  /** A condition for rows of `secret` that holds for all that fits. */
  readonly condition: Sql;
  /** Any of them will do. Without one the secrets must be read in their order. */
  readonly drivers: readonly Driver[];
}

/** How many drivers are compared. */
const MAX_DRIVERS = 4;

export function planSearch(filters: readonly (readonly BoundValue[])[], includesDeleted: boolean): SearchPlan {
  return {
    condition: join(
      filters.map(
        values =>
          sql`(${join(
            values.map(value => conditionOf(value, includesDeleted)),
            ' or ',
          )})`,
      ),
      ' and ',
    ),
    drivers: filters.flatMap(driversOf).slice(0, MAX_DRIVERS),
  };
}

/** A driver holds what every value can fit: that of a single value may be any one of its words. */
function driversOf(values: readonly BoundValue[]): readonly Driver[] {
  if (values.some(({ bound, isNegated }) => isNegated || bound.kind === 'anything')) return [];
  const bounds = values.map(({ bound }) => bound).filter(bound => bound.kind !== 'nothing');
  const [only] = bounds;
  if (bounds.length === 1 && only !== undefined) return rangesOf(only).map(range => [range]);
  return [bounds.flatMap(bound => rangesOf(bound).slice(0, 1))];
}

function rangesOf(bound: Bound): readonly Range[] {
  if (bound.kind === 'name') return [{ kind: 'name', prefix: bound.prefix }];
  if (bound.kind !== 'words') return [];
  return bound.words.map(prefix => ({ kind: 'word', prefix, places: bound.places }));
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
      if (isNegated && !bound.isExact) return TRUE;
      const has = hasWords(bound, includesDeleted);
      if (isNegated) return sql`not (${has})`;
      const hasTooMany = sql`search_terms in (${join(lettersOfEverywhere(true).map(letter => sql`${` ${letter}`}`))})`;
      return sql`(${hasTooMany} or (${has}))`;
    }
  }
}

/** Words have no character that means something to `like`. */
function hasWords({ places, words }: WordsBound, includesDeleted: boolean): Sql {
  const isAnywhere = places.length > 1;
  const letters = isAnywhere ? ['_'] : lettersOf(places, includesDeleted);
  const conditions = words.map(
    word =>
      sql`(${join(
        letters.map(letter => sql`search_terms like ${`% ${letter}${word}%`}`),
        ' or ',
      )})`,
  );
  return join(conditions, ' and ');
}
