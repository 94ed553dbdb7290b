export type { ServerFile, ServerOptions } from './options.ts';
export { OperatorError } from './transport/operator-error.ts';
export type { RunningServer } from './server.ts';
export { startServer } from './server.ts';
export {
  closeAccountOffline,
  createAccountOffline,
  listAccountsOffline,
  resetAdmin,
  resetRoot,
} from './start/account-commands.ts';
export type { AccountRequest, AccountView, NewAccount } from './start/accounts.ts';
export type { NewKey } from './start/root-credentials.ts';
