import { mongoUnderTest } from '../testing/mongo-under-test.ts';
import { proveEngine } from '../testing/prove-engine.ts';
import { mongodb } from './engine.ts';

// `ssl` is said because the fake takes no TLS; passwords are verified by SCRAM-SHA-256.
const proven = { engine: mongodb, start: mongoUnderTest, oddName: `'\\"\`@%;:/ x`, members: { ssl: false } };

proveEngine('MongoDB, protocol level only', proven);
