import { AwsError } from '@coffer/wire';
import { lambda } from '@coffer/wire/services';
import { parsePolicy } from '@coffer/policy';
import { findNamedPrincipals, storedIds } from '../../identities/named-principals.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { changeFunction, checkRevision, newRevision } from './change-function.ts';
import { conflict, invalidParameter } from './errors.ts';
import { existing, functionRequest, loadFunction } from './load-function.ts';
import type { FunctionPolicy } from './statement.ts';
import { policyIn, statementOf } from './statement.ts';
import { functionTrail, responseOf } from './trail.ts';

const contract = lambda.operations.AddPermission;

/** Bytes. Source: Lambda Developer Guide, "Lambda quotas": resource-based policy. */
const MAX_POLICY = 20_480;

/** AddPermission: another statement in the function's policy. */
export const addPermission = defineWrite(contract, {
  load: loadFunction,
  access: (_scope, input, loaded) => [
    functionRequest('AddPermission', loaded, () => [
      ['lambda:Principal', input.Principal],
      ['lambda:FunctionUrlAuthType', input.FunctionUrlAuthType],
    ]),
  ],
  async prepare(scope, input, loaded) {
    const meant = existing(scope, loaded, input);
    checkRevision(meant.row, input.RevisionId, 'GetPolicy');
    if (meant.qualifiedArn !== meant.arn) {
      // AWS's words, from its users' reports.
      throw invalidParameter('We currently do not support adding policies for $LATEST.');
    }
    const statement = statementOf(input, scope.partition, meant.arn);
    const before = policyIn(meant.row.policy);
    if (before.Statement.some(({ Sid }) => Sid === statement.Sid)) {
      throw conflict(
        `The statement id (${statement.Sid}) provided already exists. ` +
          'Please provide a new statement id, or remove the existing statement.',
      );
    }
    const policy: FunctionPolicy = { ...before, Statement: [...before.Statement, statement] };
    return { ...meant, statement, change: { ...newRevision(), ...(await boundPolicy(scope, policy)) } };
  },
  async handle(_scope, writer, _input, _loaded, { row, statement, change }) {
    await changeFunction(writer, row, change);
    return { Statement: JSON.stringify(statement) };
  },
  trail: { ...functionTrail, response: responseOf(contract) },
});

/**
 * A policy as it is stored, bound to the users and roles that it names.
 *
 * @throws AwsError InvalidParameterValueException for a principal that is none, PolicyLengthExceededException
 */
async function boundPolicy(scope: Pick<Scope, 'reader' | 'partition'>, policy: FunctionPolicy) {
  const document = JSON.stringify(policy);
  const length = Buffer.byteLength(document);
  if (length > MAX_POLICY) {
    throw new AwsError(
      'PolicyLengthExceededException',
      `The final policy size (${length}) is bigger than the limit (${MAX_POLICY}).`,
    );
  }
  const parsed = parsePolicy(document, 'resource');
  if (!parsed.ok) throw invalidPrincipal();
  const named = await findNamedPrincipals(scope.reader, parsed.policy, scope.partition);
  if (!named.ok) throw invalidPrincipal();
  return { policy: document, policy_ids: storedIds(named.ids) };
}

/** AWS's words, from users' reports. */
function invalidPrincipal() {
  return invalidParameter('The provided principal was invalid. Please check the principal and try again.');
}
