/** The SQL that finds the next secret, in the order of creation, which has one of a driver's words. */
import type { Reader } from '../../storage/database.ts';
import type { Sql } from '../../storage/sql.ts';
import { join, sql } from '../../storage/sql.ts';
import type { SecretList } from './list-store.ts';
import { behind } from './name-stretches.ts';
import type { Driver } from './search-plan.ts';
import { lettersOf, lettersOfEverywhere } from './search-terms.ts';

export interface NextCandidate {
  /** When it was created; undefined: there is none. */
  readonly time: number | undefined;
  /** How many words were looked at. */
  readonly words: number;
  /** The driver has so many words that not all of them were looked at. */
  readonly isTooMany: boolean;
}

/** How many words that begin as a driver says are looked at, one seek each. */
const MAX_WORDS = 32;
/** How many places. */
const MAX_PLACES = 12;

/** @param driver of words only; `time` is one that nothing before is looked for, in the order of the list */
export async function nextCandidate(
  reader: Reader,
  list: SecretList,
  driver: Driver,
  time: number | undefined,
): Promise<NextCandidate> {
  const places = placesOf(list, driver);
  if (places.length > MAX_PLACES) return { time: undefined, words: 0, isTooMany: true };
  const found = await reader.all<{ words: number; time: number | null }>(
    join(
      places.map(place => nextInPlace(list, place, time)),
      ' union all ',
    ),
  );
  const words = found.reduce((sum, row) => sum + row.words, 0);
  const times = found.map(row => row.time).filter(each => each !== null);
  return {
    time: times.length === 0 ? undefined : list.order.descending ? Math.max(...times) : Math.min(...times),
    words,
    isTooMany: words > MAX_WORDS,
  };
}

/** Words of one place, which begin the same way. */
interface WordsInPlace {
  readonly letter: string;
  readonly from: string;
  /** Excluded. */
  readonly to: string;
}

function placesOf({ includesDeleted }: SecretList, driver: Driver): readonly WordsInPlace[] {
  const words = driver.flatMap(range =>
    range.kind === 'word'
      ? lettersOf(range.places, includesDeleted).map(letter => ({
          letter,
          from: range.prefix,
          to: behind(range.prefix),
        }))
      : [],
  );
  return [...words, ...lettersOfEverywhere(includesDeleted).map(letter => ({ letter, from: '', to: ' ' }))];
}

/** From word to word by a seek each: those of thousands of secrets are often only one or two. */
function nextInPlace(list: SecretList, { letter, from, to }: WordsInPlace, time: number | undefined): Sql {
  const { accountId, region, order } = list;
  const inPlace = sql`account_id = ${accountId} and region = ${region} and place = ${letter}`;
  const [first, isAhead] = order.descending ? [sql`max`, sql`<=`] : [sql`min`, sql`>=`];
  const since = time === undefined ? sql`` : sql`and created_at ${isAhead} ${time}`;
  return sql`
    select words, time
    from (
      with recursive known (known) as (
        select min(word) from secret_word where ${inPlace} and word >= ${from} and word < ${to}
        union all
        select (select min(word) from secret_word where ${inPlace} and word > known and word < ${to})
        from known
        where known is not null
      )
      select count(*) as words, ${first}(time) as time
      from (
        select (select ${first}(created_at) from secret_word where ${inPlace} and word = known ${since}) as time
        from (select known from known where known is not null limit ${MAX_WORDS + 1}) w
      ) t
    ) n`;
}
