import { readAddressRange } from '../conditions/addresses.ts';
import { readDate } from '../conditions/dates.ts';
import { readNumber } from '../conditions/numbers.ts';
import { type Comparison, OPERATORS, readOperator } from '../conditions/operators.ts';
import type { Condition } from '../policy.ts';
import type { Report } from './rules.ts';
import { readConditionValues, readObject } from './values.ts';

/** Reads a Condition element: operators, each with keys, each with values. */
export function parseConditions(value: unknown, path: string, report: Report): Condition[] {
  const block = readObject(value);
  if (block === undefined) {
    report('syntax', path);
    return [];
  }
  return [...block].flatMap(([operator, keys]) => parseOperator(operator, keys, `${path}.${operator}`, report));
}

function parseOperator(written: string, value: unknown, path: string, report: Report): Condition[] {
  const keys = readObject(value);
  const operator = readOperator(written);
  // IAM minds an operator that it does not know only when it has a key.
  if (keys === undefined || (operator === undefined && keys.size > 0)) {
    report('syntax', path);
    return [];
  }
  return [...keys].flatMap(([key, keyValue]): Condition[] => {
    const keyPath = `${path}.${key}`;
    const values = readConditionValues(keyValue);
    if (values === undefined || operator === undefined) {
      report('syntax', keyPath);
      return [];
    }
    if (!values.every(text => hasForm(text, OPERATORS[operator.operator].compares))) {
      report('legacy', keyPath);
    }
    return [{ ...operator, key, values }];
  });
}

/** A value that the operator can never compare is refused: a Deny that rests on it would deny nothing. */
function hasForm(text: string, compares: Comparison): boolean {
  switch (compares) {
    case 'number':
      return readNumber(text) !== undefined;
    case 'date':
      return readDate(text) !== undefined;
    case 'address':
      return readAddressRange(text) !== undefined;
    case 'boolean':
      return /^(?:true|false)$/i.test(text) || text.includes('${');
    case 'null':
      return /^(?:true|false)$/i.test(text);
    default:
      return true;
  }
}
