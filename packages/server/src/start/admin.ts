/** What operators may ask of a running server. */
import type { Metrics } from '../metrics.ts';
import type { Database } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';
import type { AdminHandler, AdminResponse } from '../transport/admin-socket.ts';
import { OperatorError } from '../transport/operator-error.ts';

/** A command's work: what the operator gave, read by the command itself, and its answer. */
export type OperatorCommand = (input: OperatorInput) => Promise<object>;

/** The members of a request's JSON object; nothing is known of them yet. */
export type OperatorInput = Readonly<Record<string, unknown>>;

export interface AdminParts {
  readonly database: Database;
  readonly metrics: Metrics;
  readonly isDraining: () => boolean;
  /** Why the server is sealed; absent: it is not. */
  readonly sealed?: (() => string) | undefined;
  /** What else operators should know of a server that is ready: lines behind `ok`. */
  readonly remarks?: (() => readonly string[]) | undefined;
  /** Commands by path; each is a POST that answers JSON, or 400 with what the operator is told. */
  readonly commands: ReadonlyMap<string, OperatorCommand>;
}

/** Health, readiness, metrics, and the commands. */
export function adminHandler({ database, metrics, isDraining, sealed, remarks, commands }: AdminParts): AdminHandler {
  return async (method, path, body) => {
    const command = commands.get(path);
    if (command !== undefined) return method === 'POST' ? run(command, body) : text(405, 'use POST\n');
    const why = sealed?.();
    if (method !== 'GET') return why === undefined ? text(405, 'use GET\n') : text(503, `sealed: ${why}\n`);
    switch (path) {
      case '/healthz':
        return health(database);
      case '/readyz':
        return why === undefined ? ready(database, isDraining(), remarks?.() ?? []) : text(503, `sealed: ${why}\n`);
      case '/metrics':
        return { status: 200, contentType: 'text/plain; version=0.0.4; charset=utf-8', body: await metrics.text() };
      default:
        return text(404, 'not found\n');
    }
  };
}

/** What an operator can mend is told; everything else is a failure of the server. */
async function run(command: OperatorCommand, body: Uint8Array): Promise<AdminResponse> {
  try {
    return json(200, await command(readInput(body)));
  } catch (error) {
    if (error instanceof OperatorError) return text(400, `${error.message}\n`);
    throw error;
  }
}

/** @throws OperatorError unless the body is a JSON object or empty */
function readInput(body: Uint8Array): OperatorInput {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (error) {
    throw new OperatorError('the body is not JSON', { cause: error });
  }
  throw new OperatorError('the body is not a JSON object');
}

/** Ready: the storage takes what every answer has to store, and the server is not about to end. */
async function ready(database: Database, isDraining: boolean, remarks: readonly string[]): Promise<AdminResponse> {
  if (isDraining) return text(503, 'draining\n');
  try {
    // A write that changes nothing: on a full or failed disk reading goes on for long.
    await database.write(writer => writer.run(sql`update keyring set id = id where id = 1`));
    return text(200, ['ok', ...remarks, ''].join('\n'));
  } catch {
    return text(503, 'storage unavailable\n');
  }
}

/** Healthy: a new start would not help. */
function health(database: Database): AdminResponse {
  return database.health.failure === undefined ? text(200, 'ok\n') : text(503, 'storage failed: start again\n');
}

function text(status: number, body: string): AdminResponse {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}

function json(status: number, body: object): AdminResponse {
  return { status, contentType: 'application/json', body: JSON.stringify(body) };
}
