/** For each of AWS's examples the state in which its answer is possible, and what is misprinted in it. */

/** An operation and its input. */
export type Step = readonly [operation: string, input: Readonly<Record<string, unknown>>];

/** How one example is replayed. */
export interface ExampleState {
  /** Requests before it, in order. */
  readonly before?: readonly Step[];
  /** What the request has beside the printed members: an SDK fills in a token where it is left out. */
  readonly input?: Readonly<Record<string, unknown>>;
  /** Members whose printed answer is not possible, and what stands there instead. */
  readonly output?: Readonly<Record<string, unknown>>;
  /** Why `output` is needed. */
  readonly because?: string;
}

const SecretId = 'MyTestDatabaseSecret';
const SECRET1 = 'EXAMPLE1-90ab-cdef-fedc-ba987SECRET1';
const SECRET2 = 'EXAMPLE2-90ab-cdef-fedc-ba987SECRET2';
const EXAMPLE1 = 'EXAMPLE1-90ab-cdef-fedc-ba987EXAMPLE';
const EXAMPLE2 = 'EXAMPLE2-90ab-cdef-fedc-ba987EXAMPLE';
const EXAMPLE3 = 'EXAMPLE3-90ab-cdef-fedc-ba987EXAMPLE';
const ARN = 'arn:aws:secretsmanager:us-west-2:123456789012:secret:MyTestDatabaseSecret-a1b2c3';
const RotationLambdaARN = 'arn:aws:lambda:us-west-2:123456789012:function:MyTestRotationLambda';
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::123456789012:root' },
      Action: 'secretsmanager:GetSecretValue',
      Resource: '*',
    },
  ],
});

function create(ClientRequestToken: string, more: Readonly<Record<string, unknown>> = {}): Step {
  return ['CreateSecret', { Name: SecretId, ClientRequestToken, SecretString: 'v', ...more }];
}

function put(ClientRequestToken: string, VersionStages?: readonly string[]): Step {
  return [
    'PutSecretValue',
    { SecretId, ClientRequestToken, SecretString: `v of ${ClientRequestToken}`, VersionStages },
  ];
}

function moveStage(VersionStage: string, RemoveFromVersionId?: string, MoveToVersionId?: string): Step {
  return ['UpdateSecretVersionStage', { SecretId, VersionStage, RemoveFromVersionId, MoveToVersionId }];
}

const putPolicy: Step = ['PutResourcePolicy', { SecretId, ResourcePolicy: POLICY }];
const date = '{date}';

/** In inputs and outputs: the ARN of a customer key. */
export const CUSTOMER_KEY = '{customer key}';

