import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { observe } from '../crash/observe.ts';
import { Random } from '../crash/random.ts';
import { sqliteDamage, sqliteQuery, tableProblems } from '../crash/tables.ts';
import { trailByUserAgent } from '../crash/trail.ts';
import type { Answer } from '../support/spawn-client.ts';
import { SpawnClient } from '../support/spawn-client.ts';
import { spawnServer } from '../support/spawn-process.ts';
import { mountExt4, mountMemory, mountsImpossible } from './small-disk.ts';

const MIB = 1_048_576;
const skip = await mountsImpossible();

describe('a disk that takes nothing more', { skip, timeout: 600_000 }, () => {
  it('full: reads and writes are refused and say why, and all goes on when there is space again', async () => {
    await using disk = await mountMemory(16 * MIB);
    const dataDir = join(disk.path, 'data');
    await mkdir(dataDir, { mode: 0o700 });
    const begin = Date.now();
    await using server = spawnServer(dataDir, { logLevel: 'silent' });
    using client = new SpawnClient((await server.ready).http ?? '');
    const writer = new Writer(client);
    await writer.create();

    await disk.fill();
    const refusedWrite = await until500(() => writer.put());
    const refusedRead = await until500(() => writer.get());

    assert.match(
      messageOf(refusedWrite),
      /was not carried out: the storage is unavailable \(the disk of the database is full\)/,
    );
    assert.match(
      messageOf(refusedRead),
      /was not carried out: the storage is unavailable \(the disk of the database is full\)/,
    );
    assert.equal(refusedRead.body['SecretString'], undefined, 'no audit, no answer');
    assert.equal(refusedRead.body['__type'], 'InternalServiceError');

    disk.free();
    assert.equal((await writer.put()).status, 200);
    assert.equal((await writer.get()).status, 200);
    assert.deepEqual(await writer.problems(client, begin), []);

    await server.end();
    await using again = spawnServer(dataDir);
    using after = new SpawnClient((await again.ready).http ?? '');
    assert.deepEqual(await writer.problems(after, begin), []);
    assert.deepEqual(await sqliteDamage(dataDir), []);
    assert.deepEqual(await tableProblems(text => sqliteQuery(dataDir, text)), []);
    // Else the file system is busy when it is to be unmounted.
    await again.end();
  });

  it('read-only: reads and writes are refused and say why, and a repaired disk holds all that was acknowledged', async () => {
    await using disk = await mountExt4(32 * MIB);
    const dataDir = join(disk.path, 'data');
    await mkdir(dataDir, { mode: 0o700 });
    const begin = Date.now();
    await using server = spawnServer(dataDir, { logLevel: 'silent' });
    using client = new SpawnClient((await server.ready).http ?? '');
    const writer = new Writer(client);
    await writer.create();
    for (let i = 0; i < 5; i++) assert.equal((await writer.put()).status, 200);

    await disk.failReadOnly();
    const refusedWrite = await writer.put();
    const refusedRead = await writer.get();

    for (const refused of [refusedWrite, refusedRead]) {
      assert.equal(refused.status, 500);
      assert.match(messageOf(refused), /storage is unavailable \(.*the database/);
      assert.equal(refused.body['SecretString'], undefined, 'no audit, no answer');
    }
    const { signal, stderr } = await server.end('SIGTERM');
    assert.equal(signal, null, `it ends by itself: ${stderr}`);

    await disk.repair();
    await using again = spawnServer(dataDir);
    using after = new SpawnClient((await again.ready).http ?? '');
    assert.deepEqual(await writer.problems(after, begin), []);
    assert.deepEqual(await sqliteDamage(dataDir), []);
    await again.end();
  });
});

/** Writes one secret and remembers what was acknowledged. */
class Writer {
  readonly #client: SpawnClient;
  readonly #random = new Random(1);
  readonly #values = new Map<string, string>();
  readonly #acknowledged: { readonly id: string; readonly requestId: string }[] = [];
  #count = 0;

  constructor(client: SpawnClient) {
    this.#client = client;
  }

  create(): Promise<Answer> {
    return this.#send('CreateSecret', { Name: NAME, ClientRequestToken: this.#random.uuid() });
  }

  async put(): Promise<Answer> {
    const token = this.#random.uuid();
    const value = token.repeat(1_000);
    const input = { SecretId: NAME, ClientRequestToken: token, SecretString: value };
    const answer = await this.#send('PutSecretValue', input);
    if (answer.status === 200) this.#values.set(token, value);
    return answer;
  }

  get(): Promise<Answer> {
    return this.#send('GetSecretValue', { SecretId: NAME });
  }

  /** What a server shows otherwise than it was acknowledged. */
  async problems(client: SpawnClient, begin: number): Promise<readonly string[]> {
    const problems: string[] = [];
    const trail = await trailByUserAgent(client, begin);
    const known = new Set(this.#acknowledged.map(({ id }) => id));
    for (const { id, requestId } of this.#acknowledged) {
      if (!trail.get(id)?.some(record => record.requestID === requestId)) problems.push(`${id} has no record`);
    }
    for (const [id, records] of trail) {
      const isSuccess = records.some(record => record.errorCode === undefined);
      if (id.startsWith(NAME) && isSuccess && !known.has(id)) problems.push(`${id} was refused but is on record`);
    }
    const found = await observe(client, NAME, 'values');
    for (const [token, value] of this.#values) {
      if (found?.versions.get(token) !== value) problems.push(`${token} was acknowledged and is lost`);
    }
    if (found?.versions.size !== this.#values.size) problems.push('there are versions that were never acknowledged');
    return problems;
  }

  async #send(operation: string, input: object): Promise<Answer> {
    const id = `${NAME} ${(this.#count += 1)}`;
    const answer = await this.#client.call('secretsmanager', operation, input, id);
    if (answer.status === 200) this.#acknowledged.push({ id, requestId: answer.requestId });
    return answer;
  }
}

const NAME = 'on-a-small-disk';

/** The first answer of status 500; the write-ahead log has some space left in itself. */
async function until500(send: () => Promise<Answer>): Promise<Answer> {
  for (let i = 0; i < 190; i++) {
    const answer = await send();
    if (answer.status === 500) return answer;
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
  }
  throw new Error('the disk never got full');
}

function messageOf({ body }: Answer): string {
  return String(body['Message'] ?? body['message']);
}
