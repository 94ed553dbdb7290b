/**
 * A server that speaks as much of MongoDB's protocol as rotations need, for there is no MongoDB to be had: it checks
 * passwords by SCRAM-SHA-256, rights by the roles of users, and refuses every command that it does not know.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { BSON, MongoClient } from 'mongodb';
import type { DatabaseUnderTest } from './database-under-test.ts';
import type { ScramLogin, ScramVerifier } from './scram-server.ts';
import { scramLogin, scramVerifier } from './scram-server.ts';

interface User {
  verifier: ScramVerifier;
  readonly roles: readonly { readonly role: string; readonly db: string }[];
}

type Document = Readonly<Record<string, unknown>>;

const OP_REPLY = 1;
const OP_QUERY = 2_004;
const OP_MSG = 2_013;
const MAX_MESSAGE = 48_000_000;
const READER = [{ role: 'read', db: 'shop' }];

/** @param tls certificate and key in PEM, of a server that takes nothing else; absent: it has no TLS */
export async function mongoUnderTest(tls?: {
  readonly cert: string;
  readonly key: string;
}): Promise<DatabaseUnderTest> {
  const administrator = { username: 'administrator', password: randomBytes(12).toString('hex') };
  const users = new Map<string, User>([
    [
      administrator.username,
      { verifier: scramVerifier(administrator.password), roles: [{ role: 'root', db: 'admin' }] },
    ],
  ]);
  const take = (socket: Socket) => serve(socket, users);
  const server = tls === undefined ? createServer(take) : createTlsServer(tls, take);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    port,
    administrator,
    makeUser(name, password) {
      const username = `u${randomBytes(3).toString('hex')}${name}`;
      users.set(username, { verifier: scramVerifier(password), roles: READER });
      return Promise.resolve(username);
    },
    async use(username, password) {
      const client = new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
        auth: { username, password },
        serverSelectionTimeoutMS: 2_000,
      });
      try {
        await client.connect();
        await client.db('shop').command({ find: 'goods' });
      } finally {
        await client.close();
      }
    },
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

function serve(socket: Socket, users: Map<string, User>): void {
  const session = new Session(users);
  let waiting = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    waiting = Buffer.concat([waiting, chunk]);
    while (waiting.length >= 16) {
      const length = waiting.readInt32LE(0);
      const code = waiting.readInt32LE(12);
      // Another protocol: TLS begins otherwise.
      if (length < 16 || length > MAX_MESSAGE || (code !== OP_MSG && code !== OP_QUERY)) return void socket.destroy();
      if (waiting.length < length) return;
      socket.write(answer(waiting.subarray(0, length), session));
      waiting = waiting.subarray(length);
    }
  });
}

function answer(message: Buffer, session: Session): Buffer {
  const requestId = message.readInt32LE(4);
  const isQuery = message.readInt32LE(12) === OP_QUERY;
  const start = isQuery ? message.indexOf(0, 20) + 9 : 21;
  const result = BSON.serialize(session.run(BSON.deserialize(message.subarray(start), { promoteBuffers: true })));
  // Flags, cursor, start and count of the old form; flags and the kind of the section of the new one.
  const head = isQuery ? Buffer.alloc(20) : Buffer.alloc(5);
  if (isQuery) head.writeInt32LE(1, 16);
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + head.length + result.length, 0);
  header.writeInt32LE(requestId, 8);
  header.writeInt32LE(isQuery ? OP_REPLY : OP_MSG, 12);
  return Buffer.concat([header, head, result]);
}

class Session {
  readonly #users: Map<string, User>;
  #login: ScramLogin | undefined;
  #username: string | undefined;

  constructor(users: Map<string, User>) {
    this.#users = users;
  }

  run(command: Document): Document {
    const name = Object.keys(command)[0] ?? '';
    const [user, isAdministrator] = [this.#users.get(this.#username ?? ''), this.#isAdministrator()];
    const target = String(command[name]);
    switch (name) {
      case 'hello':
      case 'ismaster':
      case 'isMaster':
        return {
          ...HELLO,
          ...(command['saslSupportedMechs'] === undefined ? {} : { saslSupportedMechs: ['SCRAM-SHA-256'] }),
        };
      case 'saslStart':
        this.#login = scramLogin(textOf(command['payload']), who => this.#users.get(who)?.verifier);
        return { ok: 1, conversationId: 1, done: false, payload: Buffer.from(this.#login.serverFirst) };
      case 'saslContinue':
        return this.#finish(textOf(command['payload']));
      case 'endSessions':
      case 'ping':
        return { ok: 1 };
    }
    if (user === undefined) return failure(13, 'Unauthorized', `Command ${name} requires authentication`);
    switch (name) {
      case 'connectionStatus':
        return { ok: 1 };
      case 'find':
        if (!user.roles.some(({ role }) => role === 'read')) return failure(13, 'Unauthorized', 'not authorized');
        return { ok: 1, cursor: { id: 0n, ns: 'shop.goods', firstBatch: [] } };
      case 'usersInfo':
        if (!isAdministrator) return failure(13, 'Unauthorized', 'not authorized');
        return {
          ok: 1,
          users: [this.#users.get(target)].flatMap(found =>
            found === undefined ? [] : [{ user: target, roles: found.roles }],
          ),
        };
      case 'updateUser':
        return this.#update(target, String(command['pwd']), isAdministrator);
      case 'createUser':
        if (!isAdministrator) return failure(13, 'Unauthorized', 'not authorized');
        if (this.#users.has(target)) return failure(51_003, 'Location51003', 'User already exists');
        this.#users.set(target, { verifier: scramVerifier(String(command['pwd'])), roles: rolesIn(command['roles']) });
        return { ok: 1 };
      default:
        return failure(59, 'CommandNotFound', `no such command: '${name}'`);
    }
  }

  #isAdministrator(): boolean {
    return this.#users.get(this.#username ?? '')?.roles.some(({ role }) => role === 'root') === true;
  }

  #finish(clientFinal: string): Document {
    const serverFinal = this.#login?.finish(clientFinal);
    if (serverFinal === undefined) return failure(18, 'AuthenticationFailed', 'Authentication failed.');
    this.#username = this.#login?.username;
    return { ok: 1, conversationId: 1, done: true, payload: Buffer.from(serverFinal) };
  }

  /** Everybody may change the own password, as with the right `changeOwnPassword`. */
  #update(target: string, password: string, isAdministrator: boolean): Document {
    const found = this.#users.get(target);
    if (!isAdministrator && target !== this.#username) return failure(13, 'Unauthorized', 'not authorized');
    if (found === undefined) return failure(11, 'UserNotFound', `User not found: ${target}`);
    found.verifier = scramVerifier(password);
    return { ok: 1 };
  }
}

const HELLO = {
  ok: 1,
  helloOk: true,
  ismaster: true,
  isWritablePrimary: true,
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: MAX_MESSAGE,
  maxWriteBatchSize: 100_000,
  minWireVersion: 0,
  maxWireVersion: 21,
};

function failure(code: number, codeName: string, errmsg: string): Document {
  return { ok: 0, code, codeName, errmsg };
}

function textOf(payload: unknown): string {
  return Buffer.isBuffer(payload) ? payload.toString('utf8') : String(payload);
}

function rolesIn(value: unknown): User['roles'] {
  if (!Array.isArray(value)) return [];
  return value.map((entry: Document) => ({ role: String(entry['role']), db: String(entry['db']) }));
}
