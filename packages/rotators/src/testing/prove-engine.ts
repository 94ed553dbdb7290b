/** What every rotator for a database has to do, with a real server and a real Coffer. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { alternateName } from '../database/alternate-name.ts';
import type { MakeSteps } from '../skeleton/handler.ts';
import type { ProvenEngine } from './database-under-test.ts';
import type { Bench } from './engine-bench.ts';
import { openBench } from './engine-bench.ts';
import type { SecretMembers, StepName } from './rotating-coffer.ts';

/** Declares the tests, and those that `more` adds. */
export function proveEngine(name: string, proven: ProvenEngine, more: (bench: () => Bench) => void = () => {}): void {
  describe(name, () => {
    let opened: { readonly bench: Bench; readonly stack: AsyncDisposableStack } | undefined;
    const bench = () => {
      assert.ok(opened !== undefined);
      return opened.bench;
    };
    before(async () => {
      await using stack = new AsyncDisposableStack();
      const made = await openBench(proven, stack);
      opened = { bench: made, stack: stack.move() };
    });
    after(() => opened?.stack.disposeAsync());
    afterEach(() => {
      for (const line of bench().coffer.log.splice(0)) {
        for (const password of shown) assert.ok(!line.includes(password), 'a password is in the log');
      }
    });
    const shown = new Set<string>();
    const remember = async (secretId: string) => {
      for (const stage of ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS']) {
        const members = await bench()
          .coffer.read(secretId, stage)
          .catch(() => new Map<string, string>());
        const password = members.get('password');
        if (password !== undefined) shown.add(password);
      }
    };

    for (const strategy of ['single', 'alternating'] as const) {
      describe(`${strategy} user`, () => {
        const store = (members?: SecretMembers, user?: string) =>
          strategy === 'single' ? bench().store(members, user) : bench().storeAlternating(members, user);
        const steps: MakeSteps = world => bench()[strategy](world);

        test('the new password is accepted, and the secret keeps the rest of what it holds', async () => {
          const { coffer, use } = bench();
          const secretId = await store({ note: 'kept' });
          const earlier = await coffer.read(secretId);

          await coffer.rotate(steps, secretId);

          await remember(secretId);
          const now = await coffer.read(secretId);
          await use(secretId);
          assert.equal(now.get('note'), 'kept');
          assert.equal(now.get('host'), earlier.get('host'));
          assert.equal(now.get('password')?.length, proven.engine.password.length);
          assert.equal(await coffer.text(secretId, 'AWSPREVIOUS'), JSON.stringify(Object.fromEntries(earlier)));
        });

        test('every step may be run twice', async () => {
          const { coffer, use } = bench();
          const secretId = await store();
          const token = await coffer.begin(secretId);

          for (const step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
            await coffer.step(steps, secretId, token, step);
            await coffer.step(steps, secretId, token, step);
          }

          await remember(secretId);
          await use(secretId);
        });

        for (const step of ['setSecret', 'testSecret'] as const) {
          test(`the database may be down before ${step}: what is current stays, and the rotation goes on later`, async () => {
            const { coffer, gate, use } = bench();
            const secretId = await store();
            const earlier = await coffer.read(secretId);
            const token = await coffer.begin(secretId);
            for (const done of ALL.slice(0, ALL.indexOf(step))) await coffer.step(steps, secretId, token, done);
            await gate.close();

            const failure = coffer.step(steps, secretId, token, step);

            await assert.rejects(failure, { message: whenDown(strategy, step, secretId) });
            await gate.open();
            assert.deepEqual(await coffer.read(secretId), earlier);
            // Secrets Manager begins again with the first step.
            await coffer.run(steps, secretId, token);
            await remember(secretId);
            await use(secretId);
          });
        }

        test('storing and finishing need no database', async () => {
          const { coffer, gate, use } = bench();
          const secretId = await store();
          const token = await coffer.begin(secretId);
          await gate.close();
          await coffer.step(steps, secretId, token, 'createSecret');
          await gate.open();
          await coffer.step(steps, secretId, token, 'setSecret');
          await coffer.step(steps, secretId, token, 'testSecret');
          await gate.close();

          await coffer.step(steps, secretId, token, 'finishSecret');

          await gate.open();
          await use(secretId);
        });

        test('nobody listens where the secret says the database is: a wrong port, a wrong host', async () => {
          const { coffer } = bench();
          for (const wrong of [{ port: 1 }, { host: '127.0.0.2' }]) {
            const secretId = await store(wrong);
            const earlier = await coffer.text(secretId);

            const rotation = coffer.rotate(steps, secretId);

            await assert.rejects(rotation, { name: 'ValueError', message: whenDown(strategy, 'setSecret', secretId) });
            assert.equal(await coffer.text(secretId), earlier);
          }
        });

        test('a wrong current password fails, and stays current', async () => {
          const { coffer } = bench();
          const secretId = await store();
          const wrong = { ...Object.fromEntries(await coffer.read(secretId)), password: 'not-the-password' };
          // Twice, so that no earlier version knows it either.
          await coffer.put(secretId, wrong);
          await coffer.put(secretId, { ...wrong, again: true });

          const rotation = coffer.rotate(steps, secretId);

          await assert.rejects(rotation, { name: 'ValueError', message: whenDown(strategy, 'setSecret', secretId) });
          assert.equal((await coffer.read(secretId)).get('password'), 'not-the-password');
        });

        test('a pending version for another user or host is refused', async () => {
          const { coffer } = bench();
          const secretId = await store();
          const current = Object.fromEntries(await coffer.read(secretId));
          const which = strategy === 'single' ? 'current user' : 'current user or clone';

          for (const [changed, message] of [
            [{ username: 'root' }, `Attempting to modify user root other than ${which} ${current['username']}`],
            [{ host: 'other' }, `Attempting to modify user for host other other than current host ${current['host']}`],
          ] as const) {
            const target = await coffer.store(current);
            const token = await coffer.begin(target);
            const other = strategy === 'single' ? {} : { username: alternate(proven, current['username'] ?? '') };
            await coffer.putPending(target, token, { ...current, ...other, password: 'x', ...changed });
            await assert.rejects(coffer.step(steps, target, token, 'setSecret'), { name: 'ValueError', message });
          }
        });

        test('names and passwords of any letters are quoted', async () => {
          const { coffer, use } = bench();
          const secretId = await store({}, proven.oddName);
          coffer.set(
            'EXCLUDE_CHARACTERS',
            'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789#$%&()*+,-./:;<=>?@[]^_{|}~',
          );
          coffer.set('REQUIRE_EACH_INCLUDED_TYPE', 'false');
          try {
            for (let round = 0; round < 2; round += 1) {
              await coffer.rotate(steps, secretId);
              await use(secretId);
            }
          } finally {
            coffer.unset('EXCLUDE_CHARACTERS');
            coffer.unset('REQUIRE_EACH_INCLUDED_TYPE');
          }
          // What is left: the letters that quoting has to care for.
          assert.match((await coffer.read(secretId)).get('password') ?? '', /^["'\\`!]+$/);
        });
      });
    }

    test('single user: the old password is refused afterwards', async () => {
      const { coffer, database, single, store, use } = bench();
      const secretId = await store();
      const first = await coffer.read(secretId);

      await coffer.rotate(single, secretId);
      if (proven.keepsPassword === true) {
        await use(secretId, 'AWSPREVIOUS');
        await coffer.rotate(single, secretId);
      }

      await assert.rejects(database.use(first.get('username') ?? '', first.get('password') ?? ''));
    });

    test('single user: the password before is tried when the current one is not valid', async () => {
      const { coffer, single, store, use } = bench();
      const secretId = await store();
      await coffer.put(secretId, { ...Object.fromEntries(await coffer.read(secretId)), password: 'not-the-password' });

      await coffer.rotate(single, secretId);

      await use(secretId);
    });

    test('alternating users: the clone, then the first user again; both passwords are accepted', async () => {
      const { coffer, alternating, storeAlternating, use } = bench();
      const secretId = await storeAlternating();
      const first = (await coffer.read(secretId)).get('username') ?? '';

      for (const expected of [alternate(proven, first), first, alternate(proven, first)]) {
        await coffer.rotate(alternating, secretId);

        assert.equal((await coffer.read(secretId)).get('username'), expected);
        await use(secretId);
        await use(secretId, 'AWSPREVIOUS');
        await remember(secretId);
      }
    });

    test('alternating users: the master secret is not even read while the current password is wrong', async () => {
      const { coffer, alternating, storeAlternating } = bench();
      const secretId = await storeAlternating();
      const current = Object.fromEntries(await coffer.read(secretId));
      await coffer.put(secretId, { ...current, password: 'not-the-password' });
      coffer.fetched.length = 0;

      const rotation = coffer.rotate(alternating, secretId);

      const message = `Unable to log into database using current credentials for secret ${secretId}`;
      await assert.rejects(rotation, { name: 'ValueError', message });
      assert.ok(coffer.fetched.includes(secretId));
      assert.ok(!coffer.fetched.includes(String(current['masterarn'])));
    });

    test("alternating users: the master's password is sent to its own host only", async () => {
      const { coffer, alternating, storeAlternating } = bench();
      const elsewhere = await coffer.store({
        engine: proven.engine.engines[0],
        host: 'elsewhere',
        username: 'x',
        password: 'x',
        dbname: 'x',
      });
      const secretId = await storeAlternating({ masterarn: elsewhere });

      const rotation = coffer.rotate(alternating, secretId);

      const message = 'Current database host 127.0.0.1 is not the same host as/rds replica of master elsewhere';
      await assert.rejects(rotation, { name: 'ValueError', message });
    });

    test('alternating users: a master that cannot log in, and none at all', async () => {
      const { coffer, alternating, storeAlternating } = bench();
      const secretId = await storeAlternating();
      const current = Object.fromEntries(await coffer.read(secretId));
      const master = Object.fromEntries(await coffer.read(String(current['masterarn'])));
      const masterarn = await coffer.store({ ...master, password: 'not-the-password' });
      const { masterarn: _, ...without } = current;

      await coffer.put(secretId, { ...current, masterarn });
      const message = `Unable to log into database using credentials in master secret ${masterarn}`;
      await assert.rejects(coffer.rotate(alternating, secretId), { name: 'ValueError', message });
      const bare = await coffer.store(without);
      const missing = { name: 'KeyError', message: 'masterarn key is missing from secret JSON' };
      await assert.rejects(coffer.rotate(alternating, bare), missing);
    });

    test('121: alternating users: applications that read the secret and log in all the time never fail', async () => {
      const { coffer, alternating, storeAlternating, use } = bench();
      const secretId = await storeAlternating();
      const rotating = new AbortController();
      let logins = 0;
      const application = async () => {
        while (!rotating.signal.aborted) {
          await use(secretId);
          logins += 1;
        }
      };
      const applications = Promise.allSettled([application(), application(), application()]);

      try {
        for (let round = 0; round < 4; round += 1) await coffer.rotate(alternating, secretId);
      } finally {
        rotating.abort();
      }

      const failures = (await applications).filter(({ status }) => status === 'rejected');
      assert.deepEqual(failures, []);
      assert.ok(logins >= 10, `${logins} logins`);
    });

    more(bench);
  });
}

const ALL: readonly StepName[] = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

function whenDown(strategy: 'single' | 'alternating', step: StepName, secretId: string): string {
  if (step === 'testSecret') return `Unable to log into database with pending secret of secret ARN ${secretId}`;
  return strategy === 'single'
    ? `Unable to log into database with previous, current, or pending secret of secret arn ${secretId}`
    : `Unable to log into database using current credentials for secret ${secretId}`;
}

function alternate({ engine }: ProvenEngine, username: string): string {
  return alternateName(engine, username, new Map());
}
