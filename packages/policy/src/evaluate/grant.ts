/** KMS grants: permissions on one key for one principal, given by an operation instead of a document. */
import { compilePrincipals, type CompiledPrincipals } from '../compile/compile-principals.ts';
import type { StatementRef } from '../compile/compiled-policy.ts';
import { readPrincipalArn } from '../parse/principal-arn.ts';
import { matchPrincipals, type Naming, NOT_NAMED } from './match-principals.ts';
import type { Question, StatementPart } from './match-statement.ts';
import type { NewGrant } from './request.ts';

export interface Grant {
  readonly id: string;
  /** An account, user, role, session or federated user as an ARN; or a service's principal. */
  readonly grantee: string;
  /** The unique id of the user or role that the ARN meant when the grant was made: nobody else of that name has it. */
  readonly granteeId?: string;
  /** `Decrypt`, `GenerateDataKey`: without the service's prefix. */
  readonly operations: readonly string[];
  /** The request's encryption context must be exactly this. */
  readonly encryptionContextEquals?: ReadonlyMap<string, string>;
  /** The request's encryption context must have at least this. */
  readonly encryptionContextSubset?: ReadonlyMap<string, string>;
  /** `aws:SourceArn` of the request must be this. */
  readonly sourceArn?: string;
}

export interface CompiledGrant {
  readonly ref: StatementRef;
  readonly grantees: CompiledPrincipals;
  /** `kms:decrypt`: in lower case. */
  readonly actions: ReadonlySet<string>;
  readonly equals: ReadonlyMap<string, string> | undefined;
  readonly subset: ReadonlyMap<string, string> | undefined;
  readonly sourceArn: string | undefined;
}

/** A grant whose grantee cannot be read is for nobody. */
export function compileGrant(grant: Grant): CompiledGrant {
  const { id, grantee, granteeId } = grant;
  const uniqueIds = granteeId === undefined ? NOBODY : new Map([[grantee, granteeId]]);
  const entry = grantee.includes(':') ? readPrincipalArn(grantee) : ({ type: 'service', name: grantee } as const);
  return {
    ref: { policy: id, kind: 'grant', index: 0 },
    grantees: compilePrincipals({ except: false, entries: entry === undefined ? [] : [entry] }, uniqueIds),
    actions: new Set(grant.operations.map(operation => `kms:${operation.toLowerCase()}`)),
    equals: grant.encryptionContextEquals,
    subset: grant.encryptionContextSubset,
    sourceArn: grant.sourceArn,
  };
}

const NOBODY: ReadonlyMap<string, string> = new Map();

/**
 * How the grant names the principal: NOT_NAMED when it does not allow the request. Constraints are about operations that
 * have an encryption context; what a grant lets others make must be as narrow as itself (KMS Developer Guide, "Grants",
 * "Granting CreateGrant permission").
 */
export function matchGrant(grant: CompiledGrant, question: Question): Naming {
  const { principal, newGrant, encryptionContext = NO_CONTEXT, context } = question.request;
  if (
    !grant.actions.has(question.action) ||
    (grant.sourceArn !== undefined &&
      question.action !== 'kms:retiregrant' &&
      context.get('aws:sourcearn') !== grant.sourceArn) ||
    !(question.action === 'kms:creategrant'
      ? newGrant !== undefined && isNarrower(grant, newGrant)
      : WITHOUT_CONTEXT.has(question.action) || fits(grant, encryptionContext))
  ) {
    return NOT_NAMED;
  }
  return matchPrincipals(grant.grantees, principal, 'Allow', question.hasBoundary);
}

/** The first part that keeps a grant from allowing the request: `condition` stands for its constraints. For people. */
export function failedPartOfGrant(grant: CompiledGrant, question: Question): StatementPart | undefined {
  if (!grant.actions.has(question.action)) return 'action';
  const naming = matchPrincipals(grant.grantees, question.request.principal, 'Allow', question.hasBoundary);
  if (naming === NOT_NAMED) return 'principal';
  return matchGrant(grant, question) === NOT_NAMED ? 'condition' : undefined;
}

/** Operations that grants allow whatever their constraints say. */
const WITHOUT_CONTEXT: ReadonlySet<string> = new Set(['kms:describekey', 'kms:retiregrant', 'kms:getpublickey']);

function fits({ equals, subset }: CompiledGrant, context: ReadonlyMap<string, string>): boolean {
  return (equals === undefined || isSame(context, equals)) && (subset === undefined || hasAll(context, subset));
}

/** Whether a grant that is to be made allows nothing that its maker's grant does not allow. */
function isNarrower({ actions, equals, subset }: CompiledGrant, made: NewGrant): boolean {
  const { encryptionContextEquals: madeEquals, encryptionContextSubset: madeSubset = NO_CONTEXT } = made;
  return (
    made.operations.every(operation => actions.has(`kms:${operation.toLowerCase()}`)) &&
    (equals === undefined || (madeEquals !== undefined && isSame(madeEquals, equals))) &&
    (subset === undefined || hasAll(madeEquals ?? madeSubset, subset))
  );
}

function isSame(actual: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string>): boolean {
  return wanted.size === actual.size && hasAll(actual, wanted);
}

const NO_CONTEXT: ReadonlyMap<string, string> = new Map();

function hasAll(actual: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string>): boolean {
  for (const [key, value] of wanted) {
    if (actual.get(key) !== value) {
      return false;
    }
  }
  return true;
}
