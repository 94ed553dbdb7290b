/** What the things of a stack are made of: the three kinds that rotation functions need. */
export type ResourceProperties = RoleProperties | FunctionProperties | PermissionProperties;

export interface RoleProperties {
  readonly type: 'AWS::IAM::Role';
  /** A policy document. */
  readonly trust: string;
  readonly managedPolicyArns: readonly string[];
  readonly policies: readonly { readonly name: string; readonly document: string }[];
}

export interface FunctionProperties {
  readonly type: 'AWS::Lambda::Function';
  /** Logical id of its role. */
  readonly role: string;
  /** Where its code lies. */
  readonly code: { readonly bucket: string; readonly key: string };
  readonly handler: string;
  readonly runtime: 'nodejs22.x';
  readonly description: string;
  /** Seconds. */
  readonly timeout: number;
  /** Megabytes. */
  readonly memory: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly vpc?: { readonly subnetIds: readonly string[]; readonly securityGroupIds: readonly string[] } | undefined;
}

/** The function's policy lets a service invoke it. */
export interface PermissionProperties {
  readonly type: 'AWS::Lambda::Permission';
  /** Name of the function. */
  readonly functionName: string;
  /** `secretsmanager.amazonaws.com` */
  readonly principal: string;
}
