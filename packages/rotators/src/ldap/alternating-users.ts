import { alternatingUsers } from '../database/alternating-users.ts';
import { handlerOf } from '../skeleton/handler.ts';
import { ldap } from './engine.ts';

/** CofferLDAPRotationMultiUser */
export const handler = handlerOf(() => alternatingUsers(ldap));
