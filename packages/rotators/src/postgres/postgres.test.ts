import { postgresUnderTest } from '../testing/postgres-under-test.ts';
import { proveEngine } from '../testing/prove-engine.ts';
import { postgres } from './engine.ts';

proveEngine('PostgreSQL, a real server', { engine: postgres, start: postgresUnderTest, oddName: `'\\"\`@%; x` });
