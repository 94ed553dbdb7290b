/** An answer in the form that `--output` and `--query` ask for. */
import { createRequire } from 'node:module';
import { compile, TreeInterpreter } from '@jmespath-community/jmespath';
import type * as Yaml from 'yaml';
import { messageOf, wrongUsage } from '../failure.ts';
import { formatTable } from './format-table.ts';
import { formatText } from './format-text.ts';
import type { Json } from './present.ts';

export const OUTPUTS = ['json', 'text', 'table', 'yaml'] as const;
export type Output = (typeof OUTPUTS)[number];

/** Compiles a JMESPath expression; throws a `Failure` of a wrong usage when it is none. */
export function compileQuery(expression: string): (value: Json) => Json {
  const tree = attempt(() => compile(expression, AS_THE_AWS_CLI));
  return value => attempt(() => TreeInterpreter.search(tree, value)) ?? null;

  function attempt<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      throw wrongUsage(`bad value for \`--query\` \`${expression}\`: ${messageOf(error)}`);
    }
  }
}

/** A text between backticks that is no JSON is that text: AWS's documents write it so. */
const AS_THE_AWS_CLI = { enable_legacy_literals: true };

/** The text to print. An answer without members prints nothing, as in the AWS CLI. */
export function formatOutput(output: Output, title: string, value: Json): string {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0)
    return '';
  switch (output) {
    case 'json':
      return `${JSON.stringify(value, null, 4)}\n`;
    case 'text':
      return formatText(value);
    case 'table':
      return formatTable(title, value);
    case 'yaml':
      return formatYaml(value);
  }
}

/** Its library takes a sixth of a command that prints something else. */
function formatYaml(value: Json): string {
  const { stringify } = createRequire(import.meta.url)('yaml') as typeof Yaml; // what `yaml` exports
  return stringify(value);
}
