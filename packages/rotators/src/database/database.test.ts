import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Redacted } from '@coffer/wire';
import * as fc from 'fast-check';
import { mariadb } from '../mariadb/engine.ts';
import { mysql } from '../mysql/engine.ts';
import { postgres } from '../postgres/engine.ts';
import { scrub } from '../skeleton/scrub.ts';
import { alternateName } from './alternate-name.ts';
import { readDatabaseSecret } from './database-secret.ts';
import { LoginRefused } from './engine.ts';
import { logIn } from './log-in.ts';
import { waysToConnect } from './tls.ts';

const NOTHING = new Map<string, string>();
const read = (members: object) => readDatabaseSecret(postgres, new Redacted(JSON.stringify(members)));
const base = { engine: 'postgres', host: 'h', username: 'u', password: 'p' };

describe("a database's secret", () => {
  test('port and database have defaults, and may be texts', () => {
    assert.deepEqual([read(base).port, read(base).database], [5_432, 'postgres']);
    const said = read({ ...base, engine: 'aurora-postgresql', port: '6000', dbname: 'shop' });
    assert.deepEqual([said.port, said.database], [6_000, 'shop']);
  });

  test('124: another engine, a missing member and a port that is none are told in the words of AWS', () => {
    const engine = "Database engine must be set to 'postgres' in order to use this rotation lambda";
    assert.throws(() => read({ ...base, engine: 'mysql' }), { name: 'KeyError', message: engine });
    assert.throws(() => read({ host: 'h' }), { name: 'KeyError', message: engine });
    for (const name of ['host', 'username', 'password']) {
      const message = `${name} key is missing from secret JSON`;
      assert.throws(() => read({ ...base, [name]: undefined }), { name: 'KeyError', message });
      assert.throws(() => read({ ...base, [name]: 5 }), { name: 'KeyError', message });
    }
    for (const port of [0, 65_536, 1.5, '1e3', 'x', true])
      assert.throws(() => read({ ...base, port }), { message: 'port in the secret JSON is no TCP port' });
  });

  test('what is no JSON object is an error without a word of it', () => {
    for (const text of ['a secret', '[1]', '5', 'null', ''])
      assert.throws(() => readDatabaseSecret(postgres, new Redacted(text)), {
        message: 'the value of the secret is no JSON object',
      });
  });
});

describe('the other one of two users', () => {
  test('is the first one again after two rotations', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 10 }).filter(name => !name.endsWith('_clone')),
        name => {
          const other = alternateName(mariadb, name, NOTHING);

          assert.equal(other, `${name}_clone`);
          assert.equal(alternateName(mariadb, other, NOTHING), name);
        },
      ),
    );
  });

  test('has no longer name than the product takes, or the variable says', () => {
    const message = (longest: number) => ({
      name: 'ValueError',
      message: `Unable to clone user, username length with _clone appended would exceed ${longest} characters`,
    });
    assert.equal(alternateName(mysql, 'abcdefghij', NOTHING), 'abcdefghij_clone');
    assert.throws(() => alternateName(mysql, 'abcdefghijk', NOTHING), message(16));
    const longer = new Map([['USERNAME_CHARACTER_LIMIT', '32']]);
    assert.equal(alternateName(mysql, 'abcdefghijk', longer), 'abcdefghijk_clone');
    // PostgreSQL counts bytes.
    assert.throws(() => alternateName(postgres, 'é'.repeat(29), NOTHING), message(63));
  });
});

describe('ways to connect', () => {
  const ways = (ssl: unknown) =>
    waysToConnect({ members: new Map([['ssl', ssl]]) }, NOTHING, postgres).map(way => way !== undefined);

  test('ssl true or false is the only way; anything else is TLS first', () => {
    assert.deepEqual([true, 'true', 'TRUE'].map(ways), [[true], [true], [true]]);
    assert.deepEqual([false, 'False'].map(ways), [[false], [false]]);
    assert.deepEqual(
      [undefined, 'yes', 1, null].map(ways),
      Array.from({ length: 4 }, () => [true, false]),
    );
  });

  test('a password that the server refused over TLS is not shown to it without', async () => {
    const tried: boolean[] = [];
    const lines: string[] = [];
    const engine = (error: Error) => ({
      ...postgres,
      connect: ({ tls }: { readonly tls: unknown }) => {
        tried.push(tls !== undefined);
        return Promise.reject(error);
      },
    });
    const rotation = { environment: NOTHING, log: (line: string) => lines.push(line) };

    await logIn(rotation, engine(new LoginRefused('wrong p')), read(base), 'AWSCURRENT');
    await logIn(rotation, engine(new Error('no TLS here')), read(base), 'AWSCURRENT');

    assert.deepEqual(tried, [true, true, false]);
    assert.equal(lines[0], 'No login to h:5432 as u with the AWSCURRENT credentials, over TLS: wrong ***');
  });

  test('the authorities of the variable are those of the connection', () => {
    const environment = new Map([['DATABASE_CA_PEM', 'a\\nb']]);

    assert.deepEqual(waysToConnect(read({ ...base, ssl: true }), environment, postgres), [{ ca: 'a\nb' }]);
  });
});

test('no form of a hidden value is left in a text', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4 }), fc.string(), fc.string(), (value, before, after) => {
      fc.pre(!'***'.includes(value) && !value.includes('\n') && !value.includes('\r'));

      const text = scrub(new Error(`${before}${value}${after}`), [new Redacted(value)]);

      assert.ok(!text.includes(value) || `${before}***${after}`.includes(value));
    }),
  );
});
