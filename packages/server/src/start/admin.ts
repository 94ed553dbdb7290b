/** What operators may ask of a running server. */
import type { Metrics } from '../metrics.ts';
import type { Database } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';
import type { AdminHandler, AdminResponse } from '../transport/admin-socket.ts';

export interface AdminParts {
  readonly database: Database;
  readonly metrics: Metrics;
  readonly isDraining: () => boolean;
  /** Commands by path; each is a POST that answers JSON. */
  readonly commands: ReadonlyMap<string, () => Promise<object>>;
}

/** Health, readiness, metrics, and the commands. */
export function adminHandler({ database, metrics, isDraining, commands }: AdminParts): AdminHandler {
  return async (method, path) => {
    const command = commands.get(path);
    if (command !== undefined) return method === 'POST' ? json(200, await command()) : text(405, 'use POST\n');
    if (method !== 'GET') return text(405, 'use GET\n');
    switch (path) {
      case '/healthz':
        return health(database);
      case '/readyz':
        return ready(database, isDraining());
      case '/metrics':
        return { status: 200, contentType: 'text/plain; version=0.0.4; charset=utf-8', body: await metrics.text() };
      default:
        return text(404, 'not found\n');
    }
  };
}

/** Ready: the storage takes what every answer has to store, and the server is not about to end. */
async function ready(database: Database, isDraining: boolean): Promise<AdminResponse> {
  if (isDraining) return text(503, 'draining\n');
  try {
    // A write that changes nothing: on a full or failed disk reading goes on for long.
    await database.write(writer => writer.run(sql`update keyring set id = id where id = 1`));
    return text(200, 'ok\n');
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
