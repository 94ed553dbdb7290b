import { alternatingUsers } from '../database/alternating-users.ts';
import { handlerOf } from '../skeleton/handler.ts';
import { mysql } from './engine.ts';

/** SecretsManagerRDSMySQLRotationMultiUser */
export const handler = handlerOf(() => alternatingUsers(mysql));
