import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sts } from '@coffer/wire/services';
import { lazyService } from './lazy-service.ts';

/** What is asked of the operations here needs nothing of a line. */
const NOTHING = {} as never;

function loads(): { service: ReturnType<typeof lazyService<typeof sts>>; count: () => number } {
  let count = 0;
  const operation = {
    parameters: () => ({ shown: true }),
    load: async () => assert.fail('was loaded'),
    identify: async () => assert.fail('was asked'),
  };
  const operations = Object.fromEntries(Object.keys(sts.operations).map(name => [name, operation]));
  const service = lazyService(sts, async () => {
    count += 1;
    return { contract: sts, operations: operations as never };
  });
  return { service, count: () => count };
}

it('loads the operations of a service when the first request asks for one, and once', async () => {
  const { service, count } = loads();
  assert.deepEqual(Object.keys(service.operations), Object.keys(sts.operations));
  assert.equal(service.operations.GetCallerIdentity.parameters({}), undefined);
  assert.equal(count(), 0);

  await assert.rejects(async () => service.operations.GetCallerIdentity.load(NOTHING, {}), /was loaded/);
  await assert.rejects(async () => service.operations.AssumeRole.load(NOTHING, {}), /was loaded/);

  assert.equal(count(), 1);
  assert.deepEqual(service.operations.GetCallerIdentity.parameters({}), { shown: true });
});

it('lets only unsigned operations identify their caller', async () => {
  const { service } = loads();

  const asking = service.operations.AssumeRoleWithSAML.identify?.(NOTHING, NOTHING);

  assert.equal(service.operations.AssumeRole.identify, undefined);
  await assert.rejects(asking ?? Promise.resolve(), /was asked/);
});
