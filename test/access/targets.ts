/** What requests of the matrix and of the attacks name: every operation of every contract, with things that are there or not. */
import { type OperationContract, Redacted, type Shape } from '@coffer/wire';
import { services } from '@coffer/wire/services';
import type { Input, ServiceName } from './send.ts';

/** An operation of a contract. */
export interface Target {
  readonly service: ServiceName;
  readonly operation: string;
  readonly contract: OperationContract;
}

/** Every operation of every contract, by service and name. */
export function allTargets(): readonly Target[] {
  return Object.entries(services)
    .flatMap(([service, { operations }]) =>
      Object.entries<OperationContract>(operations).map(([operation, contract]) => ({
        // `as`: the key of an object that is declared with these very keys.
        service: service as ServiceName,
        operation,
        contract,
      })),
    )
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

export function nameOf({ service, operation }: Target): string {
  return `${service}:${operation}`;
}

/** How requests name one resource of each kind. */
export interface Names {
  /** A secret by ARN; a name means one of the caller's own account. */
  readonly SecretId: string;
  readonly parameter: string;
  readonly KeyId: string;
  readonly AliasName: string;
  /** In base64, under the key. */
  readonly ciphertext: string;
  readonly UserName: string;
  readonly GroupName: string;
  readonly RoleName: string;
  readonly RoleArn: string;
  readonly PolicyArn: string;
  readonly AccessKeyId: string;
  readonly InstanceProfileName: string;
  readonly SerialNumber: string;
  readonly OpenIDConnectProviderArn: string;
  readonly SAMLProviderArn: string;
  readonly userArn: string;
  /** The ARN of a function. */
  readonly lambdaFunction: string;
  readonly logGroup: string;
}

/**
 * An input that names these things, and has what else the contract requires, of the right type: what comes after
 * authorization may refuse it.
 */
export function inputFor({ service, operation, contract }: Target, names: Names): Input {
  const named = new Map<string, unknown>(Object.entries(namesOf(service, operation, names)));
  const members = Object.entries(contract.input.members).flatMap(([name, member]) => {
    const value = named.get(name);
    if (value !== undefined) return [[name, value] as const];
    return member.required === true ? [[name, valueOf(member, service)] as const] : [];
  });
  return Object.fromEntries(members);
}

function namesOf(service: ServiceName, operation: string, names: Names): Readonly<Record<string, unknown>> {
  const { SecretId, parameter, KeyId, ciphertext, AliasName, userArn, lambdaFunction, logGroup, ...others } = names;
  switch (service) {
    case 'secretsmanager':
      return { SecretId, Name: lastPart(SecretId).slice(0, -7), SecretIdList: [SecretId] };
    case 'ssm':
      return { Name: parameter, Names: [parameter], ResourceId: parameter, Path: '/', ResourceType: 'Parameter' };
    case 'kms':
      return {
        KeyId,
        AliasName: operation === 'CreateAlias' ? `${AliasName}-new` : AliasName,
        TargetKeyId: KeyId,
        CiphertextBlob: ciphertext,
        DestinationKeyId: KeyId,
        SourceKeyId: KeyId,
        GrantId: '0'.repeat(64),
        GranteePrincipal: userArn,
        RetiringPrincipal: userArn,
      };
    case 'iam':
      return { ...others, RoleArn: undefined, PolicySourceArn: userArn, Arn: userArn, PolicyName: 'policy', Path: '/' };
    case 'sts':
      return {
        RoleArn: others.RoleArn,
        RoleSessionName: 'session',
        AccessKeyId: others.AccessKeyId,
        Name: 'name',
        PrincipalArn: others.SAMLProviderArn,
        // Whom no provider has signed for: they say who asks.
        WebIdentityToken: new Redacted('not.a.token'),
        SAMLAssertion: new Redacted(Buffer.from('<no-assertion/>').toString('base64')),
      };
    case 'cloudtrail':
      return {};
    case 'logs':
      return {
        logGroupName: operation === 'CreateLogGroup' ? `${logGroup}-new` : logGroup,
        logStreamName: operation === 'CreateLogStream' ? 'new' : 'target',
        resourceArn: `arn:aws:logs:us-east-1:123456789012:log-group:${logGroup}`,
        retentionInDays: 7,
        logEvents: [{ timestamp: 1, message: 'x' }],
        tags: { k: 'v' },
        tagKeys: ['k'],
      };
    case 'lambda':
      return {
        FunctionName: lambdaFunction,
        Resource: lambdaFunction,
        // Names of an enum would be none of any function's own.
        Runtime: 'nodejs22.x',
        Role: others.RoleArn,
        Code: {},
        StatementId: 'statement',
        Action: 'lambda:InvokeFunction',
        Principal: 'secretsmanager.amazonaws.com',
        InvocationType: 'DryRun',
        TagKeys: ['k'],
      };
    case 'cloudformation':
      return { StackName: 'stack', ChangeSetName: 'changes', StackStatusFilter: ['CREATE_COMPLETE'] };
    case 'serverlessrepo':
      return {
        ApplicationId: 'arn:aws:serverlessrepo:us-east-1:297356227824:applications/SecretsManagerRotationTemplate',
        StackName: 'new-stack',
      };
  }
}

function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

function valueOf(shape: Shape, service: ServiceName): unknown {
  switch (shape.kind) {
    case 'string': {
      const text = shape.values?.[0] ?? 'x';
      const isTyped = services[service].protocols[0]?.startsWith('json') !== true;
      return shape.sensitive === true && isTyped ? new Redacted(text) : text;
    }
    case 'blob':
      return 'eA==';
    case 'boolean':
      return true;
    case 'integer':
    case 'long':
    case 'double':
      return 1;
    case 'timestamp':
      return 0;
    case 'list':
      return [valueOf(shape.of, service)];
    case 'map':
      return {};
    case 'struct':
      return Object.fromEntries(
        Object.entries(shape.members).flatMap(([name, member]) =>
          member.required === true ? [[name, valueOf(member, service)] as const] : [],
        ),
      );
  }
}
