/** KMS grants in questions about access: what of a request they ask, and how that is taken while it is not known. */
import type { Grant, NewGrant } from '@coffer/policy';
import type { Key } from './subject.ts';

const CONTEXT = 'kms:encryptioncontext:';

/** The encryption context that the user says the request has; undefined: nothing is said of it. */
export function givenContext(given: readonly Key[]): ReadonlyMap<string, string> | undefined {
  const pairs = given.flatMap(([name, value]): readonly (readonly [string, string])[] =>
    name.toLowerCase().startsWith(CONTEXT) && typeof value === 'string' ? [[name.slice(CONTEXT.length), value]] : [],
  );
  return pairs.length === 0 ? undefined : new Map(pairs);
}

/** An encryption context, and a grant to be made, that fit no constraint: what is unknown goes against the request. */
export const ADVERSE = { encryptionContext: new Map([['\0', '']]) };

/** The narrowest grant: what a grant that is to be made allows goes the request's way. */
export const NOTHING: NewGrant = { operations: [] };

/** The grant without constraints on what is not known. */
export function withoutOpen(grant: Grant, open: Open): Grant {
  const { encryptionContextEquals: _equals, encryptionContextSubset: _subset, ...others } = grant;
  const { sourceArn: _sourceArn, ...rest } = open.isContextOpen ? others : grant;
  return open.isSourceOpen || grant.sourceArn === undefined ? rest : { ...rest, sourceArn: grant.sourceArn };
}

/** What of a request is not known. */
export interface Open {
  readonly isContextOpen: boolean;
  readonly isSourceOpen: boolean;
}

/** What a grant asks of a request, of that what is open; a line each. */
export function openConstraints(grant: Grant, action: string, open: Open): readonly string[] {
  const lowerCase = action.toLowerCase();
  const { encryptionContextEquals: equals, encryptionContextSubset: subset, sourceArn } = grant;
  const isContextAsked = open.isContextOpen && !WITHOUT_CONTEXT.has(lowerCase);
  return [
    ...(lowerCase === 'kms:creategrant' ? ['the new grant allows no more than this one'] : []),
    ...(isContextAsked && equals !== undefined ? [`EncryptionContextEquals ${json(equals)}`] : []),
    ...(isContextAsked && subset !== undefined ? [`EncryptionContextSubset ${json(subset)}`] : []),
    ...(open.isSourceOpen && sourceArn !== undefined ? [`SourceArn ${JSON.stringify(sourceArn)}`] : []),
  ];
}

/** Operations that grants allow whatever their encryption context constraints say; of CreateGrant they are told already. */
const WITHOUT_CONTEXT = new Set(['kms:describekey', 'kms:retiregrant', 'kms:getpublickey', 'kms:creategrant']);

function json(pairs: ReadonlyMap<string, string>): string {
  return JSON.stringify(Object.fromEntries(pairs));
}
