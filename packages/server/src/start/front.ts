/** Where clients and operators reach this server: opened once, whether the keys are open yet or not. */
import type { Metrics } from '../metrics.ts';
import type { Log } from '../log.ts';
import type { ServerFile, ServerOptions } from '../options.ts';
import { parseHostPort } from '../transport/addresses.ts';
import type { AdminHandler } from '../transport/admin-socket.ts';
import { AdminSocket } from '../transport/admin-socket.ts';
import { Listeners } from './listeners.ts';
import type { ListenersParts } from './listeners.ts';
import type { Certificate } from './tls.ts';

/** Who answers what comes in; exchanged when the keys are open. */
export interface FrontHandlers {
  readonly clients: ListenersParts['handler'];
  readonly operators: AdminHandler;
}

export interface Front {
  readonly listeners: Listeners;
  readonly addresses: Pick<ServerFile, 'https' | 'http' | 'endpoints'>;
  /** Of the operators' socket. */
  readonly adminPath: string;
  /** From now on these answer. */
  use(handlers: FrontHandlers): void;
}

/** Listens; what was opened is closed with the stack. Throws `OperatorError` for an address that cannot be had. */
export async function openFront(
  stack: AsyncDisposableStack,
  options: ServerOptions,
  parts: {
    readonly handlers: FrontHandlers;
    readonly certificate: Certificate;
    readonly log: Log;
    readonly metrics: Metrics;
  },
): Promise<Front> {
  const { certificate, log, metrics } = parts;
  let { handlers } = parts;
  const listeners = new Listeners(options, {
    handler: (raw, endpoint) => handlers.clients(raw, endpoint),
    certificate,
    log,
    metrics,
  });
  stack.defer(() => listeners.drain(0));
  const addresses = await listeners.listen();
  metrics.gauge('coffer_connections', 'Open connections of clients', () => listeners.connections);
  metrics.gauge('coffer_in_flight', 'Requests that are being served', () => listeners.inFlight);
  const admin = stack.use(
    await AdminSocket.open({
      folder: options.dataDir,
      tcp: options.admin === undefined ? undefined : parseHostPort(options.admin),
      handler: (method, path, body) => handlers.operators(method, path, body),
      onFailure: error => log.error({ error }, 'an operator command failed'),
    }),
  );
  return {
    listeners,
    addresses,
    adminPath: admin.path,
    use(further) {
      handlers = further;
    },
  };
}
