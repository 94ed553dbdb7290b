import { singleUser } from '../database/single-user.ts';
import { handlerOf } from '../skeleton/handler.ts';
import { mongodb } from './engine.ts';

/** SecretsManagerMongoDBRotationSingleUser */
export const handler = handlerOf(() => singleUser(mongodb));
