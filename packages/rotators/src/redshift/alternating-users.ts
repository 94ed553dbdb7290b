import { alternatingUsers } from '../database/alternating-users.ts';
import { handlerOf } from '../skeleton/handler.ts';
import { redshift } from './engine.ts';

/** SecretsManagerRedshiftRotationMultiUser */
export const handler = handlerOf(() => alternatingUsers(redshift));
