export type { ServerFile, ServerOptions } from './options.ts';
export { OperatorError } from './transport/operator-error.ts';
export type { RunningServer } from './server.ts';
export { resetRoot, startServer } from './server.ts';
