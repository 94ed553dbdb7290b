import { singleUser } from '../database/single-user.ts';
import { handlerOf } from '../skeleton/handler.ts';
import { oracle } from './engine.ts';

/** SecretsManagerRDSOracleRotationSingleUser */
export const handler = handlerOf(() => singleUser(oracle));
