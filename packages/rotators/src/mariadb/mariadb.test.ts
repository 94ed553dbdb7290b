import { describe } from 'node:test';
import { withoutMariadb } from '../testing/mariadb.ts';
import { mariadbUnderTest } from '../testing/mariadb-under-test.ts';
import { proveEngine } from '../testing/prove-engine.ts';
import { mariadb } from './engine.ts';

describe('MariaDB, a real server', { skip: withoutMariadb() }, () => {
  proveEngine('MariaDB', { engine: mariadb, start: mariadbUnderTest, oddName: `'\\"\`@% TO x` });
});
