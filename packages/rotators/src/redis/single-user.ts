import { singleUser } from '../database/single-user.ts';
import { handlerOf } from '../skeleton/handler.ts';
import { redis } from './engine.ts';

/** CofferRedisRotationSingleUser */
export const handler = handlerOf(() => singleUser(redis));
