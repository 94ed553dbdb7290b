import { singleUser } from '../database/single-user.ts';
import { handlerOf } from '../skeleton/handler.ts';
import { mysql } from './engine.ts';

/** SecretsManagerRDSMySQLRotationSingleUser */
export const handler = handlerOf(() => singleUser(mysql));
