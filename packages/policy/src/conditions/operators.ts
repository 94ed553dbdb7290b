import type { OperatorName, Quantifier } from '../policy.ts';

/** How a value is compared. */
export type Comparison =
  | 'text'
  | 'text-ignoring-case'
  | 'pattern'
  | 'number'
  | 'date'
  | 'boolean'
  | 'binary'
  | 'address'
  | 'arn'
  | 'null';

/** How a number or a date must stand to the policy's value; everything else compares for `equal`. */
export type Relation = 'equal' | 'less' | 'less-or-equal' | 'greater' | 'greater-or-equal';

export interface Operator {
  readonly compares: Comparison;
  /** The condition holds where the comparison does not. */
  readonly negated: boolean;
  readonly relation: Relation;
}

/** An operator as a document writes it: `ForAnyValue:StringLikeIfExists`. */
export interface WrittenOperator {
  readonly operator: OperatorName;
  readonly quantifier?: Quantifier;
  readonly ifExists: boolean;
}

/**
 * Reads an operator's name, case-sensitively; undefined when there is no such operator. IfExists does not go with Null
 * (IAM User Guide, "Condition operators").
 */
export function readOperator(written: string): WrittenOperator | undefined {
  const colon = written.indexOf(':');
  const quantifier = colon === -1 ? undefined : QUANTIFIERS.get(written.slice(0, colon));
  if (colon !== -1 && quantifier === undefined) {
    return undefined;
  }

  const rest = written.slice(colon + 1);
  const ifExists = rest.endsWith(IF_EXISTS);
  const operator = ifExists ? rest.slice(0, -IF_EXISTS.length) : rest;
  if (!isOperatorName(operator) || (ifExists && operator === 'Null')) {
    return undefined;
  }
  return { operator, ifExists, ...(quantifier && { quantifier }) };
}

function isOperatorName(name: string): name is OperatorName {
  return Object.hasOwn(OPERATORS, name);
}

const IF_EXISTS = 'IfExists';

const QUANTIFIERS: ReadonlyMap<string, Quantifier> = new Map([
  ['ForAnyValue', 'ForAnyValue'],
  ['ForAllValues', 'ForAllValues'],
]);

function holds(compares: Comparison, relation: Relation = 'equal'): Operator {
  return { compares, negated: false, relation };
}

function holdsNot(compares: Comparison): Operator {
  return { compares, negated: true, relation: 'equal' };
}

/** All operators of IAM. ArnEquals and ArnLike do the same. */
export const OPERATORS: Readonly<Record<OperatorName, Operator>> = {
  StringEquals: holds('text'),
  StringNotEquals: holdsNot('text'),
  StringEqualsIgnoreCase: holds('text-ignoring-case'),
  StringNotEqualsIgnoreCase: holdsNot('text-ignoring-case'),
  StringLike: holds('pattern'),
  StringNotLike: holdsNot('pattern'),
  NumericEquals: holds('number'),
  NumericNotEquals: holdsNot('number'),
  NumericLessThan: holds('number', 'less'),
  NumericLessThanEquals: holds('number', 'less-or-equal'),
  NumericGreaterThan: holds('number', 'greater'),
  NumericGreaterThanEquals: holds('number', 'greater-or-equal'),
  DateEquals: holds('date'),
  DateNotEquals: holdsNot('date'),
  DateLessThan: holds('date', 'less'),
  DateLessThanEquals: holds('date', 'less-or-equal'),
  DateGreaterThan: holds('date', 'greater'),
  DateGreaterThanEquals: holds('date', 'greater-or-equal'),
  Bool: holds('boolean'),
  BinaryEquals: holds('binary'),
  IpAddress: holds('address'),
  NotIpAddress: holdsNot('address'),
  ArnEquals: holds('arn'),
  ArnLike: holds('arn'),
  ArnNotEquals: holdsNot('arn'),
  ArnNotLike: holdsNot('arn'),
  Null: holds('null'),
};
