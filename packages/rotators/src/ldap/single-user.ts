import { singleUser } from '../database/single-user.ts';
import { handlerOf } from '../skeleton/handler.ts';
import { ldap } from './engine.ts';

/** CofferLDAPRotationSingleUser */
export const handler = handlerOf(() => singleUser(ldap));
