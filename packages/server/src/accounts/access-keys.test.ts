import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import { signRequest } from '@coffer/wire/sigv4';
import { resetRootUser } from '../start/root-user.ts';
import { sql } from '../storage/sql.ts';
import { onBothEngines } from '../testing/engines.ts';
import { testOptions } from '../testing/test-options.ts';
import { TestServer, textOf } from '../testing/test-server.ts';

const KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const INVALID_TOKEN =
  '{"__type":"UnrecognizedClientException","Message":"The security token included in the request is invalid."}';

onBothEngines('Access keys', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function listAs(accessKeyId: string, secret: string, sessionToken?: string): Promise<string> {
    const request = {
      method: 'POST',
      target: '/',
      rawHeaders: [
        'Host',
        'localhost',
        'Content-Type',
        'application/x-amz-json-1.1',
        'X-Amz-Target',
        'secretsmanager.ListSecrets',
      ],
      body: Buffer.from('{}'),
    };
    const rawHeaders = signRequest(request, {
      credentials: {
        accessKeyId,
        secretAccessKey: new Redacted(secret),
        sessionToken: sessionToken === undefined ? undefined : new Redacted(sessionToken),
      },
      region: 'us-east-1',
      service: 'secretsmanager',
      now: server.clock.now(),
    });
    return textOf(await server.deliver({ ...request, rawHeaders }));
  }

  it('let their owner in with the right secret, and nobody with another', async () => {
    assert.equal(await listAs(KEY_ID, SECRET), '{"SecretList":[]}');
    assert.match(await listAs(KEY_ID, `${SECRET}x`), /^\{"__type":"InvalidSignatureException"/);
  });

  it('that nobody has are refused, and so is a session token with a long-term key', async () => {
    assert.equal(await listAs('AKIAAAAAAAAAAAAAAAAA', SECRET), INVALID_TOKEN);
    assert.equal(await listAs(KEY_ID.toLowerCase(), SECRET), INVALID_TOKEN);
    assert.equal(await listAs(KEY_ID, SECRET, 'FwoGZXIvYXdzEXAMPLE'), INVALID_TOKEN);
  });

  it('are looked up once when many ask for one at the same time, and stay right', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => listAs(KEY_ID, SECRET)));

    assert.deepEqual(new Set(answers), new Set(['{"SecretList":[]}']));
  });

  it('lie sealed in the database, each bound to its id: moved to another id it opens nothing', async () => {
    const { database, line } = server.parts;
    const row = await database.read(reader =>
      reader.get<{ secret: Uint8Array; account_id: string }>(
        sql`select secret, account_id from access_key where access_key_id = ${KEY_ID}`,
      ),
    );
    assert.ok(row !== undefined);
    assert.equal(Buffer.from(row.secret).includes(SECRET), false);

    await database.write(writer =>
      writer.run(sql`
        insert into access_key (access_key_id, account_id, secret, created_at)
        values ('AKIAMOVED', ${row.account_id}, ${row.secret}, 0)`),
    );

    await assert.rejects(async () => line.accessKeys.find('AKIAMOVED'), { name: 'UnreadableBlob' });
    assert.match(await listAs('AKIAMOVED', SECRET), /"__type":"Internal/);
  });

  it('of the root user stop to work at once when they are made anew', async () => {
    assert.equal(await listAs(KEY_ID, SECRET), '{"SecretList":[]}');
    const { database, keyring, line, account } = server.parts;
    const parts = { database, keyring, audit: line.audit, clock: server.clock, random: randomBytes };

    const made = await resetRootUser(parts, testOptions(server.dataDir), account.accountId);
    line.accessKeys.changed();

    assert.equal(await listAs(KEY_ID, SECRET), INVALID_TOKEN);
    const key = await line.accessKeys.find(made.accessKeyId);
    const secret = key?.secretAccessKey.unwrap() ?? '';
    assert.equal(await listAs(made.accessKeyId, secret), '{"SecretList":[]}');
    assert.match(await readFile(join(server.dataDir, 'credentials'), 'utf8'), new RegExp(`= ${made.accessKeyId}\n`));
    const facts = await database.read(reader => reader.all<{ body: string }>(sql`select body from audit_batch`));
    assert.ok(facts.some(({ body }) => body.includes('ResetRootCredentials') && body.includes(made.accessKeyId)));
    assert.ok(facts.every(({ body }) => !body.includes(secret)));
  });

  it('of the root user go on working when the new ones cannot be written', async () => {
    await using other = await TestServer.open({ engine });
    const { database, keyring, line, account } = other.parts;
    const path = join(other.dataDir, 'credentials');
    await rm(path);
    await mkdir(path);
    const parts = { database, keyring, audit: line.audit, clock: other.clock, random: randomBytes };

    await assert.rejects(resetRootUser(parts, testOptions(other.dataDir), account.accountId), /is a folder/);
    line.accessKeys.changed();

    assert.ok((await line.accessKeys.find(KEY_ID)) !== undefined);
  });
});
