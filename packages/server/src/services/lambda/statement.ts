/** Statements of a function's policy, as AddPermission makes them. */
import type { InputOf } from '@coffer/wire';
import type { lambda } from '@coffer/wire/services';

type Permission = Pick<
  InputOf<typeof lambda.operations.AddPermission>,
  | 'StatementId'
  | 'Action'
  | 'Principal'
  | 'SourceArn'
  | 'SourceAccount'
  | 'EventSourceToken'
  | 'PrincipalOrgID'
  | 'FunctionUrlAuthType'
  | 'InvokedViaFunctionUrl'
>;

/** One statement, members in AWS's order. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Principal: '*' | { readonly Service: string } | { readonly AWS: string };
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A function's policy. */
export interface FunctionPolicy {
  readonly Version: '2012-10-17';
  readonly Id: 'default';
  readonly Statement: readonly PolicyStatement[];
}

/** The stored policy; without one, a policy without statements. */
export function policyIn(policy: string | null): FunctionPolicy {
  if (policy === null) return { Version: '2012-10-17', Id: 'default', Statement: [] };
  return JSON.parse(policy) as FunctionPolicy; // what this service wrote
}

/** The statement that a permission is; `resource` is the function's ARN. */
export function statementOf(permission: Permission, partition: string, resource: string): PolicyStatement {
  const condition = conditionOf(permission);
  return {
    Sid: permission.StatementId,
    Effect: 'Allow',
    Principal: principalOf(permission.Principal, partition),
    Action: permission.Action,
    Resource: resource,
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
}

function principalOf(principal: string, partition: string): PolicyStatement['Principal'] {
  if (principal === '*') return '*';
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:${partition}:iam::${principal}:root` };
  return principal.startsWith('arn:') ? { AWS: principal } : { Service: principal };
}

function conditionOf(permission: Permission): Record<string, Record<string, string>> {
  const equals = defined([
    ['AWS:SourceAccount', permission.SourceAccount],
    ['lambda:EventSourceToken', permission.EventSourceToken],
    ['aws:PrincipalOrgID', permission.PrincipalOrgID],
    ['lambda:FunctionUrlAuthType', permission.FunctionUrlAuthType],
  ]);
  const like = defined([['AWS:SourceArn', permission.SourceArn]]);
  const bool = defined([['lambda:InvokedViaFunctionUrl', permission.InvokedViaFunctionUrl?.toString()]]);
  return Object.fromEntries(
    Object.entries({ StringEquals: equals, Bool: bool, ArnLike: like }).filter(
      ([, keys]) => Object.keys(keys).length > 0,
    ),
  );
}

function defined(pairs: readonly (readonly [string, string | undefined])[]): Record<string, string> {
  return Object.fromEntries(pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined));
}
