/** KMS grants: permissions on one key for one principal, given by an operation instead of a document. */
import { compilePrincipals, type CompiledPrincipals } from '../compile/compile-principals.ts';
import type { StatementRef } from '../compile/compiled-policy.ts';
import { readPrincipalArn } from '../parse/principal-arn.ts';
import { matchPrincipals, type Naming, NOT_NAMED } from './match-principals.ts';
import type { Question } from './match-statement.ts';

export interface Grant {
  readonly id: string;
  /** An account, user, role, session or federated user as an ARN; or a service's principal. */
  readonly grantee: string;
  /** `Decrypt`, `GenerateDataKey`: without the service's prefix. */
  readonly operations: readonly string[];
  /** The request's encryption context must be exactly this. */
  readonly encryptionContextEquals?: ReadonlyMap<string, string>;
  /** The request's encryption context must have at least this. */
  readonly encryptionContextSubset?: ReadonlyMap<string, string>;
}

export interface CompiledGrant {
  readonly ref: StatementRef;
  readonly grantees: CompiledPrincipals;
  /** `kms:decrypt`: in lower case. */
  readonly actions: ReadonlySet<string>;
  readonly equals: ReadonlyMap<string, string> | undefined;
  readonly subset: ReadonlyMap<string, string> | undefined;
}

/** A grant whose grantee cannot be read is for nobody. */
export function compileGrant(grant: Grant): CompiledGrant {
  const { id, grantee } = grant;
  const entry = grantee.includes(':') ? readPrincipalArn(grantee) : ({ type: 'service', name: grantee } as const);
  return {
    ref: { policy: id, kind: 'grant', index: 0 },
    grantees: compilePrincipals({ except: false, entries: entry === undefined ? [] : [entry] }, new Map()),
    actions: new Set(grant.operations.map(operation => `kms:${operation.toLowerCase()}`)),
    equals: grant.encryptionContextEquals,
    subset: grant.encryptionContextSubset,
  };
}

/** How the grant names the principal: NOT_NAMED when it does not allow the request. */
export function matchGrant(grant: CompiledGrant, question: Question): Naming {
  const { principal, encryptionContext = NO_CONTEXT } = question.request;
  if (
    !grant.actions.has(question.action) ||
    (grant.equals !== undefined &&
      (grant.equals.size !== encryptionContext.size || !hasAll(encryptionContext, grant.equals))) ||
    (grant.subset !== undefined && !hasAll(encryptionContext, grant.subset))
  ) {
    return NOT_NAMED;
  }
  return matchPrincipals(grant.grantees, principal, 'Allow', question.hasBoundary);
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
