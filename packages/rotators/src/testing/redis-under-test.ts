/** A real Redis for tests: Debian's program, run in a temporary folder, with its users in a file. */
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RedisClient } from '@redis/client';
import type { CertificateFiles } from './certificates.ts';
import { removeFolder, serverFolder, startDaemon } from './daemon.ts';
import type { DatabaseUnderTest } from './database-under-test.ts';
import { freePort } from '../../../server/src/testing/free-port.ts';

/** Redis, and the file in which it keeps its users. */
export interface RedisUnderTest extends DatabaseUnderTest {
  savedUsers(): Promise<string>;
}

/**
 * Redis with a key that applications read.
 *
 * @param tls with what it certifies itself at `port`; applications of the test go to another one then
 */
export async function redisUnderTest(tls?: CertificateFiles): Promise<RedisUnderTest> {
  const folder = await serverFolder('redis');
  const port = await freePort();
  const administrator = { username: 'administrator', password: randomBytes(12).toString('hex') };
  const users = join(folder, 'users.acl');
  const admin = `user administrator on >${administrator.password} ~* &* +@all`;
  await writeFile(users, `user default off\n${admin}\n`, { mode: 0o666 });
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--aclfile', users, '--dir', folder];
  const tlsPort = tls === undefined ? undefined : await freePort();
  if (tls !== undefined) {
    const files = ['--tls-cert-file', tls.certificateFile, '--tls-key-file', tls.keyFile];
    // It wants an authority for clients' certificates, although none is asked for.
    args.push('--tls-port', String(tlsPort), '--tls-auth-clients', 'no', ...files);
    args.push('--tls-ca-cert-file', tls.certificateFile);
  }
  const asAdministrator = async (...command: string[]) => {
    const client = await logIn(port, administrator.username, administrator.password);
    try {
      await client.sendCommand(command);
    } finally {
      client.destroy();
    }
  };
  const daemon = await startDaemon('redis-server', args, folder, async () => {
    await asAdministrator('SET', 'goods', 'x');
    return true;
  });
  return {
    port: tlsPort ?? port,
    administrator,
    async makeUser(name, password) {
      const username = `u${randomBytes(3).toString('hex')}${name}`;
      const rules = ['~goods', '+get', '+acl|setuser', '+acl|save', '(~other* +set)'];
      await asAdministrator('ACL', 'SETUSER', username, 'on', `>${password}`, ...rules);
      return username;
    },
    async use(username, password) {
      const client = await logIn(port, username, password);
      try {
        const goods: unknown = await client.sendCommand(['GET', 'goods']);
        if (goods !== 'x') throw new Error('the key is not there');
      } finally {
        client.destroy();
      }
    },
    savedUsers: () => readFile(users, 'utf8'),
    async [Symbol.asyncDispose]() {
      await daemon.kill();
      await removeFolder(folder);
    },
  };
}

async function logIn(port: number, username: string, password: string) {
  // As in `connectRedis`: the driver keeps the class of the last configuration only.
  const protocol = { RESP: 2 } as const;
  const client = RedisClient.factory(protocol)({
    ...protocol,
    username,
    password,
    disableClientInfo: true,
    socket: { host: '127.0.0.1', port, reconnectStrategy: false },
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
