import { withoutMariadb } from '../../packages/rotators/src/testing/mariadb.ts';
import { mariadbUnderTest } from '../../packages/rotators/src/testing/mariadb-under-test.ts';
import { proveFunctions } from './prove-functions.ts';

proveFunctions('Functions of users on MariaDB, a real server', withoutMariadb(), {
  engine: 'mariadb',
  start: mariadbUnderTest,
  driver: 'mysql2',
  // Accounts of MariaDB have a host, too.
  members: { accounthost: '127.0.0.%' },
  faultsIn: 'Python',
});
