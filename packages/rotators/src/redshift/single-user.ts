import { singleUser } from '../database/single-user.ts';
import { handlerOf } from '../skeleton/handler.ts';
import { redshift } from './engine.ts';

/** SecretsManagerRedshiftRotationSingleUser */
export const handler = handlerOf(() => singleUser(redshift));
