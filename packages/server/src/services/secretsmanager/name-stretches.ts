/** Stretches of names: what filters for names leave of a list, in the order of its names. */

/** Names from one (included) up to another (excluded; undefined: to the end). Both are printable ASCII. */
export interface NameStretch {
  readonly from: string;
  readonly to: string | undefined;
}

const ALL: readonly NameStretch[] = [{ from: '', to: undefined }];

/** All names that begin so; the prefix is printable ASCII, and not empty. */
export function namesBeginning(prefix: string): NameStretch {
  return { from: prefix, to: behind(prefix) };
}

/** All names that do not begin so. */
export function namesNotBeginning(prefix: string): readonly NameStretch[] {
  return [
    { from: '', to: prefix },
    { from: behind(prefix), to: undefined },
  ];
}

/** The first text behind all that begin so. */
export function behind(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}

/** What is in one of the stretches, in order, each name once. */
export function unionOf(stretches: readonly NameStretch[]): readonly NameStretch[] {
  const united: NameStretch[] = [];
  for (const each of stretches.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = united.at(-1);
    if (last === undefined || (last.to !== undefined && last.to < each.from)) united.push(each);
    else united[united.length - 1] = { from: last.from, to: laterEnd(last.to, each.to) };
  }
  return united;
}

/** What is in all of the sets, each of which is a union; of none of them it is everything. */
export function intersectionOf(sets: readonly (readonly NameStretch[])[]): readonly NameStretch[] {
  return sets.reduce((left, right) => left.flatMap(a => right.flatMap(b => overlapOf(a, b))), ALL);
}

function overlapOf(a: NameStretch, b: NameStretch): readonly NameStretch[] {
  const from = a.from < b.from ? b.from : a.from;
  const to = earlierEnd(a.to, b.to);
  return to === undefined || from < to ? [{ from, to }] : [];
}

function laterEnd(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || b === undefined ? undefined : a < b ? b : a;
}

function earlierEnd(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined) return b;
  return b === undefined || a < b ? a : b;
}
