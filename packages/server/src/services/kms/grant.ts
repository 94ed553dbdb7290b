/** Grants as they are stored and as answers show them. */
import type { Grant } from '@coffer/policy';
import type { GrantRow } from './grant-store.ts';

type Pairs = Readonly<Record<string, string>>;

/** What a request must have for a grant to allow it. */
export interface Constraints {
  readonly EncryptionContextEquals?: Pairs | undefined;
  readonly EncryptionContextSubset?: Pairs | undefined;
  readonly SourceArn?: string | undefined;
}

/** Constraints as a column holds them: the same ones always as the same text. */
export function storedConstraints(constraints: Constraints | undefined): string | null {
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset, SourceArn } = constraints ?? {};
  const stored = {
    ...(equals === undefined ? {} : { EncryptionContextEquals: inOrder(equals) }),
    ...(subset === undefined ? {} : { EncryptionContextSubset: inOrder(subset) }),
    ...(SourceArn === undefined ? {} : { SourceArn }),
  };
  return Object.keys(stored).length === 0 ? null : JSON.stringify(stored);
}

function inOrder(pairs: Pairs): Pairs {
  return Object.fromEntries(Object.entries(pairs).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export function constraintsIn({ constraints }: Pick<GrantRow, 'constraints'>): Constraints | undefined {
  return constraints === null ? undefined : (JSON.parse(constraints) as Constraints); // what `storedConstraints` wrote
}

export function operationsIn({ operations }: Pick<GrantRow, 'operations'>): readonly string[] {
  return JSON.parse(operations) as readonly string[]; // what CreateGrant wrote
}

/** A grant for the policy engine. */
export function readGrant(row: GrantRow): Grant {
  const { grant_id: id, grantee, grantee_id: granteeId } = row;
  const constraints = constraintsIn(row);
  return {
    id,
    grantee,
    ...(granteeId === null ? {} : { granteeId }),
    operations: operationsIn(row),
    ...contextConstraints(constraints),
    ...(constraints?.SourceArn === undefined ? {} : { sourceArn: constraints.SourceArn }),
  };
}

/** The constraints on the encryption context, for the policy engine. */
export function contextConstraints(
  constraints: Constraints | undefined,
): Pick<Grant, 'encryptionContextEquals' | 'encryptionContextSubset'> {
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } = constraints ?? {};
  return {
    ...(equals === undefined ? {} : { encryptionContextEquals: new Map(Object.entries(equals)) }),
    ...(subset === undefined ? {} : { encryptionContextSubset: new Map(Object.entries(subset)) }),
  };
}
