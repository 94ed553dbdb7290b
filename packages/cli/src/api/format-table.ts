/** `--output table`: for people, not for scripts. */
import type { Json } from './present.ts';

/** A titled table; what is nested gets a table of its own below. */
export function formatTable(title: string, value: Json): string {
  const tables: string[] = [];
  addTable(tables, title, value);
  return tables.join('\n');
}

function addTable(tables: string[], title: string, value: Json): void {
  const entries = Array.isArray(value) ? value : [value];
  if (entries.length === 0) return;
  const rows = rowsOf(entries);
  if (rows !== undefined) {
    tables.push(drawGrid(title, rows));
    return;
  }
  const names = new Set<string>();
  for (const entry of entries) for (const name of Object.keys(fieldsOf(entry))) names.add(name);
  const columns = [...names].filter(name => entries.every(entry => !isNested(fieldsOf(entry)[name] ?? null)));
  if (columns.length > 0) tables.push(drawTable(title, columns, entries.map(fieldsOf)));
  for (const name of names) {
    if (columns.includes(name)) continue;
    for (const entry of entries) addTable(tables, `${title}.${name}`, fieldsOf(entry)[name] ?? []);
  }
}

function drawTable(title: string, columns: readonly string[], entries: readonly Fields[]): string {
  const rows = entries.map(entry => columns.map(column => cell(entry[column])));
  // One structure reads better from top to bottom.
  const isSingle = entries.length === 1;
  if (isSingle) {
    const grid = columns.map((column, i) => [column, rows[0]?.[i] ?? '']);
    return drawGrid(title, grid);
  }
  return drawGrid(title, rows, columns);
}

/** Rows may be of different lengths. */
function drawGrid(title: string, rows: readonly (readonly string[])[], heading?: readonly string[]): string {
  const grid = heading === undefined ? rows : [heading, ...rows];
  const columns = Math.max(...grid.map(row => row.length));
  const widths = Array.from({ length: columns }, (_, i) => Math.max(...grid.map(row => row[i]?.length ?? 0)));
  const rule = `+${widths.map(width => '-'.repeat(width + 2)).join('+')}+`;
  const lines = grid.map(row => `|${widths.map((width, i) => ` ${(row[i] ?? '').padEnd(width)} `).join('|')}|`);
  if (heading !== undefined) lines.splice(1, 0, rule);
  return [title, rule, ...lines, rule, ''].join('\n');
}

/** Of lists of scalars, which `--query 'List[].[A, B]'` makes: their columns have no names. Undefined for anything else. */
function rowsOf(entries: readonly Json[]): string[][] | undefined {
  const rows = entries.filter(Array.isArray);
  if (rows.length < entries.length || rows.some(row => row.length === 0 || row.some(isNested))) return undefined;
  return rows.map(row => row.map(cell));
}

type Fields = { [key: string]: Json };

/** A scalar counts as a structure with one field. */
function fieldsOf(value: Json): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  return { Value: value };
}

function isNested(value: Json): boolean {
  return typeof value === 'object' && value !== null;
}

/** Line breaks and other control characters would break the drawing, or speak to the terminal. */
function cell(value: Json | undefined): string {
  return String(value ?? '').replaceAll(/\p{Cc}/gu, ' ');
}
