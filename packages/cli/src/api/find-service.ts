import type { ServiceContract } from '@coffer/wire';
import { services } from '@coffer/wire/services';

/** The services that this command speaks to: all, in JSON or in the Query protocol. */
export function contracts(): readonly ServiceContract[] {
  return Object.values(services);
}

/** The service of this name, as the AWS CLI spells it. */
export function findService(name: string): ServiceContract | undefined {
  return contracts().find(each => each.service === name);
}
