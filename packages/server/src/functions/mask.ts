import type { Redacted } from '@coffer/wire';

/** What stands in a log where a fetched value stood. */
export const MASK = '****';
/** Shorter values are words that stand in any text. */
const MIN_LENGTH = 4;
/** Names in the JSON of a secret whose values are no secrets, and that a log without them could not be read by. */
const HARMLESS: ReadonlySet<string> = new Set([
  'engine',
  'host',
  'port',
  'dbname',
  'dbInstanceIdentifier',
  'dbClusterIdentifier',
  'masterarn',
  'ssl',
  'username',
]);

/** Every form in which the values may stand in one line, the longest first so that no part of one is left over. */
export function formsOf(values: readonly Redacted<string>[]): readonly string[] {
  const forms = new Set<string>();
  for (const value of values) {
    const text = value.unwrap();
    addForms(text, forms);
    for (const part of partsOf(text)) addForms(part, forms);
  }
  return [...forms].toSorted((a, b) => b.length - a.length);
}

/** The text with every one of the forms replaced. Linear in the text for each form. */
export function maskForms(text: string, forms: readonly string[]): string {
  return forms.reduce((masked, form) => masked.replaceAll(form, MASK), text);
}

/** The text itself, each of its lines (it may be printed over several), and both as JSON escapes them. */
function addForms(text: string, forms: Set<string>): void {
  for (const line of [text, ...text.split(/\r\n|\r|\n/)]) {
    const trimmed = line.trim();
    for (const form of [line, trimmed]) {
      if (form.length < MIN_LENGTH) continue;
      forms.add(form);
      // Python's json.dumps leaves no character beyond ASCII; JSON in a JSON string is escaped twice.
      for (const once of [escaped(form), asciiOnly(escaped(form))]) forms.add(once).add(escaped(once));
      // Python's repr and Node.js's inspect: in quotes of which none is in the text, or with escaped ones.
      const doubled = form.replaceAll('\\', '\\\\');
      forms.add(doubled).add(doubled.replaceAll("'", "\\'"));
    }
  }
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function asciiOnly(text: string): string {
  return text.replace(/[\u007f-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The strings in a secret that is a JSON object: functions log the password, not the whole. */
function partsOf(text: string): readonly string[] {
  if (!text.trimStart().startsWith('{')) return [];
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return [];
    return Object.entries(parsed).flatMap(([name, value]) =>
      typeof value === 'string' && !HARMLESS.has(name) ? [value] : [],
    );
  } catch {
    // A secret that only looks like JSON is masked as a whole.
    return [];
  }
}
