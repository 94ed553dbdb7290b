/** What tests of identities have in common: rows with everything that nobody asks about filled in. */
import type { GroupRow, PolicyRow, RoleRow, UserRow } from './rows.ts';

/** The account of the tests. */
export const ACCOUNT = '123456789012';

export function userRow(name: string, more: Partial<UserRow> = {}): UserRow {
  return {
    id: `AIDA${name.toUpperCase()}`,
    account_id: ACCOUNT,
    name,
    path: '/',
    created_at: 1,
    tags: '[]',
    boundary_policy_id: null,
    ...more,
  };
}

export function groupRow(name: string, more: Partial<GroupRow> = {}): GroupRow {
  return { id: `AGPA${name.toUpperCase()}`, account_id: ACCOUNT, name, path: '/', created_at: 1, ...more };
}

export function roleRow(name: string, more: Partial<RoleRow> = {}): RoleRow {
  return {
    id: `AROA${name.toUpperCase()}`,
    account_id: ACCOUNT,
    name,
    path: '/',
    created_at: 1,
    description: null,
    max_session_seconds: 3600,
    trust_policy: '{}',
    trust_policy_ids: null,
    tags: '[]',
    boundary_policy_id: null,
    ...more,
  };
}

export function policyRow(name: string, more: Partial<PolicyRow> = {}): PolicyRow {
  return {
    id: `ANPA${name.toUpperCase()}`,
    account_id: ACCOUNT,
    name,
    path: '/',
    description: null,
    created_at: 1,
    updated_at: 1,
    default_version: 1,
    last_version: 1,
    tags: '[]',
    ...more,
  };
}
