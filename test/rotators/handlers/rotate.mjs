/**
 * A rotation function as people write one for AWS: requests to Secrets Manager and the database's driver, nothing of
 * Coffer. With `masterarn` in the secret two users take turns. The tag `fault` of the secret says in which step it
 * misbehaves, and how.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { call } from './rotation-function.mjs';

export async function handler({ SecretId, ClientRequestToken: token, Step }) {
  const { VersionIdsToStages, Tags = [] } = await call('DescribeSecret', { SecretId });
  const labels = VersionIdsToStages[token] ?? [];
  if (labels.includes('AWSCURRENT')) return undefined;
  if (!labels.includes('AWSPENDING')) throw new Error('the version is not pending');
  const fault = Tags.find(({ Key }) => Key === 'fault')?.Value ?? '';
  if (fault.startsWith(Step)) {
    const answer = await misbehave(fault.split(' ')[1], SecretId, token);
    if (answer !== undefined) return answer;
  }
  await STEPS[Step](SecretId, token);
  return undefined;
}

async function misbehave(kind, SecretId, token) {
  const password = async () => (await read(SecretId, 'AWSPENDING', token)).password;
  switch (kind) {
    case 'hang':
      return delay(600_000);
    case 'exit':
      return process.exit(3);
    case 'raise':
      throw new RangeError(`no login with ${await password()}`);
    case 'unreadable':
      return { aBigInt: 1n };
    case 'idle':
      return 'nonsense';
    case 'print':
      console.log(`password: ${await password()}`);
  }
}

const STEPS = {
  async createSecret(SecretId, token) {
    const current = await read(SecretId, 'AWSCURRENT');
    try {
      await read(SecretId, 'AWSPENDING', token);
      return;
    } catch (error) {
      if (error.name !== 'ResourceNotFoundException') throw error;
    }
    const made = await call('GetRandomPassword', { PasswordLength: 24, ExcludePunctuation: true });
    const pending = { ...current, username: alternate(current), password: made.RandomPassword };
    const SecretString = JSON.stringify(pending);
    const put = { SecretId, ClientRequestToken: token, SecretString, VersionStages: ['AWSPENDING'] };
    await call('PutSecretValue', put);
  },
  async setSecret(SecretId, token) {
    const [current, pending] = [await read(SecretId, 'AWSCURRENT'), await read(SecretId, 'AWSPENDING', token)];
    const already = await connect(pending).catch(() => undefined);
    if (already !== undefined) return already.end();
    let connection = await connect(current);
    if (current.masterarn !== undefined) {
      await connection.end();
      connection = await connect({ ...current, ...(await read(current.masterarn, 'AWSCURRENT')) });
    }
    await CHANGES[current.engine](connection, current, pending);
    return connection.end();
  },
  async testSecret(SecretId, token) {
    const connection = await connect(await read(SecretId, 'AWSPENDING', token));
    await connection.query('select now()');
    await connection.end();
  },
  async finishSecret(SecretId, MoveToVersionId) {
    const { VersionIdsToStages } = await call('DescribeSecret', { SecretId });
    const [RemoveFromVersionId] = Object.entries(VersionIdsToStages).find(([, labels]) =>
      labels.includes('AWSCURRENT'),
    );
    const move = { SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId, RemoveFromVersionId };
    await call('UpdateSecretVersionStage', move);
  },
};

const CHANGES = {
  async mariadb(connection, { masterarn, accounthost }, { username, password }) {
    if (masterarn === undefined) return connection.query('set password = password(?)', [password]);
    const account = [username, accounthost];
    await connection.query("create user if not exists ?@? identified by 'Nobody-knows-it-1'", account);
    await connection.query('grant select on shop.goods to ?@?', account);
    return connection.query('set password for ?@? = password(?)', [...account, password]);
  },
  async postgres(connection, { username: like }, { username, password }) {
    const user = connection.escapeIdentifier(username);
    const { rowCount } = await connection.query('select 1 from pg_roles where rolname = $1', [username]);
    if (rowCount === 0) {
      await connection.query(`create role ${user} login`);
      await connection.query(`grant ${connection.escapeIdentifier(like)} to ${user}`);
    }
    return connection.query(`alter role ${user} with password ${connection.escapeLiteral(password)}`);
  },
};

function alternate({ masterarn, username }) {
  if (masterarn === undefined) return username;
  return username.endsWith('_clone') ? username.slice(0, -'_clone'.length) : `${username}_clone`;
}

async function connect({ engine, host, port, username: user, password }) {
  if (engine === 'mariadb') {
    const { createConnection } = await import('mysql2/promise');
    return createConnection({ host, port, user, password, connectTimeout: 5_000 });
  }
  const { default: pg } = await import('pg');
  const client = new pg.Client({ host, port, user, password, database: 'postgres', connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function read(SecretId, VersionStage, VersionId) {
  const version = VersionId === undefined ? {} : { VersionId };
  return JSON.parse((await call('GetSecretValue', { SecretId, VersionStage, ...version })).SecretString);
}
