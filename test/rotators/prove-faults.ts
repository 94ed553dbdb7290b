/** Functions that go wrong, and databases that do: AWSCURRENT stays, something says why, and the next attempt heals it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { Gate } from '../../packages/rotators/src/testing/gate.ts';
import type { FunctionBench, UploadedFunction } from './function-bench.ts';

/** A function of `handlers/`, and where it runs. */
export interface Faulty {
  readonly bench: FunctionBench;
  readonly functionName: string;
  readonly arn: string;
  readonly code: UploadedFunction;
}

/** How functions go wrong, by the tag `fault` of their secret, and what the record of the failure calls it. */
const FAULTS: readonly (readonly [name: string, fault: string, kind: RegExp])[] = [
  ['raises', 'setSecret raise', /during setSecret step: the function failed \((?:RuntimeError|RangeError)\)/],
  ['exits', 'setSecret exit', /during setSecret step: the function failed \(Runtime\.ExitError\)/],
  ['answers what is no JSON', 'createSecret unreadable', /during createSecret step: .*\(Runtime\.MarshalError\)/],
  ['answers nonsense and has done nothing', 'finishSecret idle', /AWSCURRENT/],
];

/** Declares the tests. */
export function proveFaults(faulty: () => Faulty): void {
  for (const [name, fault, kind] of FAULTS) {
    test(`one that ${name}: the record says why, and the rotation heals`, async () => {
      const { bench, arn } = faulty();
      const secretId = await bench.store({}, fault);
      const earlier = await bench.read(secretId);
      const versionId = await bench.begin(secretId, arn);

      const [reason = ''] = await bench.failed(secretId);

      assert.match(reason, kind);
      assert.deepEqual(await bench.read(secretId), earlier);
      // The one user's password may be another one from setSecret on.
      if (!fault.startsWith('finishSecret')) await bench.use(secretId);
      await bench.secrets.untagResource({ SecretId: secretId, TagKeys: ['fault'] });
      await bench.rotated(secretId, versionId);
      await bench.use(secretId);
      await assert.rejects(bench.database.use(earlier.username, earlier.password));
    });
  }

  test('one that raises with the password in its words: neither the record nor the log has it', async () => {
    const { bench, functionName, arn } = faulty();
    const secretId = await bench.store({}, 'testSecret raise');
    await bench.begin(secretId, arn);

    const reasons = await bench.failed(secretId);

    const { password } = await bench.read(secretId, 'AWSPENDING');
    const log = await bench.log(functionName, 'no login with ****');
    assert.doesNotMatch([log, ...reasons].join('\n'), new RegExp(password));
  });

  test('one that prints the password: the log group has asterisks in its place', async () => {
    const { bench, functionName, arn } = faulty();
    const secretId = await bench.store({}, 'testSecret print');

    await bench.rotated(secretId, await bench.begin(secretId, arn));

    const { password } = await bench.read(secretId);
    const log = await bench.log(functionName, 'password: ****');
    assert.doesNotMatch(log, new RegExp(password));
  });

  test('one that hangs ends at its timeout, and heals when it has more time', async () => {
    const { bench, code } = faulty();
    const arn = await bench.upload('hangs', code, 2);
    const secretId = await bench.store({}, 'createSecret hang');
    const versionId = await bench.begin(secretId, arn);

    const [reason = ''] = await bench.failed(secretId);

    assert.match(reason, /during createSecret step: the function failed \(Sandbox\.Timedout\)/);
    await bench.use(secretId);
    await bench.secrets.untagResource({ SecretId: secretId, TagKeys: ['fault'] });
    await bench.lambda.updateFunctionConfiguration({ FunctionName: 'hangs', Timeout: 30 });
    await bench.rotated(secretId, versionId);
    await bench.use(secretId);
  });

  test('a wrong current password: it stays current, and the rotation heals when the database has it', async () => {
    const { bench, arn } = faulty();
    const { database } = bench;
    const secretId = await bench.store({ password: 'not-the-password' });
    const versionId = await bench.begin(secretId, arn);

    const [reason = ''] = await bench.failed(secretId);

    assert.match(reason, /during setSecret step: the function failed/);
    const { engine, username, password } = await bench.read(secretId);
    assert.equal(password, 'not-the-password');
    await database.use(username, 'the-first-password');
    await database.run?.(setPassword(engine, username, password));
    await bench.rotated(secretId, versionId);
    await bench.use(secretId);
  });

  test('124: a wrong host: what is current stays, and the log names host and port', async () => {
    const { bench, functionName, arn } = faulty();
    // A number of this machine where nobody listens.
    const secretId = await bench.store({ host: '127.0.0.2' });
    const earlier = await bench.read(secretId);
    await bench.begin(secretId, arn);

    const [reason = ''] = await bench.failed(secretId);

    await bench.secrets.cancelRotateSecret({ SecretId: secretId });
    assert.match(reason, /during setSecret step: the function failed/);
    assert.deepEqual(await bench.read(secretId), earlier);
    await bench.use(secretId);
    await bench.log(functionName, `[coffer] could not connect to 127.0.0.2:${earlier.port}: ECONNREFUSED after `);
  });

  test('a database that is down before a step: alternating users keep theirs, and the step succeeds later', async () => {
    const { bench, functionName } = faulty();
    await using gate = await Gate.open(bench.database.port);
    const secretId = await bench.storeAlternating({ port: gate.port });
    const token = randomUUID();
    const { note: _, ...pending } = { note: '', ...(await bench.read(secretId)), password: 'the-second-password' };
    await bench.secrets.putSecretValue({
      SecretId: secretId,
      ClientRequestToken: token,
      SecretString: JSON.stringify({ ...pending, username: `${pending.username}_clone` }),
      VersionStages: ['AWSPENDING'],
    });
    const step = async (Step: string) => {
      const Payload = JSON.stringify({ SecretId: secretId, ClientRequestToken: token, Step });
      return (await bench.lambda.invoke({ FunctionName: functionName, Payload })).FunctionError;
    };

    for (const [name, whenDown] of [
      ['createSecret', undefined],
      ['setSecret', 'Unhandled'],
      ['testSecret', 'Unhandled'],
      ['finishSecret', undefined],
    ] as const) {
      await gate.close();
      assert.equal(await step(name), whenDown, name);
      await bench.use(secretId);
      await gate.open();
      assert.equal(await step(name), undefined, name);
      await bench.use(secretId);
    }

    assert.equal((await bench.read(secretId)).password, 'the-second-password');
    await bench.use(secretId, 'AWSPREVIOUS');
  });
}

function setPassword(engine: string, username: string, password: string): string {
  return engine === 'mariadb'
    ? `set password for '${username}'@'127.0.0.%' = password('${password}')`
    : `alter role ${username} with password '${password}'`;
}
