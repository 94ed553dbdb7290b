/** The file of `--config`: a YAML mapping from flag names to values. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import { messageOf, wrongUsage } from './failure.ts';

/** Values as text by key, in the file's order. Throws a `Failure` of exit code 2; keys are the flag parser's to judge. */
export function readConfigFile(path: string): Map<string, readonly string[]> {
  let content: unknown;
  // Loaded where there is such a file: its 75 modules would be a tenth of every start.
  const { parse } = createRequire(import.meta.url)('yaml') as typeof Yaml;
  try {
    // Failsafe: every scalar stays the text that was written, so that account 012345678901 keeps its zero.
    content = parse(readFileSync(path, 'utf8'), { schema: 'failsafe', maxAliasCount: 0 });
  } catch (error) {
    throw wrongUsage(`cannot read the configuration file \`${path}\`: ${messageOf(error)}`);
  }
  if (content === null || content === undefined || content === '') return new Map();
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw wrongUsage(`the configuration file \`${path}\` holds no mapping of keys to values`);
  }
  return new Map(Object.entries(content).map(([key, value]) => [key, textsOf(path, key, value)]));
}

function textsOf(path: string, key: string, value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(each => textOf(path, key, each)) : [textOf(path, key, value)];
}

function textOf(path: string, key: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw wrongUsage(`\`${key}\` in \`${path}\` is neither a value nor a list of values`);
}
