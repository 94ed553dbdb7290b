import { alternatingUsers } from '../database/alternating-users.ts';
import { handlerOf } from '../skeleton/handler.ts';
import { redis } from './engine.ts';

/** CofferRedisRotationMultiUser */
export const handler = handlerOf(() => alternatingUsers(redis));
