import type { Row } from './row.ts';
import { verdictOf } from './statistics.ts';
import type { Target } from './statistics.ts';

const HEAD = ['what', 'subject', 'reference', 'ratio or figure [min..max]', 'target', 'verdict', 'CPU µs a request'];

/** All rows as a table of Markdown, its columns aligned for terminals. */
export function tableOf(rows: readonly Row[]): string {
  return alignedTable([HEAD, ...rows.map(cellsOf)]);
}

/** Cells as a table of Markdown; the first row is the head. */
export function alignedTable(cells: readonly (readonly string[])[]): string {
  const head = cells[0] ?? [];
  const widths = head.map((_, column) => Math.max(...cells.map(row => row[column]?.length ?? 0)));
  const lines = cells.map(row => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  const rule = `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

function cellsOf({ what, subject, reference, value, unit, target, cpu }: Row): string[] {
  const { median, min, max } = value;
  const figure = min === max ? `${short(median)}${unit}` : `${short(median)}${unit} [${short(min)}..${short(max)}]`;
  const promised = target === undefined ? '' : `${limitOf(target)}${unit}`;
  const verdict = target === undefined ? 'information' : verdictOf(value, target);
  return [what, subject, reference, figure, promised, verdict, cpu];
}

function limitOf(target: Target): string {
  return 'atLeast' in target ? `>= ${target.atLeast}` : `<= ${target.atMost}`;
}

/** Three digits that count. */
function short(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2);
}
