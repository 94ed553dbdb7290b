import { AwsError } from '@coffer/wire';
import type { Line } from '../../packages/server/src/pipeline/line.ts';
import type { AccessRequest, Operation, Service } from '../../packages/server/src/pipeline/operation.ts';

/** What is answered to a request that may go on. */
export const AUTHORIZED = 'Authorized';

/**
 * The line as it is, up to where a request has been authorized and found valid: then it stops, so that nothing is
 * changed and every request meets the same state. What it asks the policies may be watched.
 */
export function stopsBeforeDoing(line: Line, onAccess: (requests: readonly AccessRequest[]) => void = () => {}): Line {
  const stopped = new Map<Service, Service>();
  const stop = (service: Service): Service => {
    const known = stopped.get(service);
    if (known !== undefined) return known;
    const operations = Object.entries(service.operations).map(
      ([name, of]) => [name, stopOperation(of, onAccess)] as const,
    );
    const made = { ...service, operations: Object.fromEntries(operations) };
    stopped.set(service, made);
    return made;
  };
  const all = (services: ReadonlyMap<string, Service>) => new Map([...services].map(([key, of]) => [key, stop(of)]));
  const rest = line.rest.map(route => ({ ...route, service: stop(route.service) }));
  return { ...line, services: all(line.services), targets: all(line.targets), versions: all(line.versions), rest };
}

function stopOperation(operation: Operation, onAccess: (requests: readonly AccessRequest[]) => void): Operation {
  const { identify } = operation;
  return {
    ...(identify === undefined ? {} : { identify: (asked, input) => identify(asked, input) }),
    parameters: input => operation.parameters(input),
    async load(scope, input) {
      const loaded = await operation.load(scope, input);
      onAccess(loaded.access);
      return {
        access: loaded.access,
        prepare: () => Promise.reject(new AwsError(AUTHORIZED, '')),
        response: output => loaded.response(output),
        resources: output => loaded.resources(output),
      };
    },
  };
}
