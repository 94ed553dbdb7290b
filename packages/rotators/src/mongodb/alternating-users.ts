import { alternatingUsers } from '../database/alternating-users.ts';
import { handlerOf } from '../skeleton/handler.ts';
import { mongodb } from './engine.ts';

/** SecretsManagerMongoDBRotationMultiUser */
export const handler = handlerOf(() => alternatingUsers(mongodb));
