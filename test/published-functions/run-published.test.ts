/** The runner itself: with functions written for it, in the layout of AWS's repository and with the public contract. */
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { withoutMariadb } from '../../packages/rotators/src/testing/mariadb.ts';
import { withoutPythonDrivers } from '../rotators/function-bench.ts';
import { runProgram } from '../support/run-program.ts';
import { plainEnv } from '../support/start-coffer.ts';
import { importedBy } from './missing-modules.ts';
import { runPublished } from './run-published.ts';

const OWN = join(import.meta.dirname, 'own');

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coffer-published-'));
});
after(() => rm(folder, { recursive: true }));

/** One of the published names, with these files; a name of `own` is the text of that file. */
async function lay(template: string, source: string): Promise<void> {
  const place = join(folder, template);
  await mkdir(place);
  if (!source.endsWith('.py')) return writeFile(join(place, 'lambda_function.py'), source);
  await cp(join(OWN, source), join(place, 'lambda_function.py'));
  await cp(join(OWN, 'steps.py'), join(place, 'steps.py'));
}

test(
  'functions that rotate pass, those that do not fail, and what cannot be run says why',
  { skip: withoutMariadb() || withoutPythonDrivers() },
  async () => {
    await mkdir(join(folder, 'no-function'));
    await writeFile(join(folder, 'README.md'), '');
    await lay('SecretsManagerRDSMariaDBRotationSingleUser', 'mariadb.py');
    await lay('SecretsManagerRDSPostgreSQLRotationMultiUser', 'postgres.py');
    await lay('SecretsManagerRDSMySQLRotationSingleUser', 'import nosuchdriver\nfrom pymysql.cursors import Cursor');
    await lay(
      'SecretsManagerRDSMySQLRotationMultiUser',
      'def lambda_handler(event, context):\n    raise KeyError("x")',
    );
    await lay('SecretsManagerMongoDBRotationSingleUser', 'from pymongo import MongoClient');
    const told: string[] = [];

    const outcomes = await runPublished(folder, ({ name }) => told.push(name));

    const [mongo, maria, clone, single, postgres] = outcomes;
    assert.deepEqual(told, [
      'SecretsManagerMongoDBRotationSingleUser',
      'SecretsManagerRDSMariaDBRotationSingleUser',
      'SecretsManagerRDSMySQLRotationMultiUser',
      'SecretsManagerRDSMySQLRotationSingleUser',
      'SecretsManagerRDSPostgreSQLRotationMultiUser',
    ]);
    assert.deepEqual([mongo?.kind, mongo?.why], ['not run', 'no server for it can be started here']);
    assert.equal(maria?.kind, 'passed', maria?.why ?? '');
    assert.equal(clone?.kind, 'failed');
    assert.match(clone.why, /the rotation failed: .*KeyError[^]*the function wrote:[^]*\[ERROR\] KeyError: 'x'/);
    assert.deepEqual([single?.kind, single?.why.replace(/^\S+ /, '')], ['not run', 'has no `nosuchdriver`']);
    assert.equal(postgres?.kind, 'passed', postgres?.why ?? '');
  },
);

test('a folder without functions is a mistake', async () => {
  await assert.rejects(
    runPublished(OWN, () => {}),
    /holds no folder with a file lambda_function\.py/,
  );
});

test('what a function imports', () => {
  const source = 'import json, os.path as p\nfrom a.b import c\n    import pg\n# import no\nimported = 1\nimport pg\n';

  assert.deepEqual(importedBy(source), ['json', 'os', 'a', 'pg']);
});

test('the command runs nothing without a folder, and takes no other words', async () => {
  const run = (...args: readonly string[]) =>
    runProgram(process.execPath, [join(import.meta.dirname, 'run.ts'), ...args], { env: plainEnv() });

  const [none, wrong] = await Promise.all([run(), run('/nonexistent')]);

  assert.equal(none.code, 0);
  assert.match(none.stdout, /^skipped: name the folder/);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /^usage: npm run test:published-functions -- DIR/);
});
