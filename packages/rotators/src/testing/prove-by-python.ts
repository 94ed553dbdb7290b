import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bench } from './engine-bench.ts';
import type { PythonDriver } from './python-driver.ts';
import { useByPython, withoutPythonDriver } from './python-driver.ts';

/** Declares tests that ask a driver which has nothing to do with the one that rotates. */
export function proveByPython(driver: PythonDriver, bench: () => Bench): void {
  const skip = withoutPythonDriver(driver);

  test(
    `${driver} of Python: the new password of a single user is accepted, the old one refused`,
    { skip },
    async () => {
      const { coffer, database, single, store } = bench();
      const secretId = await store();
      const before = await coffer.read(secretId);

      await coffer.rotate(single, secretId);

      const after = await coffer.read(secretId);
      await use(driver, database.port, after);
      await assert.rejects(use(driver, database.port, before), /[Ll]ogin failed|Authentication failed/);
    },
  );

  test(`${driver} of Python: both of two alternating users are accepted`, { skip }, async () => {
    const { coffer, database, alternating, storeAlternating } = bench();
    const secretId = await storeAlternating();

    await coffer.rotate(alternating, secretId);

    for (const stage of ['AWSCURRENT', 'AWSPREVIOUS'])
      await use(driver, database.port, await coffer.read(secretId, stage));
  });
}

function use(driver: PythonDriver, port: number, members: ReadonlyMap<string, string>): Promise<void> {
  return useByPython(driver, port, members.get('username') ?? '', members.get('password') ?? '');
}
