import { alternatingUsers } from '../database/alternating-users.ts';
import { handlerOf } from '../skeleton/handler.ts';
import { mariadb } from './engine.ts';

/** SecretsManagerRDSMariaDBRotationMultiUser */
export const handler = handlerOf(() => alternatingUsers(mariadb));
