import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Filter } from './list-filters.ts';
import { compileFilters } from './list-filters.ts';
import { NEVER_ROTATED } from './rotation-row.ts';
import type { SecretRow, Tag } from './rows.ts';

const NO_SECRET: SecretRow = {
  id: '1',
  account_id: '123456789012',
  region: 'us-east-1',
  name: 'n',
  suffix: 'AAAAAA',
  revision: 1,
  description: null,
  kms_key_id: null,
  type: null,
  tags: null,
  stages: '[]',
  current_version_id: null,
  created_at: 0,
  changed_at: 0,
  accessed_at: null,
  deleted_at: null,
  delete_after: null,
  primary_region: null,
  owning_service: null,
  ...NEVER_ROTATED,
};

interface Given {
  readonly name?: string;
  readonly description?: string;
  readonly tags?: readonly Tag[];
  readonly primary_region?: string;
  readonly owning_service?: string;
}

function fits(filters: readonly Filter[] | Filter, { tags, ...given }: Given): boolean {
  const secret = { ...NO_SECRET, ...given, tags: tags === undefined ? null : JSON.stringify(tags) };
  return compileFilters('length' in filters ? filters : [filters])?.fits(secret) ?? true;
}

it('filters names and tags by prefixes that mind the case', () => {
  const name = (value: string) => ({ Key: 'name', Values: [value] });
  const tags = [{ Key: 'Team', Value: 'Payments' }, { Key: 'empty' }];

  assert.equal(fits(name('prod/'), { name: 'prod/db' }), true);
  assert.equal(fits(name('Prod'), { name: 'prod/db' }), false);
  assert.equal(fits(name('db'), { name: 'prod/db' }), false);
  assert.equal(fits({ Key: 'tag-key', Values: ['Te'] }, { tags }), true);
  assert.equal(fits({ Key: 'tag-key', Values: ['te'] }, { tags }), false);
  assert.equal(fits({ Key: 'tag-value', Values: ['Pay'] }, { tags }), true);
  assert.equal(fits({ Key: 'tag-value', Values: ['Team'] }, { tags }), false);
  assert.equal(fits({ Key: 'tag-key', Values: ['T'] }, {}), false);
});

it('filters descriptions by words, each a prefix of some word, whatever the case', () => {
  const described = (value: string) =>
    fits({ Key: 'description', Values: [value] }, { description: 'One and twoThree' });

  assert.equal(described('one'), true);
  assert.equal(described('TWO on'), true);
  assert.equal(described('three'), true);
  assert.equal(described('one four'), false);
  assert.equal(described('ne'), false);
  assert.equal(fits({ Key: 'description', Values: ['n'] }, { name: 'n' }), false);
});

it('looks with `all` into name, description, tag keys and tag values', () => {
  const all = { Key: 'all', Values: ['foo'] };

  assert.equal(fits(all, { name: 'bar/foo-baz' }), true);
  assert.equal(fits(all, { name: 'barFooBaz' }), true);
  assert.equal(fits(all, { description: 'a FOO' }), true);
  assert.equal(fits(all, { tags: [{ Key: 'foo', Value: '1' }] }), true);
  assert.equal(fits(all, { tags: [{ Key: '1', Value: 'foo' }] }), true);
  assert.equal(fits(all, { name: 'barfoo' }), false);
});

it('finds nothing for a value of nothing but separators', () => {
  for (const value of ['/', '-', ' ', '']) {
    assert.equal(fits({ Key: 'all', Values: [value] }, { name: 'a/b-c' }), false, value);
  }
});

it('takes one of several values, all of several filters, and what `!` does not match', () => {
  const foo = { Key: 'name', Values: ['foo', 'bar'] };
  const right = { Key: 'tag-value', Values: ['right'] };
  const tags = [{ Key: 'k', Value: 'right' }];

  assert.equal(fits(foo, { name: 'bar' }), true);
  assert.equal(fits([foo, right], { name: 'bar', tags }), true);
  assert.equal(fits([foo, right], { name: 'bar' }), false);
  assert.equal(fits({ Key: 'name', Values: ['!foo'] }, { name: 'foobar' }), false);
  assert.equal(fits({ Key: 'name', Values: ['!foo'] }, { name: 'bar' }), true);
  assert.equal(fits({ Key: 'owning-service', Values: ['rds'] }, {}), false);
  assert.equal(fits({ Key: 'primary-region', Values: ['!us-east-1'] }, {}), true);
});

it('filters primary regions and owning services by the whole of their name', () => {
  const owner = (value: string) => ({ Key: 'owning-service', Values: [value] });

  assert.equal(fits(owner('events'), { owning_service: 'events' }), true);
  assert.equal(fits(owner('event'), { owning_service: 'events' }), false);
  assert.equal(fits(owner('Events'), { owning_service: 'events' }), false);
  assert.equal(fits(owner('!events'), { owning_service: 'events' }), false);
  assert.equal(fits(owner('!events'), {}), true);
  assert.equal(fits({ Key: 'primary-region', Values: ['us-east-1'] }, { primary_region: 'us-east-1' }), true);
  assert.equal(fits({ Key: 'primary-region', Values: ['us-east'] }, { primary_region: 'us-east-1' }), false);
  assert.equal(fits(owner('events'), { tags: [{ Key: 'owner', Value: 'events' }] }), false);
});

it('refuses a filter without key or values', () => {
  const code = { code: 'InvalidParameterException' };

  assert.throws(() => compileFilters([{ Values: ['x'] }]), { ...code, message: 'Invalid filter key' });
  assert.throws(() => compileFilters([{ Key: '__proto__', Values: ['x'] }]), code);
  assert.throws(() => compileFilters([{ Key: 'name' }]), { ...code, message: 'Invalid filter values for key: name' });
  assert.throws(() => compileFilters([{ Key: 'name', Values: [] }]), code);
});
