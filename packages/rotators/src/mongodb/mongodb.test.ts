import { proveByPython } from '../testing/prove-by-python.ts';
import { mongoUnderTest } from '../testing/mongo-under-test.ts';
import { proveEngine } from '../testing/prove-engine.ts';
import { mongodb } from './engine.ts';

// `ssl` is said because this server has no TLS; passwords are verified by SCRAM-SHA-256.
const members = { ssl: false };
const proven = { engine: mongodb, start: () => mongoUnderTest(), oddName: `'\\"\`@%;:/ x`, members };

proveEngine('96: MongoDB, protocol level only', proven, bench => proveByPython('pymongo', bench));
