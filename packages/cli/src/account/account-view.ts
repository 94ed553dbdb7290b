import type { AccountView } from '@coffer/server';

/** An account as a server of this version tells it; undefined: it is something else. */
export function readAccount(value: unknown): AccountView | undefined {
  return isAccount(value) ? value : undefined;
}

/** The accounts of a server's answer; undefined: it is something else. */
export function readAccounts(answer: object): readonly AccountView[] | undefined {
  if (!('accounts' in answer && Array.isArray(answer.accounts))) return undefined;
  return answer.accounts.every(isAccount) ? answer.accounts : undefined;
}

function isAccount(value: unknown): value is AccountView {
  if (typeof value !== 'object' || value === null) return false;
  const { accountId, status, createdAt, isFirst }: Partial<Record<keyof AccountView, unknown>> = value;
  return [accountId, status, createdAt].every(each => typeof each === 'string') && typeof isFirst === 'boolean';
}
