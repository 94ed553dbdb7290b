/**
 * AWS Lambda, API version 2015-03-31: functions, their policies and tags, and running them.
 * Source: https://docs.aws.amazon.com/lambda/latest/api/
 */
import { service } from '../contract.ts';
import { blob, boolean, double, integer, list, long, map, required, string, struct } from '../shape.ts';

const LastUpdateStatusReasonCode = string({
  values: [
    'EniLimitExceeded',
    'InsufficientRolePermissions',
    'InvalidConfiguration',
    'InternalError',
    'SubnetOutOfIPAddresses',
    'InvalidSubnet',
    'InvalidSecurityGroup',
    'ImageDeleted',
    'ImageAccessDenied',
    'InvalidImage',
    'KMSKeyAccessDenied',
    'KMSKeyNotFound',
    'InvalidStateKMSKey',
    'DisabledKMSKey',
    'EFSIOError',
    'EFSMountConnectivityError',
    'EFSMountFailure',
    'EFSMountTimeout',
    'InvalidRuntime',
    'InvalidZipFileException',
    'FunctionError',
    'ServiceQuotaExceededException',
    'VcpuLimitExceeded',
    'CapacityProviderScalingLimitExceeded',
    'InsufficientCapacity',
    'EC2RequestLimitExceeded',
    'FunctionError.InitTimeout',
    'FunctionError.RuntimeInitError',
    'FunctionError.ExtensionInitError',
    'FunctionError.InvalidEntryPoint',
    'FunctionError.InvalidWorkingDirectory',
    'FunctionError.PermissionDenied',
    'FunctionError.TooManyExtensions',
    'FunctionError.InitResourceExhausted',
    'DisallowedByVpcEncryptionControl',
    'DependencyError',
  ],
});
const Runtime = string({
  values: [
    'nodejs',
    'nodejs4.3',
    'nodejs6.10',
    'nodejs8.10',
    'nodejs10.x',
    'nodejs12.x',
    'nodejs14.x',
    'nodejs16.x',
    'nodejs18.x',
    'nodejs20.x',
    'nodejs22.x',
    'nodejs24.x',
    'java8',
    'java8.al2',
    'java11',
    'java17',
    'java21',
    'java25',
    'python2.7',
    'python3.6',
    'python3.7',
    'python3.8',
    'python3.9',
    'python3.10',
    'python3.11',
    'python3.12',
    'python3.13',
    'python3.14',
    'dotnetcore1.0',
    'dotnetcore2.0',
    'dotnetcore2.1',
    'dotnetcore3.1',
    'dotnet6',
    'dotnet8',
    'dotnet10',
    'nodejs4.3-edge',
    'go1.x',
    'ruby2.5',
    'ruby2.7',
    'ruby3.2',
    'ruby3.3',
    'ruby3.4',
    'ruby4.0',
    'provided',
    'provided.al2',
    'provided.al2023',
    'nodejs26.x',
    'python3.15',
    'java8.al2023',
    'java11.al2023',
    'java17.al2023',
  ],
});
const StateReasonCode = string({
  values: [
    'Idle',
    'Creating',
    'Restoring',
    'EniLimitExceeded',
    'InsufficientRolePermissions',
    'InvalidConfiguration',
    'InternalError',
    'SubnetOutOfIPAddresses',
    'InvalidSubnet',
    'InvalidSecurityGroup',
    'ImageDeleted',
    'ImageAccessDenied',
    'InvalidImage',
    'KMSKeyAccessDenied',
    'KMSKeyNotFound',
    'InvalidStateKMSKey',
    'DisabledKMSKey',
    'EFSIOError',
    'EFSMountConnectivityError',
    'EFSMountFailure',
    'EFSMountTimeout',
    'InvalidRuntime',
    'InvalidZipFileException',
    'FunctionError',
    'ServiceQuotaExceededException',
    'VcpuLimitExceeded',
    'CapacityProviderScalingLimitExceeded',
    'InsufficientCapacity',
    'EC2RequestLimitExceeded',
    'FunctionError.InitTimeout',
    'FunctionError.RuntimeInitError',
    'FunctionError.ExtensionInitError',
    'FunctionError.InvalidEntryPoint',
    'FunctionError.InvalidWorkingDirectory',
    'FunctionError.PermissionDenied',
    'FunctionError.TooManyExtensions',
    'FunctionError.InitResourceExhausted',
    'DisallowedByVpcEncryptionControl',
    'DrainingDurableExecutions',
    'DependencyError',
  ],
});
const ShortFunctionName = string({
  min: 1,
  max: 140,
  pattern:
    '(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?',
});
const Role = string({ max: 10000, pattern: 'arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+' });
const Handler = string({ max: 128, pattern: '[^\\s]+' });
const PublishTo = string({ values: ['LATEST_PUBLISHED'] });
const PackageType = string({ values: ['Zip', 'Image'] });
const KMSKeyArn = string({ max: 10000, pattern: '(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()' });
const TagsKey = string({ min: 1, max: 128, pattern: '([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)' });
const TagsValue = string({ max: 256, pattern: '([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)' });
const LayersItem = string({
  min: 1,
  max: 2048,
  pattern:
    '((arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]+)|(arn:[a-zA-Z0-9-]+:lambda:::awslayer:[a-zA-Z0-9-_]+))',
});
const ArchitecturesItem = string({ values: ['x86_64', 'arm64'] });
const FunctionName = string({
  min: 1,
  max: 256,
  pattern:
    '(arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:|(((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?))(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?',
});
const FunctionArn = string({
  max: 10000,
  pattern:
    'arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:function:[a-zA-Z0-9-_\\.]+(:(\\$LATEST(\\.PUBLISHED)?|[a-zA-Z0-9-_]+))?',
});
const LastModified = string({ max: 100, pattern: '.*' });
const Version = string({ min: 1, max: 1024, pattern: '(\\$LATEST|[0-9]+)' });
const MasterArn = string({
  max: 10000,
  pattern:
    'arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?',
});
const State = string({
  values: ['Pending', 'Active', 'Inactive', 'Failed', 'Deactivating', 'Deactivated', 'ActiveNonInvocable', 'Deleting'],
});
const LastUpdateStatus = string({ values: ['Successful', 'Failed', 'InProgress'] });
const SigningProfileVersionArn = string({
  max: 10000,
  pattern:
    'arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)',
});
const Qualifier = string({ min: 1, max: 128, pattern: '\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+' });
const S3Bucket = string({ min: 3, max: 63, pattern: '[0-9A-Za-z\\.\\-_]*(?<!\\.)' });
const S3Key = string({ min: 1, max: 1024, pattern: '.*' });
const S3ObjectStorageMode = string({ values: ['COPY', 'REFERENCE'] });
const Resource = string({
  min: 1,
  max: 10000,
  pattern:
    'arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:(function:[a-zA-Z0-9-_]+(:(\\$LATEST|[a-zA-Z0-9-_]+))?|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|(capacity-provider|network-connector):[a-zA-Z0-9-_]{1,64})',
});
const VariablesKey = string({ pattern: '[a-zA-Z]([a-zA-Z0-9_])+', sensitive: true });
const ApplyOn = string({ values: ['PublishedVersions', 'None'] });
const Mode = string({ values: ['Active', 'PassThrough'] });
const SubnetIdsItem = string({ max: 1024, pattern: 'subnet-[0-9a-z]*' });
const SecurityGroupIdsItem = string({ max: 1024, pattern: 'sg-[0-9a-zA-Z]*' });
const Tags = map(TagsKey, TagsValue);
const Layers = list(LayersItem);
const Architectures = list(ArchitecturesItem, { min: 1, max: 1 });
const Variables = map(VariablesKey, string({ sensitive: true }), { sensitive: true });
const EntryPoint = list(string(), { max: 1500 });
const SubnetIds = list(SubnetIdsItem, { max: 16 });
const SecurityGroupIds = list(SecurityGroupIdsItem, { max: 5 });
const LambdaManagedInstancesCapacityProviderConfig = struct({
  CapacityProviderArn: required(
    string({
      min: 1,
      max: 140,
      pattern:
        'arn:aws[a-zA-Z-]*:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:capacity-provider:[a-zA-Z0-9-_]+',
    }),
  ),
  PerExecutionEnvironmentMaxConcurrency: integer({ min: 1, max: 1600 }),
  ExecutionEnvironmentMemoryGiBPerVCpu: double({ min: 2, max: 8 }),
});
const CapacityProviderConfig = struct({
  LambdaManagedInstancesCapacityProviderConfig: required(LambdaManagedInstancesCapacityProviderConfig),
});
const Concurrency = struct({ ReservedConcurrentExecutions: integer() });
const DeadLetterConfig = struct({ TargetArn: KMSKeyArn });
const DurableConfig = struct({
  KMSKeyArn: KMSKeyArn,
  RetentionPeriodInDays: integer({ min: 1, max: 90 }),
  ExecutionTimeout: integer({ min: 1, max: 31622400 }),
});
const Environment = struct({ Variables: Variables });
const EnvironmentError = struct({ ErrorCode: string(), Message: string({ sensitive: true }) });
const EnvironmentResponse = struct({ Variables: Variables, Error: EnvironmentError });
const EphemeralStorage = struct({ Size: required(integer({ min: 512, max: 10240 })) });
const S3FilesConfig = struct({ DirectS3Read: string() });
const FileSystemConfig = struct({
  Arn: required(
    string({
      max: 256,
      pattern:
        'arn:aws[a-zA-Z-]*:elasticfilesystem:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:access-point/fsap-[a-f0-9]{17}$|^arn:aws[-a-z]*:s3files:[0-9a-z-:]+:file-system/fs-[0-9a-f]{17,40}/access-point/fsap-[0-9a-f]{17,40}',
    }),
  ),
  LocalMountPath: required(string({ max: 160, pattern: '/mnt/[a-zA-Z0-9-_.]+' })),
  S3FilesConfig: S3FilesConfig,
});
const FunctionCode = struct({
  ZipFile: blob({ sensitive: true }),
  S3Bucket: S3Bucket,
  S3Key: S3Key,
  S3ObjectVersion: S3Key,
  S3ObjectStorageMode: S3ObjectStorageMode,
  ImageUri: string(),
  SourceKMSKeyArn: KMSKeyArn,
});
const ResolvedS3Object = struct({ S3Bucket: S3Bucket, S3Key: S3Key, S3ObjectVersion: S3Key });
const FunctionCodeLocationError = struct({ ErrorCode: string(), Message: string({ sensitive: true }) });
const FunctionCodeLocation = struct({
  RepositoryType: string(),
  Location: string({ max: 10000 }),
  ImageUri: string(),
  ResolvedImageUri: string(),
  ResolvedS3Object: ResolvedS3Object,
  SourceKMSKeyArn: KMSKeyArn,
  Error: FunctionCodeLocationError,
});
const VpcConfigResponse = struct({
  SubnetIds: SubnetIds,
  SecurityGroupIds: SecurityGroupIds,
  VpcId: string(),
  Ipv6AllowedForDualStack: boolean(),
});
const TracingConfigResponse = struct({ Mode: Mode });
const Layer = struct({
  Arn: LayersItem,
  CodeSize: long(),
  SigningProfileVersionArn: SigningProfileVersionArn,
  SigningJobArn: SigningProfileVersionArn,
});
const ImageConfig = struct({ EntryPoint: EntryPoint, Command: EntryPoint, WorkingDirectory: string({ max: 1000 }) });
const ImageConfigError = struct({ ErrorCode: string(), Message: string({ sensitive: true }) });
const ImageConfigResponse = struct({ ImageConfig: ImageConfig, Error: ImageConfigError });
const SnapStartResponse = struct({ ApplyOn: ApplyOn, OptimizationStatus: string({ values: ['On', 'Off'] }) });
const RuntimeVersionError = struct({ ErrorCode: string(), Message: string({ sensitive: true }) });
const RuntimeVersionConfig = struct({
  RuntimeVersionArn: string({
    min: 26,
    max: 2048,
    pattern: 'arn:(aws[a-zA-Z-]*):lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}::runtime:.+',
  }),
  Error: RuntimeVersionError,
});
const LoggingConfig = struct({
  LogFormat: string({ values: ['JSON', 'Text'] }),
  ApplicationLogLevel: string({ values: ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] }),
  SystemLogLevel: string({ values: ['DEBUG', 'INFO', 'WARN'] }),
  LogGroup: string({ min: 1, max: 512, pattern: '[\\.\\-_/#A-Za-z0-9]+' }),
});
const TenancyConfig = struct({ TenantIsolationMode: required(string({ values: ['PER_TENANT'] })) });
const FunctionConfiguration = struct({
  FunctionName: FunctionName,
  FunctionArn: FunctionArn,
  Runtime: Runtime,
  Role: Role,
  Handler: Handler,
  CodeSize: long(),
  Description: string({ max: 256 }),
  Timeout: integer({ min: 1, max: 5400 }),
  MemorySize: integer({ min: 128, max: 32768 }),
  LastModified: LastModified,
  CodeSha256: string(),
  Version: Version,
  VpcConfig: VpcConfigResponse,
  DeadLetterConfig: DeadLetterConfig,
  Environment: EnvironmentResponse,
  KMSKeyArn: KMSKeyArn,
  TracingConfig: TracingConfigResponse,
  MasterArn: MasterArn,
  RevisionId: string(),
  Layers: list(Layer),
  State: State,
  StateReason: string(),
  StateReasonCode: StateReasonCode,
  LastUpdateStatus: LastUpdateStatus,
  LastUpdateStatusReason: string(),
  LastUpdateStatusReasonCode: LastUpdateStatusReasonCode,
  FileSystemConfigs: list(FileSystemConfig, { max: 1 }),
  SigningProfileVersionArn: SigningProfileVersionArn,
  SigningJobArn: SigningProfileVersionArn,
  PackageType: PackageType,
  ImageConfigResponse: ImageConfigResponse,
  Architectures: Architectures,
  EphemeralStorage: EphemeralStorage,
  SnapStart: SnapStartResponse,
  RuntimeVersionConfig: RuntimeVersionConfig,
  LoggingConfig: LoggingConfig,
  TenancyConfig: TenancyConfig,
  CapacityProviderConfig: CapacityProviderConfig,
  ConfigSha256: string(),
  DurableConfig: DurableConfig,
});
const SnapStart = struct({ ApplyOn: ApplyOn });
const TagsError = struct({
  ErrorCode: required(string({ min: 10, max: 21, pattern: '[A-Za-z]+Exception' })),
  Message: required(string({ min: 84, max: 1000, pattern: '.*' })),
});
const TracingConfig = struct({ Mode: Mode });
const VpcConfig = struct({
  SubnetIds: SubnetIds,
  SecurityGroupIds: SecurityGroupIds,
  Ipv6AllowedForDualStack: boolean(),
});

