import type { ResourceProperties } from '../../stacks/resource-properties.ts';

/** The properties of a resource as JSON, in the names that templates give them. */
export function propertiesShown(properties: ResourceProperties): string {
  return JSON.stringify({ Properties: namesOf(properties) });
}

function namesOf(properties: ResourceProperties): object {
  switch (properties.type) {
    case 'AWS::IAM::Role':
      return {
        AssumeRolePolicyDocument: properties.trust,
        ManagedPolicyArns: properties.managedPolicyArns,
        Policies: properties.policies.map(({ name, document }) => ({ PolicyName: name, PolicyDocument: document })),
      };
    case 'AWS::Lambda::Function':
      return {
        Code: { S3Bucket: properties.code.bucket, S3Key: properties.code.key },
        Handler: properties.handler,
        Runtime: properties.runtime,
        Description: properties.description,
        Timeout: properties.timeout,
        MemorySize: properties.memory,
        Environment: { Variables: properties.environment },
        ...(properties.vpc === undefined
          ? {}
          : { VpcConfig: { SubnetIds: properties.vpc.subnetIds, SecurityGroupIds: properties.vpc.securityGroupIds } }),
      };
    case 'AWS::Lambda::Permission':
      return {
        Action: 'lambda:InvokeFunction',
        FunctionName: properties.functionName,
        Principal: properties.principal,
      };
  }
}
