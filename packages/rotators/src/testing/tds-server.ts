/**
 * A server that speaks SQL Server's protocol, TDS 7.4, for there is no SQL Server to be had: it checks the passwords of
 * LOGIN7, acts on a model what the grammar of `t-sql.ts` reads, and refuses everything else.
 */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { SqlProblem, SqlServerSession } from './sql-server-session.ts';
import type { Message } from './tds-packets.ts';
import { MESSAGE, MessageReader, toPackets } from './tds-packets.ts';
import type { TdsRequest } from './tds-requests.ts';
import { preloginAnswer, readBatch, readLogin, readPrelogin, readProcedureCall } from './tds-requests.ts';
import type { TlsOfTds } from './tds-tls.ts';
import { startTls } from './tds-tls.ts';
import { databaseIs, done, errorToken, loginAck, tableTokens, transactionIs } from './tds-tokens.ts';

const NO_ENCRYPTION = 2;
const ENCRYPTION = 1;
const ENCRYPTION_REQUIRED = 3;

/** A listening server. */
export interface TdsServer extends AsyncDisposable {
  readonly port: number;
}

/** @param catalog the file of the model; @param tls what it certifies itself with; absent: it has no TLS */
export async function startTdsServer(catalog: string, tls?: TlsOfTds): Promise<TdsServer> {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    serve(socket, catalog, tls);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function serve(socket: Socket, catalog: string, tls: TlsOfTds | undefined): void {
  const reader = new MessageReader();
  let session: SqlServerSession | undefined;
  let isOpen = false;
  socket.on('close', () => session?.[Symbol.dispose]());
  let write = (data: Buffer): void => void socket.write(data);
  const answer = (data: Buffer) => write(toPackets({ type: MESSAGE.answer, data }));
  const take = ({ type, data }: Message): void => {
    switch (type) {
      case MESSAGE.prelogin: {
        const isWanted = readPrelogin(data) === ENCRYPTION && tls !== undefined;
        if (!isWanted) {
          isOpen = tls?.isForced !== true;
          return answer(preloginAnswer(isOpen ? NO_ENCRYPTION : ENCRYPTION_REQUIRED));
        }
        answer(preloginAnswer(ENCRYPTION));
        isOpen = true;
        socket.removeListener('data', receive);
        write = startTls(socket, tls, receive);
        return;
      }
      case MESSAGE.login:
        if (!isOpen) return void socket.destroy();
        try {
          const login = readLogin(data);
          session = SqlServerSession.open(catalog, login);
          answer(Buffer.concat([loginAck(), databaseIs(login.database), done('batch')]));
        } catch (error) {
          answer(problem(error, 'batch'));
        }
        return;
      case MESSAGE.batch:
        answer(session === undefined ? problem(undefined, 'batch') : run(session, readBatch(data), 'batch'));
        return;
      case MESSAGE.rpc:
        answer(
          session === undefined ? problem(undefined, 'batch') : run(session, readProcedureCall(data), 'procedure'),
        );
        return;
      default:
        socket.destroy();
    }
  };
  const receive = (chunk: Buffer) => {
    try {
      for (const message of reader.push(chunk)) take(message);
    } catch {
      socket.destroy();
    }
  };
  socket.on('data', receive);
}

function run(session: SqlServerSession, request: TdsRequest, kind: 'batch' | 'procedure'): Buffer {
  const before = session.transaction;
  try {
    if (request.transaction !== before)
      throw new SqlProblem(3_989, 16, 'New request should come with valid transaction descriptor.');
    const tables = session.run(request).map(tableTokens);
    return Buffer.concat([...tables, transactionChange(before, session.transaction, 'commit'), done(kind)]);
  } catch (error) {
    return Buffer.concat([transactionChange(before, session.transaction, 'rollback'), problem(error, kind)]);
  }
}

function transactionChange(before: bigint, after: bigint, ending: 'commit' | 'rollback'): Buffer {
  if (before === after) return Buffer.alloc(0);
  return after === 0n ? transactionIs(ending, before) : transactionIs('begin', after);
}

function problem(error: unknown, kind: 'batch' | 'procedure'): Buffer {
  const { number, severity, message } =
    error instanceof SqlProblem ? error : new SqlProblem(4_002, 16, 'The incoming tabular data stream is incorrect.');
  return Buffer.concat([errorToken(number, severity, message), done(kind, true)]);
}
