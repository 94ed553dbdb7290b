import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as fc from 'fast-check';
import type { Plan, Source, Target } from './replication-plan.ts';
import { planReplication } from './replication-plan.ts';

const WANTED = { kmsKeyId: 'k', overwrites: false };
const SOURCE: Source = {
  labels: [
    { versionId: 'a', stages: ['AWSPREVIOUS'] },
    { versionId: 'b', stages: ['AWSCURRENT'] },
    { versionId: 'p', stages: ['AWSPENDING'] },
  ],
  versions: [
    { versionId: 'a', createdAt: 1, hasValue: true },
    { versionId: 'b', createdAt: 2, hasValue: true },
    { versionId: 'old', createdAt: 0, hasValue: true },
    { versionId: 'p', createdAt: 3, hasValue: false },
  ],
};

function target(relation: Target['relation'], versions: Readonly<Record<string, number | null>> = {}): Target {
  return {
    relation,
    kmsKeyId: 'k',
    versions: Object.entries(versions).map(([versionId, sourceCreatedAt]) => ({ versionId, sourceCreatedAt })),
  };
}

it('copies what is labelled and has a value', () => {
  assert.deepEqual(planReplication(SOURCE, undefined, WANTED), { kind: 'create', copy: ['a', 'b'], remove: [] });
});

it('recorded: a secret of the same name is in the way, unless the request overwrites it', () => {
  assert.deepEqual(planReplication(SOURCE, target('free'), WANTED), { kind: 'refuse' });
  const plan = planReplication(SOURCE, target('free', { a: null }), { ...WANTED, overwrites: true });
  assert.deepEqual(plan, { kind: 'overwrite', copy: ['a', 'b'], remove: [] });
});

it('never overwrites what takes part in another replication', () => {
  assert.deepEqual(planReplication(SOURCE, target('bound'), { ...WANTED, overwrites: true }), { kind: 'refuse' });
});

it('copies anew what the primary has stored anew under the same id, and removes what it no longer has', () => {
  const plan = planReplication(SOURCE, target('own', { a: 0, b: 2, gone: 5, old: 0, p: 2 }), WANTED);

  assert.deepEqual(plan, { kind: 'update', copy: ['a'], remove: ['gone', 'p'] });
});

it('another key makes every labelled version anew', () => {
  const plan = planReplication(SOURCE, target('own', { a: 1, b: 2, old: 0 }), { ...WANTED, kmsKeyId: 'other' });

  assert.deepEqual(plan, { kind: 'update', copy: ['a', 'b'], remove: [] });
});

const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const source: fc.Arbitrary<Source> = fc
  .tuple(
    fc.uniqueArray(fc.record({ versionId: ids, createdAt: fc.nat({ max: 3 }), hasValue: fc.boolean() }), {
      selector: version => version.versionId,
    }),
    fc.uniqueArray(ids),
  )
  .map(([versions, labelled]) => ({
    versions,
    labels: labelled
      .filter(versionId => versions.some(version => version.versionId === versionId))
      .map(versionId => ({ versionId, stages: ['X'] })),
  }));
const own: fc.Arbitrary<Target> = fc.record({
  relation: fc.constant('own' as const),
  kmsKeyId: fc.constantFrom('k', 'l'),
  versions: fc.uniqueArray(fc.record({ versionId: ids, sourceCreatedAt: fc.option(fc.nat({ max: 3 })) }), {
    selector: version => version.versionId,
  }),
});

it('leaves a replica that holds every labelled value and nothing that the primary does not have, and is done then', () => {
  fc.assert(
    fc.property(source, fc.option(own, { nil: undefined }), (primary, before) => {
      const after = carryOut(primary, before, planReplication(primary, before, WANTED));
      const stored = new Map(after.versions.map(version => [version.versionId, version.sourceCreatedAt]));

      for (const { versionId, createdAt, hasValue } of primary.versions) {
        const isLabelled = primary.labels.some(label => label.versionId === versionId);
        if (isLabelled && hasValue) assert.equal(stored.get(versionId), createdAt);
        if (stored.has(versionId)) assert.equal(stored.get(versionId), createdAt);
      }
      for (const versionId of stored.keys()) {
        assert.ok(primary.versions.some(version => version.versionId === versionId && version.hasValue));
      }
      assert.deepEqual(planReplication(primary, after, WANTED), { kind: 'update', copy: [], remove: [] });
    }),
  );
});

function carryOut(primary: Source, before: Target | undefined, plan: Plan): Target {
  assert.ok(plan.kind !== 'refuse');
  const versions = new Map(before?.versions.map(version => [version.versionId, version]));
  for (const versionId of plan.remove) versions.delete(versionId);
  for (const { versionId, createdAt: sourceCreatedAt } of primary.versions) {
    if (plan.copy.includes(versionId)) versions.set(versionId, { versionId, sourceCreatedAt });
  }
  return { relation: 'own', kmsKeyId: WANTED.kmsKeyId, versions: [...versions.values()] };
}
