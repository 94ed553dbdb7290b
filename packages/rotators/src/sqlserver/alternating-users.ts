import { alternatingUsers } from '../database/alternating-users.ts';
import { handlerOf } from '../skeleton/handler.ts';
import { sqlserver } from './engine.ts';

/** SecretsManagerRDSSQLServerRotationMultiUser */
export const handler = handlerOf(() => alternatingUsers(sqlserver));
