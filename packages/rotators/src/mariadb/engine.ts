import type { DatabaseEngine } from '../database/engine.ts';
import { mysql } from '../mysql/engine.ts';

/** MariaDB: MySQL's protocol, with names of its own length. */
export const mariadb: DatabaseEngine = {
  ...mysql,
  name: 'mariadb',
  engines: ['mariadb'],
  clone: { suffix: '_clone', limit: 80, unit: 'characters' },
};
