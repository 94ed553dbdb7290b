import { singleUser } from '../database/single-user.ts';
import { handlerOf } from '../skeleton/handler.ts';
import { sqlserver } from './engine.ts';

/** SecretsManagerRDSSQLServerRotationSingleUser */
export const handler = handlerOf(() => singleUser(sqlserver));
