import type { ContextValue } from '@coffer/policy';

/** The networks and layers of a request. Source: Service Authorization Reference, "Condition keys for AWS Lambda". */
export function* networkKeys(input: {
  readonly VpcConfig?:
    | {
        readonly SubnetIds?: readonly string[] | undefined;
        readonly SecurityGroupIds?: readonly string[] | undefined;
      }
    | undefined;
  readonly Layers?: readonly string[] | undefined;
  readonly CodeSigningConfigArn?: string | undefined;
}): Generator<readonly [string, ContextValue | undefined]> {
  const { SubnetIds, SecurityGroupIds } = input.VpcConfig ?? {};
  yield ['lambda:SubnetIds', nonEmpty(SubnetIds)];
  yield ['lambda:SecurityGroupIds', nonEmpty(SecurityGroupIds)];
  yield ['lambda:Layer', nonEmpty(input.Layers)];
  yield ['lambda:CodeSigningConfigArn', input.CodeSigningConfigArn];
}

function nonEmpty(values: readonly string[] | undefined): readonly string[] | undefined {
  return values === undefined || values.length === 0 ? undefined : values;
}
