import type { ServiceContract } from '@coffer/wire';
import { services } from '@coffer/wire/services';

/** The services that this command speaks to: those with a JSON protocol. */
export function contracts(): readonly ServiceContract[] {
  return Object.values(services).filter(each => each.protocols.some(protocol => protocol.startsWith('json-')));
}

/** The service of this name, as the AWS CLI spells it. */
export function findService(name: string): ServiceContract | undefined {
  return contracts().find(each => each.service === name);
}
