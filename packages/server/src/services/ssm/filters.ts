/**
 * ParameterFilters: which of the listed parameters are shown.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html
 */
import { AwsError } from '@coffer/wire';
import { ssmError } from './errors.ts';
import { pathOf } from './parameter-arn.ts';
import { hierarchyOf, isBelow } from './hierarchy.ts';
import type { Parameter } from './rows.ts';
import { tagsIn } from './rows.ts';
import { contains } from './substring.ts';

/** A filter as requests bring it. */
export interface ParameterFilter {
  readonly Key: string;
  readonly Option?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

/** The keys that an operation knows, and the options of each; `tag:` stands for every key of a tag. */
export type FilterRules = ReadonlyMap<string, readonly string[]>;

/** What GetParametersByPath filters by (recorded). */
export const PATH_FILTERS: FilterRules = new Map([
  ['Type', ['BeginsWith', 'Equals']],
  ['KeyId', ['BeginsWith', 'Equals']],
  ['Label', ['Equals']],
]);

/** What DescribeParameters filters by; the order of the keys is not known. */
export const DESCRIBE_FILTERS: FilterRules = new Map([
  ['Name', ['BeginsWith', 'Contains', 'Equals']],
  ['Type', ['BeginsWith', 'Equals']],
  ['KeyId', ['BeginsWith', 'Equals']],
  ['Path', ['OneLevel', 'Recursive']],
  ['Tier', ['BeginsWith', 'Equals']],
  ['DataType', ['BeginsWith', 'Equals']],
  ['tag:', ['Equals']],
]);

/** Filters made ready: all of them must hold, each for one of its values. */
export interface CompiledFilters {
  fits(parameter: Parameter): boolean;
  /** Parameters are shown in the version with this label. */
  readonly label: string | undefined;
  /** Only these paths can fit. */
  readonly only: readonly string[] | undefined;
}

/** @throws AwsError InvalidFilterKey, InvalidFilterOption, InvalidFilterValue */
export function compileFilters(filters: readonly ParameterFilter[], rules: FilterRules): CompiledFilters {
  const tests = filters.map(filter => compile(filter, rules));
  const names = filters.find(({ Key, Option }) => Key === 'Name' && (Option ?? 'Equals') === 'Equals');
  return {
    fits: parameter => tests.every(test => test(parameter)),
    label: filters.find(({ Key }) => Key === 'Label')?.Values?.[0],
    only: names?.Values?.map(pathOf),
  };
}

type Test = (parameter: Parameter) => boolean;

function compile({ Key, Option, Values }: ParameterFilter, rules: FilterRules): Test {
  const tagKey = Key.startsWith('tag:') ? Key.slice('tag:'.length) : undefined;
  const options = rules.get(tagKey === undefined ? Key : 'tag:');
  if (options === undefined) {
    const known = [...rules.keys()].join(', ');
    const message = `The following filter key is not valid: ${Key}. Valid filter keys include: [${known}].`;
    throw new AwsError('InvalidFilterKey', message);
  }
  const option = Option ?? (Key === 'Path' ? 'OneLevel' : 'Equals');
  if (!options.includes(option)) {
    const message = `The following filter option is not valid: ${option}. Valid options include: [${options.join(', ')}].`;
    throw ssmError('InvalidFilterOption', message);
  }
  // A tag's key without values asks for the key alone.
  if (tagKey !== undefined) return hasTag(tagKey, Values);
  if (Values === undefined) throw invalidValue(`The following filter values are missing : null for filter key ${Key}.`);
  if (Key === 'Label') {
    if (Values.length > 1) throw invalidValue('The following filter Label can have only one value');
    return () => true;
  }
  return anyOf(Values.map(value => compileValue(Key, option, value)));
}

function compileValue(key: string, option: string, value: string): Test {
  if (key === 'Path') {
    const below = hierarchyOf(value);
    return ({ path }) => isBelow(path, below, option === 'Recursive');
  }
  if (key === 'Name' && option === 'Equals') return ({ path }) => path === pathOf(value);
  const holds = textTest(option, value);
  // A name means the same with and without its first slash.
  if (key === 'Name') return ({ path, name }) => holds(path) || holds(name);
  return parameter => holds(textOf(parameter, key));
}

function textTest(option: string, value: string): (text: string) => boolean {
  if (option === 'Contains') return contains(value);
  return option === 'BeginsWith' ? text => text.startsWith(value) : text => text === value;
}

function textOf({ type, key_id, tier, data_type }: Parameter, key: string): string {
  if (key === 'Type') return type;
  if (key === 'Tier') return tier;
  return key === 'DataType' ? data_type : (key_id ?? '');
}

function hasTag(key: string, values: readonly string[] | undefined): Test {
  return parameter => {
    const tag = tagsIn(parameter).find(({ Key }) => Key === key);
    return tag !== undefined && (values === undefined || values.includes(tag.Value));
  };
}

function anyOf(tests: readonly Test[]): Test {
  return parameter => tests.some(test => test(parameter));
}

function invalidValue(message: string): AwsError {
  return new AwsError('InvalidFilterValue', message);
}
