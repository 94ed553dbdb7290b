export { onBothEngines } from './engines.ts';
export { ManualClock } from './manual-clock.ts';
export { testOptions } from './test-options.ts';
export type { ErrorAnswer, TestServerOptions } from './test-server.ts';
export { secretText, TestServer, textOf } from './test-server.ts';
