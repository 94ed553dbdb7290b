export type { ServerFile, ServerOptions } from './options.ts';
export { OperatorError } from './transport/operator-error.ts';
export type { RunningServer } from './server.ts';
export { startServer } from './server.ts';
export { resetRoot } from './start/reset-root.ts';
