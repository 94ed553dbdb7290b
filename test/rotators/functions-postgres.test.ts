import { postgresUnderTest } from '../../packages/rotators/src/testing/postgres-under-test.ts';
import { proveFunctions } from './prove-functions.ts';

proveFunctions('Functions of users on PostgreSQL, a real server', false, {
  engine: 'postgres',
  start: postgresUnderTest,
  driver: 'pg',
  faultsIn: 'Node.js',
});
