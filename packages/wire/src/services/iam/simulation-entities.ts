/** What simulations are asked and answer. */
import { string, integer, boolean, list, map, required, struct } from '../../shape.ts';
import { Arn, Document, Name128 } from './shapes.ts';

/** Which inline policy of whom. */
export const InlinePolicyIdentifierType = struct({
  PolicyName: required(Name128),
  AttachmentType: required(string({ values: ['user', 'group', 'role'] })),
  AttachmentName: required(Name128),
});

/** A policy that is left out of a simulation. */
export const PolicyIdentifier = struct({
  PolicyType: string({ values: ['inline', 'aws-managed', 'user-managed', 'permission-boundary', 'scp', 'rcp'] }),
  PolicyArn: Arn,
  InlinePolicyIdentifier: InlinePolicyIdentifierType,
});

/** The value of a condition key. */
export const ContextEntry = struct({
  ContextKeyName: string({ min: 5, max: 256 }),
  ContextKeyValues: list(string()),
  ContextKeyType: string({
    values: [
      'string',
      'stringList',
      'numeric',
      'numericList',
      'boolean',
      'booleanList',
      'ip',
      'ipList',
      'binary',
      'binaryList',
      'date',
      'dateList',
    ],
  }),
});

/** A place in a document; both count from 1. */
export const Position = struct({ Line: integer(), Column: integer() });

/** A statement that decided. AWS sends `IAM Policy` as its type, which its model does not have. */
export const Statement = struct({
  SourcePolicyId: string(),
  SourcePolicyType: string(),
  StartPosition: Position,
  EndPosition: Position,
});

/** What service control policies decide. */
export const OrganizationsDecisionDetail = struct({ AllowedByOrganizations: boolean() });

/** What the permissions boundary decides. */
export const PermissionsBoundaryDecisionDetail = struct({ AllowedByPermissionsBoundary: boolean() });

/** A decision about one of several resources. */
export const ResourceSpecificResult = struct({
  EvalResourceName: required(string({ min: 1, max: 2048 })),
  EvalResourceDecision: required(string({ values: ['allowed', 'explicitDeny', 'implicitDeny'] })),
  MatchedStatements: list(Statement),
  MissingContextValues: list(string({ min: 5, max: 256 })),
  EvalDecisionDetails: map(
    string({ min: 3, max: 256 }),
    string({ values: ['allowed', 'explicitDeny', 'implicitDeny'] }),
  ),
  PermissionsBoundaryDecisionDetail,
});

/** A decision about an action. */
export const EvaluationResult = struct({
  EvalActionName: required(string({ min: 3, max: 128 })),
  EvalResourceName: string({ min: 1, max: 2048 }),
  EvalDecision: required(string({ values: ['allowed', 'explicitDeny', 'implicitDeny'] })),
  MatchedStatements: list(Statement),
  MissingContextValues: list(string({ min: 5, max: 256 })),
  OrganizationsDecisionDetail,
  PermissionsBoundaryDecisionDetail,
  EvalDecisionDetails: map(
    string({ min: 3, max: 256 }),
    string({ values: ['allowed', 'explicitDeny', 'implicitDeny'] }),
  ),
  ResourceSpecificResults: list(ResourceSpecificResult),
});

/** The service control policies of one level of an organization. */
export const OrderedOrganizationPolicyType = struct({ ServiceControlPolicyInputList: list(Document) });
