import type { Scope } from '../../pipeline/operation.ts';
import type { Parameter } from './rows.ts';
import type { Stretch } from './store.ts';
import { listParameters } from './store.ts';

/** A request looks at so many parameters at most; a page may therefore be short, and still have a next one. */
const MAX_SCANNED = 2_000;
/** How many are read at once where not every one of them fits. */
const STRIDE = 250;

/** A page of parameters by path. */
export interface Page {
  readonly found: readonly Parameter[];
  /** The path that the next page begins after; undefined: there is none. */
  readonly end: string | undefined;
}

/** Finds the first parameters of a stretch that fit. */
export async function scan(
  { reader, accountId, region }: Pick<Scope, 'reader' | 'accountId' | 'region'>,
  stretch: Omit<Stretch, 'limit'>,
  fits: ((parameter: Parameter) => boolean) | undefined,
  size: number,
): Promise<Page> {
  // One more than the page holds tells whether there is a next one.
  const limit = fits === undefined ? size + 1 : STRIDE;
  const found: Parameter[] = [];
  let { after } = stretch;
  for (let scanned = 0; scanned < MAX_SCANNED; scanned += limit) {
    const rows = await listParameters(reader, { accountId, region }, { ...stretch, after, limit });
    for (const row of rows) {
      if (fits !== undefined && !fits(row)) continue;
      if (found.length === size) return { found, end: found.at(-1)?.path };
      found.push(row);
    }
    if (rows.length < limit) return { found, end: undefined };
    after = rows.at(-1)?.path;
  }
  return { found, end: after };
}
