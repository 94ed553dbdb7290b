/** Making and deleting the things of a stack, through the request line and with the rights of the stack's caller. */
import { AwsError, Redacted } from '@coffer/wire';
import type { Scope } from '../../pipeline/operation.ts';
import type { FunctionProperties, PermissionProperties, RoleProperties } from '../../stacks/resource-properties.ts';
import type { ResourceRow } from '../../stacks/rows.ts';
import { propertiesIn } from '../../stacks/rows.ts';

/** A thing that is there, but not as it should be. */
export class HalfMade extends Error {
  constructor(cause: unknown) {
    super('a part of it could not be made', { cause });
    this.name = 'HalfMade';
  }
}

/**
 * Makes a thing.
 *
 * @throws AwsError what the service says when there is nothing
 * @throws HalfMade with what the service says of the rest
 */
export async function makeResource(
  scope: Scope,
  resource: ResourceRow,
  all: readonly ResourceRow[],
  stackTags: readonly (readonly [key: string, value: string])[],
): Promise<void> {
  const properties = propertiesIn(resource);
  const { physical_id: name } = resource;
  switch (properties.type) {
    case 'AWS::IAM::Role':
      return makeRole(scope, name, properties, stackTags);
    case 'AWS::Lambda::Function':
      return makeFunction(scope, name, properties, roleArn(scope, all, properties.role), stackTags);
    case 'AWS::Lambda::Permission':
      await scope.call('lambda', 'AddPermission', {
        FunctionName: properties.functionName,
        StatementId: name,
        Action: 'lambda:InvokeFunction',
        Principal: properties.principal,
      });
  }
}

async function makeRole(
  scope: Scope,
  RoleName: string,
  { trust, managedPolicyArns, policies }: RoleProperties,
  tags: readonly (readonly [key: string, value: string])[],
): Promise<void> {
  await scope.call('iam', 'CreateRole', {
    RoleName,
    AssumeRolePolicyDocument: trust,
    ...(tags.length === 0 ? {} : { Tags: tags.map(([Key, Value]) => ({ Key, Value })) }),
  });
  try {
    for (const PolicyArn of managedPolicyArns) await scope.call('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
    for (const { name: PolicyName, document: PolicyDocument } of policies) {
      await scope.call('iam', 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument });
    }
  } catch (error) {
    throw new HalfMade(error);
  }
}

async function makeFunction(
  scope: Scope,
  FunctionName: string,
  { code, handler, runtime, description, timeout, memory, environment, vpc }: FunctionProperties,
  Role: string,
  tags: readonly (readonly [key: string, value: string])[],
): Promise<void> {
  await scope.call('lambda', 'CreateFunction', {
    FunctionName,
    Role,
    Runtime: runtime,
    Handler: handler,
    Code: { S3Bucket: code.bucket, S3Key: code.key },
    Description: description,
    Timeout: timeout,
    MemorySize: memory,
    Environment: { Variables: redacted(environment) },
    ...(vpc === undefined ? {} : { VpcConfig: { SubnetIds: vpc.subnetIds, SecurityGroupIds: vpc.securityGroupIds } }),
    ...(tags.length === 0 ? {} : { Tags: Object.fromEntries(tags) }),
  });
}

/** Deletes a thing; one that is not there any more is deleted. Throws as `makeResource` does. */
export async function deleteResource(scope: Scope, resource: ResourceRow): Promise<void> {
  try {
    await remove(scope, resource);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

async function remove(scope: Scope, resource: ResourceRow): Promise<void> {
  const properties = propertiesIn(resource);
  const { physical_id: name } = resource;
  switch (properties.type) {
    case 'AWS::IAM::Role':
      return deleteRole(scope, name, properties);
    case 'AWS::Lambda::Function':
      await scope.call('lambda', 'DeleteFunction', { FunctionName: name });
      return;
    case 'AWS::Lambda::Permission':
      return deletePermission(scope, name, properties);
  }
}

/** What the stack hung on the role goes with it; what others hung on it makes IAM refuse. */
async function deleteRole(
  scope: Scope,
  RoleName: string,
  { managedPolicyArns, policies }: RoleProperties,
): Promise<void> {
  for (const { name: PolicyName } of policies) {
    await unlessGone(scope.call('iam', 'DeleteRolePolicy', { RoleName, PolicyName }));
  }
  for (const PolicyArn of managedPolicyArns) {
    await unlessGone(scope.call('iam', 'DetachRolePolicy', { RoleName, PolicyArn }));
  }
  await scope.call('iam', 'DeleteRole', { RoleName });
}

async function deletePermission(
  scope: Scope,
  StatementId: string,
  { functionName: FunctionName }: PermissionProperties,
): Promise<void> {
  await scope.call('lambda', 'RemovePermission', { FunctionName, StatementId });
}

/** Whether a function is the one that this stack made: nobody else's has its role. */
export async function isOwnFunction(
  scope: Scope,
  resource: ResourceRow,
  all: readonly ResourceRow[],
): Promise<boolean> {
  const properties = propertiesIn(resource);
  if (properties.type !== 'AWS::Lambda::Function') return true;
  try {
    // SecretsManagerReadWrite allows this one, and not GetFunctionConfiguration.
    const found = await scope.call('lambda', 'GetFunction', { FunctionName: resource.physical_id });
    return found.Configuration?.Role === roleArn(scope, all, properties.role);
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function isGone(error: unknown): boolean {
  return (
    error instanceof AwsError && (error.code === 'ResourceNotFoundException' || error.code === 'NoSuchEntityException')
  );
}

function roleArn({ partition, accountId }: Scope, all: readonly ResourceRow[], logicalId: string): string {
  const role = all.find(({ logical_id }) => logical_id === logicalId);
  return `arn:${partition}:iam::${accountId}:role/${role?.physical_id ?? ''}`;
}

/** Environment variables are kept like secrets, whatever is in them. */
function redacted(environment: Readonly<Record<string, string>>): Readonly<Record<string, Redacted<string>>> {
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, new Redacted(value)]));
}
