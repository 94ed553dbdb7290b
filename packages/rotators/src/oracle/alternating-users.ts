import { alternatingUsers } from '../database/alternating-users.ts';
import { handlerOf } from '../skeleton/handler.ts';
import { oracle } from './engine.ts';

/** SecretsManagerRDSOracleRotationMultiUser */
export const handler = handlerOf(() => alternatingUsers(oracle));
