import { lambda } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { idsIn, storedIds } from '../../identities/named-principals.ts';
import { changeFunction, checkRevision, newRevision } from './change-function.ts';
import { notFound } from './errors.ts';
import type { LoadedFunction } from './load-function.ts';
import { existing, functionRequest, loadFunction } from './load-function.ts';
import { policyIn } from './statement.ts';
import { functionTrail } from './trail.ts';

/** RemovePermission: the function's policy without one of its statements. */
export const removePermission = defineWrite(lambda.operations.RemovePermission, {
  load: loadFunction,
  access: (_scope, input, loaded) => [
    functionRequest('RemovePermission', loaded, () => [['lambda:Principal', principalOf(loaded, input.StatementId)]]),
  ],
  prepare(scope, input, loaded) {
    // Recorded: of a function that is not there it says this.
    if (loaded.row === undefined && loaded.reference?.region === undefined) {
      throw notFound(`No policy found for: ${loaded.arn}`);
    }
    const meant = existing(scope, loaded, input);
    if (meant.row.policy === null) throw notFound('No policy is associated with the given resource.');
    checkRevision(meant.row, input.RevisionId, 'GetPolicy');
    const policy = policyIn(meant.row.policy);
    const rest = policy.Statement.filter(({ Sid }) => Sid !== input.StatementId);
    if (rest.length === policy.Statement.length) {
      throw notFound(`Statement ${input.StatementId} is not found in resource policy.`);
    }
    const left = rest.length === 0 ? null : JSON.stringify({ ...policy, Statement: rest });
    return Promise.resolve({
      ...meant,
      change: { ...newRevision(), policy: left, policy_ids: idsFor(meant.row, left) },
    });
  },
  async handle(_scope, writer, _input, _loaded, { row, change }) {
    await changeFunction(writer, row, change);
    return {};
  },
  trail: functionTrail,
});

/** Whom the statement names that is to go. */
function principalOf({ row }: LoadedFunction, id: string | undefined): string | undefined {
  const found = policyIn(row?.policy ?? null).Statement.find(({ Sid }) => Sid === id)?.Principal;
  if (found === undefined || typeof found === 'string') return found;
  return 'Service' in found ? found.Service : found.AWS;
}

/** Those of the bound principals whom the policy still names. */
function idsFor({ policy_ids: ids }: { readonly policy_ids: string | null }, policy: string | null): string | null {
  if (policy === null) return null;
  return storedIds(new Map([...idsIn(ids)].filter(([arn]) => policy.includes(JSON.stringify(arn)))));
}
