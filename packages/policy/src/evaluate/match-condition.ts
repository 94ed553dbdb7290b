import type { CompiledCondition, ConditionTest, TextValue } from '../compile/compile-condition.ts';
import { matchesArnValue, matchesPattern } from '../compile/pattern.ts';
import { isInRange, readAddress } from '../conditions/addresses.ts';
import { readDate } from '../conditions/dates.ts';
import { readNumber } from '../conditions/numbers.ts';
import type { Relation } from '../conditions/operators.ts';
import { type Context, type ContextScalar, type ContextValue, contextText, isList } from '../context.ts';
import { resolveText, type Template } from '../matching/template.ts';

/**
 * Whether a condition holds for a request. A key that is absent, or whose list is empty, makes `...IfExists` and
 * ForAllValues hold, ForAnyValue fail, negated operators hold and the others fail (IAM User Guide, "Condition
 * operators", "Set operators for multivalued context keys").
 *
 * An operator without a quantifier asks of a key with several values whether any of them fits; negated, whether none
 * does.
 */
export function matchesCondition(condition: CompiledCondition, context: Context): boolean {
  const value = context.get(condition.key);
  const isAbsent = value === undefined || (isList(value) && value.length === 0);
  if (condition.test.type === 'null') {
    return condition.test.wanted.includes(isAbsent);
  }
  if (isAbsent) {
    return condition.ifExists || holdsWithoutKey(condition);
  }
  return holdsForValue(condition, value, context);
}

function holdsWithoutKey(condition: CompiledCondition): boolean {
  switch (condition.quantifier) {
    case 'ForAllValues':
      return true;
    case 'ForAnyValue':
      return false;
    case undefined:
      return condition.negated;
  }
}

function holdsForValue(condition: CompiledCondition, value: ContextValue, context: Context): boolean {
  const { negated, quantifier, test } = condition;
  if (!isList(value)) {
    return matchesScalar(test, value, context) !== negated;
  }
  switch (quantifier) {
    case 'ForAllValues':
      return value.every(each => matchesScalar(test, each, context) !== negated);
    case 'ForAnyValue':
      return value.some(each => matchesScalar(test, each, context) !== negated);
    case undefined:
      return value.some(each => matchesScalar(test, each, context)) !== negated;
  }
}

/** Whether one value of the request fits one of the policy's. A value of the wrong form fits none. */
function matchesScalar(test: ConditionTest, value: ContextScalar, context: Context): boolean {
  switch (test.type) {
    case 'text':
      return matchesText(test.values, contextText(value), test.ignoreCase, context);
    case 'pattern': {
      const text = contextText(value);
      for (const pattern of test.patterns) {
        if (matchesPattern(pattern, text, context)) {
          return true;
        }
      }
      return false;
    }
    case 'arn': {
      const text = contextText(value);
      return test.patterns.some(pattern => matchesArnValue(pattern, text, context));
    }
    case 'number':
      return isRelated(numberOf(value), test.relation, test.values);
    case 'date':
      return isRelated(dateOf(value), test.relation, test.values);
    case 'address': {
      const address = typeof value === 'string' ? readAddress(value) : undefined;
      return address !== undefined && test.ranges.some(range => isInRange(address, range));
    }
    case 'null':
      return false;
  }
}

function matchesText(values: readonly TextValue[], text: string, ignoreCase: boolean, context: Context): boolean {
  const folded = ignoreCase ? text.toLowerCase() : text;
  for (const value of values) {
    const wanted = typeof value === 'string' ? value : resolvedText(value, ignoreCase, context);
    if (wanted === folded) {
      return true;
    }
  }
  return false;
}

function resolvedText(value: Template, ignoreCase: boolean, context: Context): string | undefined {
  const wanted = resolveText(value, context);
  return ignoreCase ? wanted?.toLowerCase() : wanted;
}

function numberOf(value: ContextScalar): number | undefined {
  return typeof value === 'number' ? value : typeof value === 'string' ? readNumber(value) : undefined;
}

const MS_PER_SECOND = 1000;

/** A number is what `aws:EpochTime` is: seconds since 1970. */
function dateOf(value: ContextScalar): number | undefined {
  switch (typeof value) {
    case 'object':
      return value.epochMs;
    case 'number':
      return value * MS_PER_SECOND;
    case 'string':
      return readDate(value);
    default:
      return undefined;
  }
}

function isRelated(value: number | undefined, relation: Relation, limits: readonly number[]): boolean {
  return value !== undefined && limits.some(limit => RELATIONS[relation](value, limit));
}

const RELATIONS: Readonly<Record<Relation, (value: number, limit: number) => boolean>> = {
  equal: (value, limit) => value === limit,
  less: (value, limit) => value < limit,
  'less-or-equal': (value, limit) => value <= limit,
  greater: (value, limit) => value > limit,
  'greater-or-equal': (value, limit) => value >= limit,
};
