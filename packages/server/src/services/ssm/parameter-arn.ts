/** Where a parameter is. */
export interface ParameterHome {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** The ARN of a parameter, or of a hierarchy; a name has one slash less than its path, but the same ARN. */
export function parameterArn({ partition, region, accountId }: ParameterHome, name: string): string {
  return `arn:${partition}:ssm:${region}:${accountId}:parameter${pathOf(name)}`;
}

/** The name with its leading slash: what tells parameters apart. */
export function pathOf(name: string): string {
  return name.startsWith('/') ? name : `/${name}`;
}
