export type { BackupOptions, FunctionLimitOptions, RootKeyOptions, ServerFile, ServerOptions } from './options.ts';
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
export { createBackupOffline, listBackupsOffline } from './start/backup-commands.ts';
export type { BackupRunView, MadeBackup, ScheduledBackupsView } from './start/backup-commands.ts';
export { examineOffline } from './start/doctor-commands.ts';
export type { Diagnosis, Finding } from './start/doctor/finding.ts';
export { restoreBackup, verifyBackup, viewBackup } from './start/restore-commands.ts';
export type { BackupKeys, BackupView, VerifiedBackup } from './start/restore-commands.ts';
export { migrateRootKeyOffline, rootKeyStatusOffline, rotateRootKeyOffline } from './start/root-key-commands.ts';
export type { RootKeyRequest } from './start/root-key-commands.ts';
export type { RootKeyChange, RootKeyView } from './start/root-keys.ts';
export type { SealedHooks, SealedServer } from './start/sealed-start.ts';
