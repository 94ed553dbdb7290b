import { singleUser } from '../database/single-user.ts';
import { handlerOf } from '../skeleton/handler.ts';
import { mariadb } from './engine.ts';

/** SecretsManagerRDSMariaDBRotationSingleUser */
export const handler = handlerOf(() => singleUser(mariadb));
