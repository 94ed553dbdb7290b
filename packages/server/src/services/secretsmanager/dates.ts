const MS_PER_DAY = 86_400_000;

/** Midnight (UTC) of a moment's day: LastAccessedDate is cut to it. */
export function dayOf(ms: number): number {
  return Math.floor(ms / MS_PER_DAY) * MS_PER_DAY;
}
