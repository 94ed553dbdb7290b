import { type AddressRange, readAddressRange } from '../conditions/addresses.ts';
import { readDate } from '../conditions/dates.ts';
import { readNumber } from '../conditions/numbers.ts';
import { OPERATORS, type Relation } from '../conditions/operators.ts';
import { hasVariables, readTemplate, resolveText, type Template } from '../matching/template.ts';
import type { Condition, PolicyVersion, Quantifier } from '../policy.ts';
import { type ArnValue, compileArnValue, compileTextPattern, type Pattern } from './pattern.ts';

export interface CompiledCondition {
  /** In lower case. */
  readonly key: string;
  readonly quantifier: Quantifier | undefined;
  readonly ifExists: boolean;
  readonly negated: boolean;
  readonly test: ConditionTest;
  /** As the author wrote it, for explanations. */
  readonly source: Condition;
}

/** What a single value of the request is compared with. One of the policy's values is enough. */
export type ConditionTest =
  /** With `ignoreCase` fixed values are in lower case. */
  | { readonly type: 'text'; readonly values: readonly TextValue[]; readonly ignoreCase: boolean }
  | { readonly type: 'pattern'; readonly patterns: readonly Pattern[] }
  | { readonly type: 'arn'; readonly patterns: readonly ArnValue[] }
  | { readonly type: 'number' | 'date'; readonly relation: Relation; readonly values: readonly number[] }
  | { readonly type: 'address'; readonly ranges: readonly AddressRange[] }
  | { readonly type: 'null'; readonly wanted: readonly boolean[] };

/** Text to be equal to: fixed, or made for each request. */
export type TextValue = string | Template;

export function compileCondition(condition: Condition, version: PolicyVersion): CompiledCondition {
  return {
    key: condition.key.toLowerCase(),
    quantifier: condition.quantifier,
    ifExists: condition.ifExists,
    negated: OPERATORS[condition.operator].negated,
    test: compileTest(condition, version),
    source: condition,
  };
}

function compileTest(condition: Condition, version: PolicyVersion): ConditionTest {
  const { compares, relation } = OPERATORS[condition.operator];
  const { values } = condition;
  switch (compares) {
    case 'binary':
      return { type: 'text', ignoreCase: false, values };
    case 'text':
      return { type: 'text', ignoreCase: false, values: values.map(value => textValue(value, version)) };
    case 'text-ignoring-case':
    case 'boolean':
      return { type: 'text', ignoreCase: true, values: values.map(value => inLowerCase(textValue(value, version))) };
    case 'pattern':
      return { type: 'pattern', patterns: values.map(value => compileTextPattern(value, version)) };
    case 'arn':
      return { type: 'arn', patterns: values.map(value => compileArnValue(value, version)) };
    case 'number':
      return { type: 'number', relation, values: present(values.map(readNumber)) };
    case 'date':
      return { type: 'date', relation, values: present(values.map(readDate)) };
    case 'address':
      return { type: 'address', ranges: present(values.map(readAddressRange)) };
    case 'null':
      return { type: 'null', wanted: values.map(value => value.toLowerCase() === 'true') };
  }
}

/** What the request makes is put into lower case then. */
function inLowerCase(value: TextValue): TextValue {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function textValue(text: string, version: PolicyVersion): TextValue {
  const template = readTemplate(text, version);
  return hasVariables(template) ? template : (resolveText(template, new Map()) ?? text);
}

/** The parser refuses values of the wrong form, so nothing is lost here. */
function present<T>(values: readonly (T | undefined)[]): T[] {
  return values.filter(value => value !== undefined);
}
