import type { Keyring } from '../keys/keyring.ts';
import type { ServerFile, ServerOptions } from '../options.ts';
import type { FirstAccount } from './root-user.ts';

/** What an operator should read at each start: where the files lie on which everything hangs, and what to try next. */
export function hintsOf(
  {
    keyring,
    account,
    accounts,
    adminPath,
  }: {
    readonly keyring: Keyring;
    readonly account: FirstAccount;
    readonly accounts: number;
    readonly adminPath: string;
  },
  file: ServerFile,
  options: ServerOptions,
): readonly string[] {
  return [
    keyring.notice,
    account.isNew
      ? `the credentials of the administrator (profile \`default\`) and of the root user (profile \`root\`) lie in \`${file.credentials}\` (mode 0600); the server never signs in with them`
      : `account ${file.accountId}; its first credentials were written to \`${file.credentials}\``,
    ...(account.accountId === options.accountId
      ? []
      : [
          `this database belongs to account ${account.accountId}; \`--account-id ${options.accountId}\` counts at the first start only`,
        ]),
    ...(accounts === 1
      ? []
      : [`${accounts - 1} more accounts; their credentials were written to \`${file.credentials}-ID\``]),
    ...(options.tlsKey === undefined ? [] : [`the TLS key is your own: \`${options.tlsKey}\``]),
    ...(file.endpoints ?? []).map(({ id, vpcId, https }) => `VPC endpoint ${id} of ${vpcId} answers at ${https}`),
    `operators' socket: \`${adminPath}\``,
  ];
}