/** By operation and title. */
export const exampleStates: ReadonlyMap<string, ExampleState> = new Map<string, ExampleState>([
  [
    'CancelRotateSecret: To cancel scheduled rotation for a secret',
    { before: [create(SECRET1)], output: { Name: SecretId }, because: 'the name is printed as `Name`' },
  ],
  ['CreateSecret: To create a basic secret', {}],
  [
    'DeleteResourcePolicy: To delete the resource-based policy attached to a secret',
    { before: [create(SECRET1), putPolicy], output: { ARN }, because: 'the ARN is that of another secret' },
  ],
  [
    'DeleteSecret: To delete a secret',
    {
      before: [create(SECRET1, { Name: 'MyTestDatabaseSecret1' })],
      output: { ARN: ARN.replace('Secret-', 'Secret1-'), Name: 'MyTestDatabaseSecret1' },
      because: 'the request has a digit that the answer has not',
    },
  ],
  [
    'DescribeSecret: To retrieve the details of a secret',
    {
      before: [
        create(EXAMPLE1, { Description: 'My test database secret', KmsKeyId: CUSTOMER_KEY }),
        [
          'TagResource',
          {
            SecretId,
            Tags: [
              { Key: 'SecondTag', Value: 'AnotherValue' },
              { Key: 'FirstTag', Value: 'SomeValue' },
            ],
          },
        ],
        [
          'RotateSecret',
          {
            SecretId,
            ClientRequestToken: EXAMPLE2,
            RotationLambdaARN,
            RotationRules: { Duration: '2h', ScheduleExpression: 'cron(0 16 1,15 * ? *)' },
          },
        ],
        put(EXAMPLE2, ['AWSPENDING']),
        moveStage('AWSCURRENT', EXAMPLE1, EXAMPLE2),
        moveStage('AWSPENDING', EXAMPLE2),
        ['GetSecretValue', { SecretId }],
      ],
      output: { KmsKeyId: CUSTOMER_KEY, CreatedDate: date, NextRotationDate: date },
      because: 'the key is one of this server; the two dates are missing in the example',
    },
  ],
  [
    'GetRandomPassword: To generate a random password',
    { output: { RandomPassword: '{20 characters}' }, because: 'it is random' },
  ],
  [
    'GetResourcePolicy: To retrieve the resource-based policy attached to a secret',
    { before: [create(SECRET1), putPolicy] },
  ],
  [
    'GetSecretValue: To retrieve the encrypted secret value of a secret',
    {
      before: [create(SECRET1, { SecretString: '{\n  "username":"david",\n  "password":"EXAMPLE-PASSWORD"\n}\n' })],
      output: { VersionStages: ['AWSCURRENT'] },
      because: 'a request without a label reads AWSCURRENT',
    },
  ],
  [
    'ListSecretVersionIds: To list all of the secret versions associated with a secret',
    {
      before: [create(EXAMPLE3), put(EXAMPLE1), put(EXAMPLE2)],
      output: {
        Versions: [
          { CreatedDate: date, KmsKeyIds: ['DefaultEncryptionKey'], VersionId: EXAMPLE3 },
          {
            CreatedDate: date,
            KmsKeyIds: ['DefaultEncryptionKey'],
            VersionId: EXAMPLE1,
            VersionStages: ['AWSPREVIOUS'],
          },
          {
            CreatedDate: date,
            KmsKeyIds: ['DefaultEncryptionKey'],
            VersionId: EXAMPLE2,
            VersionStages: ['AWSCURRENT'],
          },
        ],
      },
      because: 'an id has a semicolon; the keys are missing; recorded: with deprecated ones the oldest comes first',
    },
  ],
  [
    'ListSecrets: To list the secrets in your account',
    {
      before: [
        create(EXAMPLE1, { Description: 'My test database secret' }),
        create(EXAMPLE2, {
          Name: 'MyTestDatabaseSecret1',
          Description: 'Another secret created for a different database',
        }),
      ],
      output: {
        SecretList: [
          {
            ARN,
            CreatedDate: date,
            Description: 'My test database secret',
            LastChangedDate: date,
            Name: SecretId,
            SecretVersionsToStages: { [EXAMPLE1]: ['AWSCURRENT'] },
          },
          {
            ARN: ARN.replace('Secret-', 'Secret1-'),
            CreatedDate: date,
            Description: 'Another secret created for a different database',
            LastChangedDate: date,
            Name: 'MyTestDatabaseSecret1',
            SecretVersionsToStages: { [EXAMPLE2]: ['AWSCURRENT'] },
          },
        ],
      },
      because: 'CreatedDate is missing in the example',
    },
  ],
  ['PutResourcePolicy: To add a resource-based policy to a secret', { before: [create(SECRET1)] }],
  ['PutSecretValue: To store a secret value in a new version of a secret', { before: [create(EXAMPLE1)] }],
  [
    'RestoreSecret: To restore a previously deleted secret',
    { before: [create(SECRET1), ['DeleteSecret', { SecretId, RecoveryWindowInDays: 7 }]] },
  ],
  [
    'RotateSecret: To configure rotation for a secret',
    { before: [create(SECRET1)], input: { ClientRequestToken: SECRET2 } },
  ],
  [
    'RotateSecret: To request an immediate rotation for a secret',
    {
      before: [
        create(SECRET1),
        ['RotateSecret', { SecretId, ClientRequestToken: EXAMPLE1, RotationLambdaARN }],
        moveStage('AWSPENDING', EXAMPLE1),
      ],
      input: { ClientRequestToken: SECRET2 },
    },
  ],
  ['TagResource: To add tags to a secret', { before: [create(SECRET1, { Name: 'MyExampleSecret' })] }],
  [
    'UntagResource: To remove tags from a secret',
    { before: [create(SECRET1, { Tags: [{ Key: 'FirstTag', Value: 'SomeValue' }] })] },
  ],
  ['UpdateSecret: To update the description of a secret', { before: [create(SECRET1)] }],
  [
    'UpdateSecret: To update the KMS key associated with a secret',
    { before: [create(SECRET1)], input: { ClientRequestToken: SECRET2, KmsKeyId: CUSTOMER_KEY } },
  ],
  [
    'UpdateSecret: To create a new version of the encrypted secret value',
    {
      before: [create(SECRET1)],
      input: { ClientRequestToken: EXAMPLE1 },
      output: { ARN },
      because: 'the ARN begins with aws:arn',
    },
  ],
  ['UpdateSecretVersionStage: To add a staging label attached to a version of a secret', { before: [create(SECRET1)] }],
  [
    'UpdateSecretVersionStage: To delete a staging label attached to a version of a secret',
    { before: [create(SECRET1), moveStage('STAGINGLABEL1', undefined, SECRET1)] },
  ],
  [
    'UpdateSecretVersionStage: To move a staging label from one version of a secret to another',
    {
      before: [
        create(SECRET1),
        ['PutSecretValue', { SecretId, ClientRequestToken: SECRET2, SecretString: 'v', VersionStages: ['other'] }],
      ],
    },
  ],
  ['ValidateResourcePolicy: To validate a resource-based policy to a secret', { before: [create(SECRET1)] }],
]);
