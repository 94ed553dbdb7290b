/**
 * The AWS CLI's `--output text`: tab-separated rows for scripts. Scalars of a structure make one row in the order of
 * their names; what is nested follows in rows that begin with its name in capitals.
 */
import type { Json } from './present.ts';

/** Rows, each with its line break; an empty text for an empty list. */
export function formatText(value: Json): string {
  const rows: string[] = [];
  addRows(rows, value, undefined, undefined);
  return rows.map(row => `${row}\n`).join('');
}

function addRows(rows: string[], value: Json, name: string | undefined, columns: readonly string[] | undefined): void {
  if (Array.isArray(value)) addList(rows, value, name);
  else if (isObject(value)) addObject(rows, value, name, columns);
  else rows.push(scalarText(value));
}

function addList(rows: string[], list: readonly Json[], name: string | undefined): void {
  if (list.some(isObject)) {
    // Structures of one list have the same columns, so that a script can count on their places.
    const columns = new Set<string>();
    for (const each of list.filter(isObject)) for (const key of scalarKeys(each)) columns.add(key);
    for (const each of list) addRows(rows, each, name, [...columns].toSorted());
    return;
  }
  const scalars = list.filter(each => !Array.isArray(each));
  if (name !== undefined) rows.push(...scalars.map(each => `${name.toUpperCase()}\t${scalarText(each)}`));
  else if (scalars.length > 0) rows.push(scalars.map(scalarText).join('\t'));
  for (const each of list.filter(Array.isArray)) addRows(rows, each, name, undefined);
}

function addObject(
  rows: string[],
  object: JsonObject,
  name: string | undefined,
  columns: readonly string[] | undefined,
): void {
  const own = scalarKeys(object);
  const row = (columns ?? own.toSorted()).map(key =>
    scalarText(Object.hasOwn(object, key) ? (object[key] ?? null) : ''),
  );
  if (row.length > 0) rows.push((name === undefined ? row : [name.toUpperCase(), ...row]).join('\t'));
  for (const key of Object.keys(object)
    .filter(each => !own.includes(each))
    .toSorted()) {
    addRows(rows, object[key] ?? null, key, undefined);
  }
}

type JsonObject = { [key: string]: Json };

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function scalarKeys(object: JsonObject): string[] {
  return Object.keys(object).filter(key => typeof object[key] !== 'object' || object[key] === null);
}

/** Python's words, which scripts written for the AWS CLI compare with. */
function scalarText(value: Json): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}