/** AWS Lambda: the contract. */
export const lambda = service({
  service: 'lambda',
  title: 'AWS Lambda',
  apiVersion: '2015-03-31',
  protocols: ['rest-json'],
  targetPrefixes: [],
  endpointPrefix: 'lambda',
  xmlNamespace: '',
  messageKey: 'Message',
  errors: {
    CodeArtifactUserDeletedException: { status: 409, messageKey: 'message' },
    CodeArtifactUserFailedException: { status: 409, messageKey: 'message' },
    CodeArtifactUserPendingException: { status: 409, messageKey: 'message' },
    CodeSigningConfigNotFoundException: { status: 404 },
    CodeStorageExceededException: { status: 400, messageKey: 'message' },
    CodeVerificationFailedException: { status: 400 },
    DurableExecutionAlreadyStartedException: { status: 409 },
    EC2AccessDeniedException: { status: 502 },
    EC2ThrottledException: { status: 502 },
    EC2UnexpectedException: { status: 502 },
    EFSIOException: { status: 410 },
    EFSMountConnectivityException: { status: 408 },
    EFSMountFailureException: { status: 403 },
    EFSMountTimeoutException: { status: 408 },
    ENILimitReachedException: { status: 502 },
    ENINotReadyException: { status: 502 },
    FunctionVersionsPerCapacityProviderLimitExceededException: { status: 400, messageKey: 'message' },
    InvalidCodeSignatureException: { status: 400 },
    InvalidParameterValueException: { status: 400, messageKey: 'message' },
    InvalidRequestContentException: { status: 400, messageKey: 'message' },
    InvalidRuntimeException: { status: 502 },
    InvalidSecurityGroupIDException: { status: 502 },
    InvalidSubnetIDException: { status: 502 },
    InvalidZipFileException: { status: 502 },
    KMSAccessDeniedException: { status: 502 },
    KMSDisabledException: { status: 502 },
    KMSInvalidStateException: { status: 502 },
    KMSNotFoundException: { status: 502 },
    ModeNotSupportedException: { status: 400, messageKey: 'message' },
    NoPublishedVersionException: { status: 400 },
    PolicyLengthExceededException: { status: 400, messageKey: 'message' },
    PreconditionFailedException: { status: 412, messageKey: 'message' },
    PublicPolicyException: { status: 400 },
    RecursiveInvocationException: { status: 400 },
    RequestTooLargeException: { status: 413, messageKey: 'message' },
    ResourceConflictException: { status: 409, messageKey: 'message' },
    ResourceNotFoundException: { status: 404 },
    ResourceNotReadyException: { status: 502, messageKey: 'message' },
    S3FilesMountConnectivityException: { status: 408 },
    S3FilesMountFailureException: { status: 403 },
    S3FilesMountTimeoutException: { status: 408 },
    SerializedRequestEntityTooLargeException: { status: 413, messageKey: 'message' },
    ServiceException: { status: 500 },
    ServiceQuotaExceededException: { status: 402 },
    SnapStartException: { status: 400 },
    SnapStartNotReadyException: { status: 409 },
    SnapStartRegenerationFailureException: { status: 409 },
    SnapStartTimeoutException: { status: 408 },
    SubnetIPAddressLimitReachedException: { status: 502 },
    TooManyRequestsException: { status: 429, messageKey: 'message' },
    UnsupportedMediaTypeException: { status: 415, messageKey: 'message' },
  },
  operations: {
    AddPermission: {
      doc: 'Adds a statement to the policy of a function: who may invoke it.',
      http: { method: 'POST', uri: '/2015-03-31/functions/{FunctionName}/policy', status: 201 },
      eventName: 'AddPermission20150331v2',
      input: struct({
        FunctionName: required({ ...FunctionName, loc: 'uri' as const }),
        StatementId: required(string({ min: 1, max: 100, pattern: '([a-zA-Z0-9-_]+)' })),
        Action: required(string({ max: 10000, pattern: '(lambda:[*]|lambda:[a-zA-Z]+|[*])' })),
        Principal: required(string({ max: 2048, pattern: '[^\\s]+' })),
        SourceArn: SigningProfileVersionArn,
        FunctionUrlAuthType: string({ values: ['NONE', 'AWS_IAM'] }),
        InvokedViaFunctionUrl: boolean(),
        SourceAccount: string({ max: 12, pattern: '\\d{12}' }),
        EventSourceToken: string({ max: 256, pattern: '[a-zA-Z0-9._\\-]+' }),
        Qualifier: { ...Qualifier, loc: 'querystring' as const },
        RevisionId: string(),
        PrincipalOrgID: string({ min: 12, max: 34, pattern: 'o-[a-z0-9]{10,32}' }),
      }),
      output: struct({ Statement: string() }),
      errors: [
        'InvalidParameterValueException',
        'ResourceConflictException',
        'PublicPolicyException',
        'ServiceException',
        'TooManyRequestsException',
        'PolicyLengthExceededException',
        'ResourceNotFoundException',
        'PreconditionFailedException',
      ],
      readOnly: false,
    },
    CreateFunction: {
      doc: 'Creates a function from a zip archive, or from one that lies in a bucket.',
      http: { method: 'POST', uri: '/2015-03-31/functions', status: 201 },
      eventName: 'CreateFunction20150331',
      input: struct({
        FunctionName: required(ShortFunctionName),
        Runtime: Runtime,
        Role: required(Role),
        Handler: Handler,
        Code: required(FunctionCode),
        Description: string({ max: 256 }),
        Timeout: integer({ min: 1, max: 5400 }),
        MemorySize: integer({ min: 128, max: 32768 }),
        Publish: boolean(),
        PublishTo: PublishTo,
        VpcConfig: VpcConfig,
        PackageType: PackageType,
        DeadLetterConfig: DeadLetterConfig,
        Environment: Environment,
        KMSKeyArn: KMSKeyArn,
        TracingConfig: TracingConfig,
        Tags: Tags,
        Layers: Layers,
        FileSystemConfigs: list(FileSystemConfig, { max: 1 }),
        CodeSigningConfigArn: string({
          max: 200,
          pattern:
            'arn:(aws[a-zA-Z-]*)?:lambda:(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:\\d{12}:code-signing-config:csc-[a-z0-9]{17}',
        }),
        ImageConfig: ImageConfig,
        Architectures: Architectures,
        EphemeralStorage: EphemeralStorage,
        SnapStart: SnapStart,
        LoggingConfig: LoggingConfig,
        TenancyConfig: TenancyConfig,
        CapacityProviderConfig: CapacityProviderConfig,
        DurableConfig: DurableConfig,
      }),
      output: FunctionConfiguration,
      errors: [
        'InvalidParameterValueException',
        'ResourceConflictException',
        'ServiceException',
        'TooManyRequestsException',
        'InvalidCodeSignatureException',
        'ResourceNotFoundException',
        'CodeVerificationFailedException',
        'CodeSigningConfigNotFoundException',
        'CodeStorageExceededException',
        'FunctionVersionsPerCapacityProviderLimitExceededException',
      ],
      readOnly: false,
    },
    DeleteFunction: {
      doc: 'Deletes a function.',
      http: { method: 'DELETE', uri: '/2015-03-31/functions/{FunctionName}', status: 200 },
      eventName: 'DeleteFunction20150331',
      input: struct({
        FunctionName: required({ ...FunctionName, loc: 'uri' as const }),
        Qualifier: { ...Qualifier, loc: 'querystring' as const },
      }),
      output: struct({ StatusCode: integer({ loc: 'statusCode' }) }),
      errors: [
        'InvalidParameterValueException',
        'ResourceConflictException',
        'ServiceException',
        'TooManyRequestsException',
        'ResourceNotFoundException',
      ],
      readOnly: false,
    },
    GetFunction: {
      doc: 'Shows a function, and where its code can be fetched for a short while.',
      http: { method: 'GET', uri: '/2015-03-31/functions/{FunctionName}', status: 200 },
      eventName: 'GetFunction20150331v2',
      input: struct({
        FunctionName: required({ ...FunctionName, loc: 'uri' as const }),
        Qualifier: { ...Qualifier, loc: 'querystring' as const },
      }),
      output: struct({
        Configuration: FunctionConfiguration,
        Code: FunctionCodeLocation,
        Tags: Tags,
        TagsError: TagsError,
        Concurrency: Concurrency,
      }),
      errors: [
        'InvalidParameterValueException',
        'ServiceException',
        'TooManyRequestsException',
        'ResourceNotFoundException',
      ],
      readOnly: true,
    },
    GetFunctionConfiguration: {
      doc: 'Shows how a function is configured.',
      http: { method: 'GET', uri: '/2015-03-31/functions/{FunctionName}/configuration', status: 200 },
      eventName: 'GetFunctionConfiguration20150331v2',
      input: struct({
        FunctionName: required({ ...FunctionName, loc: 'uri' as const }),
        Qualifier: { ...Qualifier, loc: 'querystring' as const },
      }),
      output: FunctionConfiguration,
      errors: [
        'InvalidParameterValueException',
        'ServiceException',
        'TooManyRequestsException',
        'ResourceNotFoundException',
      ],
      readOnly: true,
    },
    GetPolicy: {
      doc: 'Shows the policy of a function.',
      http: { method: 'GET', uri: '/2015-03-31/functions/{FunctionName}/policy', status: 200 },
      eventName: 'GetPolicy20150331v2',
      input: struct({
        FunctionName: required({ ...FunctionName, loc: 'uri' as const }),
        Qualifier: { ...Qualifier, loc: 'querystring' as const },
      }),
      output: struct({ Policy: string(), RevisionId: string() }),
      errors: [
        'InvalidParameterValueException',
        'ServiceException',
        'TooManyRequestsException',
        'ResourceNotFoundException',
      ],
      readOnly: true,
    },
    Invoke: {
      doc: 'Runs a function, and waits for its answer unless it is told not to.',
      http: { method: 'POST', uri: '/2015-03-31/functions/{FunctionName}/invocations', status: 200 },
      input: struct({
        FunctionName: required({ ...FunctionName, loc: 'uri' as const }),
        InvocationType: string({
          values: ['Event', 'RequestResponse', 'DryRun'],
          loc: 'header',
          wire: 'X-Amz-Invocation-Type',
        }),
        LogType: string({ values: ['None', 'Tail'], loc: 'header', wire: 'X-Amz-Log-Type' }),
        ClientContext: string({ loc: 'header', wire: 'X-Amz-Client-Context' }),
        DurableExecutionName: string({
          min: 1,
          max: 64,
          pattern: '[a-zA-Z0-9-_]+',
          loc: 'header',
          wire: 'X-Amz-Durable-Execution-Name',
        }),
        Payload: blob({ sensitive: true, loc: 'payload' }),
        Qualifier: { ...Qualifier, loc: 'querystring' as const },
        TenantId: string({
          min: 1,
          max: 256,
          pattern: '[a-zA-Z0-9\\._:\\/=+\\-@ ]+',
          loc: 'header',
          wire: 'X-Amz-Tenant-Id',
        }),
      }),
      output: struct({
        StatusCode: integer({ loc: 'statusCode' }),
        FunctionError: string({ loc: 'header', wire: 'X-Amz-Function-Error' }),
        LogResult: string({ loc: 'header', wire: 'X-Amz-Log-Result' }),
        Payload: blob({ sensitive: true, loc: 'payload' }),
        ExecutedVersion: { ...Version, loc: 'header' as const, wire: 'X-Amz-Executed-Version' },
        DurableExecutionArn: string({
          min: 1,
          max: 1024,
          pattern:
            'arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\\d{12}):function:([a-zA-Z0-9_-]+):(\\$LATEST(?:\\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)',
          loc: 'header',
          wire: 'X-Amz-Durable-Execution-Arn',
        }),
      }),
      errors: [
        'CodeArtifactUserDeletedException',
        'ResourceNotReadyException',
        'ServiceQuotaExceededException',
        'InvalidSecurityGroupIDException',
        'SnapStartTimeoutException',
        'TooManyRequestsException',
        'EC2ThrottledException',
        'EFSMountConnectivityException',
        'SubnetIPAddressLimitReachedException',
        'KMSAccessDeniedException',
        'RequestTooLargeException',
        'KMSDisabledException',
        'UnsupportedMediaTypeException',
        'S3FilesMountConnectivityException',
        'SerializedRequestEntityTooLargeException',
        'InvalidRuntimeException',
        'NoPublishedVersionException',
        'EC2UnexpectedException',
        'InvalidSubnetIDException',
        'KMSNotFoundException',
        'InvalidParameterValueException',
        'EC2AccessDeniedException',
        'EFSIOException',
        'KMSInvalidStateException',
        'ResourceConflictException',
        'ENILimitReachedException',
        'SnapStartNotReadyException',
        'ServiceException',
        'CodeArtifactUserPendingException',
        'SnapStartException',
        'RecursiveInvocationException',
        'S3FilesMountFailureException',
        'EFSMountTimeoutException',
        'ENINotReadyException',
        'S3FilesMountTimeoutException',
        'CodeArtifactUserFailedException',
        'ModeNotSupportedException',
        'ResourceNotFoundException',
        'InvalidRequestContentException',
        'SnapStartRegenerationFailureException',
        'DurableExecutionAlreadyStartedException',
        'InvalidZipFileException',
        'EFSMountFailureException',
      ],
      readOnly: false,
    },
    ListFunctions: {
      doc: 'Lists the functions of a region.',
      http: { method: 'GET', uri: '/2015-03-31/functions', status: 200 },
      eventName: 'ListFunctions20150331',
      input: struct({
        MasterRegion: string({
          min: 1,
          max: 50,
          pattern: 'ALL|(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}',
          loc: 'querystring',
        }),
        FunctionVersion: string({ values: ['ALL'], loc: 'querystring' }),
        Marker: string({ loc: 'querystring' }),
        MaxItems: integer({ min: 1, max: 10000, loc: 'querystring' }),
      }),
      output: struct({ NextMarker: string(), Functions: list(FunctionConfiguration) }),
      errors: ['InvalidParameterValueException', 'ServiceException', 'TooManyRequestsException'],
      readOnly: true,
      pages: { limit: 'MaxItems', result: 'Functions', token: 'Marker' },
    },
    ListTags: {
      doc: 'Lists the tags of a function.',
      http: { method: 'GET', uri: '/2017-03-31/tags/{Resource}', status: 200 },
      eventName: 'ListTags20170331',
      input: struct({ Resource: required({ ...Resource, loc: 'uri' as const }) }),
      output: struct({ Tags: Tags }),
      errors: [
        'InvalidParameterValueException',
        'ServiceException',
        'TooManyRequestsException',
        'ResourceNotFoundException',
      ],
      readOnly: true,
    },
    RemovePermission: {
      doc: 'Removes a statement from the policy of a function.',
      http: { method: 'DELETE', uri: '/2015-03-31/functions/{FunctionName}/policy/{StatementId}', status: 204 },
      eventName: 'RemovePermission20150331v2',
      input: struct({
        FunctionName: required({ ...FunctionName, loc: 'uri' as const }),
        StatementId: required(string({ min: 1, max: 100, pattern: '([a-zA-Z0-9-_.]+)', loc: 'uri' })),
        Qualifier: { ...Qualifier, loc: 'querystring' as const },
        RevisionId: string({ loc: 'querystring' }),
      }),
      output: struct({}),
      errors: [
        'InvalidParameterValueException',
        'PublicPolicyException',
        'ServiceException',
        'TooManyRequestsException',
        'ResourceNotFoundException',
        'PreconditionFailedException',
      ],
      readOnly: false,
    },
    TagResource: {
      doc: 'Adds tags to a function.',
      http: { method: 'POST', uri: '/2017-03-31/tags/{Resource}', status: 204 },
      eventName: 'TagResource20170331v2',
      input: struct({ Resource: required({ ...Resource, loc: 'uri' as const }), Tags: required(Tags) }),
      output: struct({}),
      errors: [
        'InvalidParameterValueException',
        'ResourceConflictException',
        'ServiceException',
        'TooManyRequestsException',
        'ResourceNotFoundException',
      ],
      readOnly: false,
    },
    UntagResource: {
      doc: 'Removes tags from a function.',
      http: { method: 'DELETE', uri: '/2017-03-31/tags/{Resource}', status: 204 },
      eventName: 'UntagResource20170331v2',
      input: struct({
        Resource: required({ ...Resource, loc: 'uri' as const }),
        TagKeys: required(list(TagsKey, { loc: 'querystring', wire: 'tagKeys' })),
      }),
      output: struct({}),
      errors: [
        'InvalidParameterValueException',
        'ResourceConflictException',
        'ServiceException',
        'TooManyRequestsException',
        'ResourceNotFoundException',
      ],
      readOnly: false,
    },
    UpdateFunctionCode: {
      doc: 'Replaces the code of a function.',
      http: { method: 'PUT', uri: '/2015-03-31/functions/{FunctionName}/code', status: 200 },
      eventName: 'UpdateFunctionCode20150331v2',
      input: struct({
        FunctionName: required({ ...ShortFunctionName, loc: 'uri' as const }),
        ZipFile: blob({ sensitive: true }),
        S3Bucket: S3Bucket,
        S3Key: S3Key,
        S3ObjectVersion: S3Key,
        S3ObjectStorageMode: S3ObjectStorageMode,
        ImageUri: string(),
        Architectures: Architectures,
        Publish: boolean(),
        PublishTo: PublishTo,
        DryRun: boolean(),
        RevisionId: string(),
        SourceKMSKeyArn: KMSKeyArn,
      }),
      output: FunctionConfiguration,
      errors: [
        'InvalidParameterValueException',
        'ResourceConflictException',
        'ServiceException',
        'TooManyRequestsException',
        'InvalidCodeSignatureException',
        'ResourceNotFoundException',
        'CodeVerificationFailedException',
        'CodeSigningConfigNotFoundException',
        'CodeStorageExceededException',
        'PreconditionFailedException',
      ],
      readOnly: false,
    },
    UpdateFunctionConfiguration: {
      doc: 'Changes how a function is configured.',
      http: { method: 'PUT', uri: '/2015-03-31/functions/{FunctionName}/configuration', status: 200 },
      eventName: 'UpdateFunctionConfiguration20150331v2',
      input: struct({
        FunctionName: required({ ...ShortFunctionName, loc: 'uri' as const }),
        Role: Role,
        Handler: Handler,
        Description: string({ max: 256 }),
        Timeout: integer({ min: 1, max: 5400 }),
        MemorySize: integer({ min: 128, max: 32768 }),
        VpcConfig: VpcConfig,
        Environment: Environment,
        Runtime: Runtime,
        DeadLetterConfig: DeadLetterConfig,
        KMSKeyArn: KMSKeyArn,
        TracingConfig: TracingConfig,
        RevisionId: string(),
        Layers: Layers,
        FileSystemConfigs: list(FileSystemConfig, { max: 1 }),
        ImageConfig: ImageConfig,
        EphemeralStorage: EphemeralStorage,
        SnapStart: SnapStart,
        LoggingConfig: LoggingConfig,
        CapacityProviderConfig: CapacityProviderConfig,
        DurableConfig: DurableConfig,
      }),
      output: FunctionConfiguration,
      errors: [
        'InvalidParameterValueException',
        'ResourceConflictException',
        'ServiceException',
        'TooManyRequestsException',
        'InvalidCodeSignatureException',
        'ResourceNotFoundException',
        'CodeVerificationFailedException',
        'CodeSigningConfigNotFoundException',
        'PreconditionFailedException',
      ],
      readOnly: false,
    },
  },
});
