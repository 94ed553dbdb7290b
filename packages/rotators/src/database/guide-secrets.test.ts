/** The JSON that the guide prints for each template (items 91 to 97): what it has to hold, and what may be left out. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Redacted } from '@coffer/wire';
import { mariadb } from '../mariadb/engine.ts';
import { mongodb } from '../mongodb/engine.ts';
import { mysql } from '../mysql/engine.ts';
import { oracle } from '../oracle/engine.ts';
import { postgres } from '../postgres/engine.ts';
import { redshift } from '../redshift/engine.ts';
import { sqlserver } from '../sqlserver/engine.ts';
import { readDatabaseSecret } from './database-secret.ts';

/** Database and port that are meant where the secret names none. */
const TEMPLATES = [
  { item: 91, rotator: mariadb, engine: 'mariadb', port: 3_306, database: undefined },
  { item: 92, rotator: mysql, engine: 'mysql', port: 3_306, database: undefined },
  { item: 93, rotator: oracle, engine: 'oracle', port: 1_521, database: 'required' },
  { item: 94, rotator: postgres, engine: 'postgres', port: 5_432, database: 'postgres' },
  { item: 95, rotator: sqlserver, engine: 'sqlserver', port: 1_433, database: 'master' },
  // The guide says that there is no default; the functions that AWS publishes have these.
  { item: 96, rotator: mongodb, engine: 'mongo', port: 27_017, database: 'admin' },
  { item: 97, rotator: redshift, engine: 'redshift', port: 5_439, database: 'dev' },
] as const;

describe('the secret of a template', () => {
  for (const { item, rotator, engine, port, database } of TEMPLATES) {
    const read = (members: object) => readDatabaseSecret(rotator, new Redacted(JSON.stringify(members)));
    const needed = {
      engine,
      host: 'instance.example',
      username: 'app',
      password: 'hunter2',
      ...(database === 'required' && { dbname: 'ORCL' }),
    };
    const masterarn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:master-AbCdEf';

    test(`${item}: ${engine}, as the guide prints it, for one user and with a master secret`, () => {
      const least = read(needed);
      const whole = read({ ...needed, dbname: 'shop', port: '6000', masterarn });

      assert.deepEqual([least.host, least.username, least.password.unwrap()], ['instance.example', 'app', 'hunter2']);
      assert.deepEqual([least.port, least.database], [port, database === 'required' ? 'ORCL' : database]);
      assert.deepEqual([whole.port, whole.database, whole.members.get('masterarn')], [6_000, 'shop', masterarn]);
    });

    test(`${item}: ${engine}, without what it needs, or for another product`, () => {
      for (const name of Object.keys(needed).filter(each => each !== 'engine')) {
        const message = `${name} key is missing from secret JSON`;
        assert.throws(() => read({ ...needed, [name]: undefined }), { name: 'KeyError', message });
      }
      const message = `Database engine must be set to '${engine}' in order to use this rotation lambda`;
      for (const other of TEMPLATES.filter(each => each.engine !== engine))
        assert.throws(() => read({ ...needed, engine: other.engine }), { name: 'KeyError', message });
      assert.throws(() => read({ ...needed, engine: undefined }), { name: 'KeyError', message });
    });
  }
});
