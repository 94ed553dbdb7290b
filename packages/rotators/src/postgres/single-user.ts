import { singleUser } from '../database/single-user.ts';
import { handlerOf } from '../skeleton/handler.ts';
import { postgres } from './engine.ts';

/** SecretsManagerRDSPostgreSQLRotationSingleUser */
export const handler = handlerOf(() => singleUser(postgres));
