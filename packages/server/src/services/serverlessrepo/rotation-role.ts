import type { RoleProperties } from '../../stacks/resource-properties.ts';
import type { Parameters } from './parameters.ts';
import { listIn } from './parameters.ts';

/** Where a function is to be. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/**
 * The role of a rotation function: it may rotate those secrets alone that are rotated by this function. Source: the
 * guide, "Permissions Required for Rotation".
 */
export function rotationRole(logicalId: string, place: Place, parameters: Parameters): RoleProperties {
  const { partition } = place;
  const managed = (name: string) => `arn:${partition}:iam::aws:policy/service-role/${name}`;
  const isInVpc = listIn(parameters, 'vpcSubnetIds').length > 0;
  const documents = [NETWORK, secretsPolicy(place, parameters), masterPolicy(parameters)].filter(
    statements => statements.length > 0,
  );
  return {
    type: 'AWS::IAM::Role',
    trust: documentOf([{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }]),
    managedPolicyArns: [
      managed('AWSLambdaBasicExecutionRole'),
      ...(isInVpc ? [managed('AWSLambdaVPCAccessExecutionRole')] : []),
    ],
    policies: documents.map((statements, index) => ({
      name: `${logicalId}Policy${index}`,
      document: documentOf(statements),
    })),
  };
}

const NETWORK: readonly object[] = [
  {
    Effect: 'Allow',
    Action: ['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces'],
    Resource: '*',
  },
];

function secretsPolicy({ partition, region, accountId }: Place, parameters: Parameters): readonly object[] {
  const functionName = parameters.get('functionName') ?? '';
  const functionArn = `arn:${partition}:lambda:${region}:${accountId}:function:${functionName}`;
  return [
    {
      Effect: 'Allow',
      Action: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      Resource: `arn:${partition}:secretsmanager:${region}:${accountId}:secret:*`,
      Condition: { StringEquals: { 'secretsmanager:resource/AllowRotationLambdaArn': functionArn } },
    },
    { Effect: 'Allow', Action: ['secretsmanager:GetRandomPassword'], Resource: '*' },
    ...keyStatement(parameters.get('kmsKeyArn'), ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey']),
  ];
}

/** Only a master secret that is named may be read; without it the tutorial's rotation fails first, and says why. */
function masterPolicy(parameters: Parameters): readonly object[] {
  const secret = parameters.get('masterSecretArn') ?? '';
  return [
    ...(secret === '' ? [] : [{ Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: secret }]),
    ...keyStatement(parameters.get('masterSecretKmsKeyArn'), ['kms:Decrypt', 'kms:DescribeKey']),
  ];
}

function keyStatement(keyArn: string | undefined, Action: readonly string[]): readonly object[] {
  return keyArn === undefined || keyArn === '' ? [] : [{ Effect: 'Allow', Action, Resource: keyArn }];
}

function documentOf(Statement: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}
