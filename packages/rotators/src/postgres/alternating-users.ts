import { alternatingUsers } from '../database/alternating-users.ts';
import { handlerOf } from '../skeleton/handler.ts';
import { postgres } from './engine.ts';

/** SecretsManagerRDSPostgreSQLRotationMultiUser */
export const handler = handlerOf(() => alternatingUsers(postgres));
