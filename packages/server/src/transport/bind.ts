/** Taking an address from the system, with its refusals in an operator's words. */
import { lookup } from 'node:dns/promises';
import { isIP, type ListenOptions, type Server } from 'node:net';

import { codeOf } from './http-server.ts';
import { OperatorError } from './operator-error.ts';

/** The IP address that a host is or resolves to now. Throws `OperatorError`. */
export async function resolveHost(host: string): Promise<string> {
  if (isIP(host) !== 0) {
    return host;
  }
  try {
    return (await lookup(host)).address;
  } catch (error) {
    throw new OperatorError(`cannot listen on \`${host}\`: no address is known for this name`, { cause: error });
  }
}

/** Listens on an address or a Unix socket; `shown` is how the operator wrote it. Throws `OperatorError`. */
export async function bind(server: Server, where: ListenOptions, shown: string): Promise<void> {
  try {
    await new Promise<void>((done, fail) => {
      server.once('error', fail);
      server.listen(where, () => {
        server.off('error', fail);
        done();
      });
    });
  } catch (error) {
    throw new OperatorError(`cannot listen on \`${shown}\`: ${causeOf(error)}`, { cause: error });
  }
}

const BIND_ERRORS: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'another program listens there already'],
  ['EADDRNOTAVAIL', 'this machine does not have this address'],
  ['EACCES', 'permission denied (ports below 1024 need a privilege)'],
]);

function causeOf(error: unknown): string {
  const code = codeOf(error);
  return BIND_ERRORS.get(code) ?? (code === '' ? String(error) : code);
}
