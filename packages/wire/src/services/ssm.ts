/**
 * AWS Systems Manager, API version 2014-11-06: Parameter Store, the part of it that Coffer has built.
 * Source: https://docs.aws.amazon.com/systems-manager/latest/APIReference/
 */
import { service } from '../contract.ts';
import { boolean, integer, list, long, required, string, struct, timestamp } from '../shape.ts';

const Name = string({ min: 1, max: 2048 });
const Names = list(Name, { min: 1, max: 10 });
// Enums in the order of AWS's error sentences (recorded for the type).
const Type = string({ values: ['SecureString', 'StringList', 'String'] });
const Tier = string({ values: ['Standard', 'Advanced', 'Intelligent-Tiering'] });
const Value = string({ sensitive: true });
const KeyId = string({ min: 1, max: 256, pattern: '^([a-zA-Z0-9:/_-]+)$' });
const Description = string({ max: 1024 });
const AllowedPattern = string({ max: 1024 });
const DataType = string({ max: 128 });
const Labels = list(string({ min: 1, max: 100 }), { min: 1, max: 10 });
const NextToken = string();

const tagCharacters = '^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$';
const TagKey = string({ min: 1, max: 128, pattern: tagCharacters });
const TagValue = string({ max: 256, pattern: tagCharacters });
const Tags = list(struct({ Key: required(TagKey), Value: required(TagValue) }), { max: 1000 });
const ResourceType = string({
  values: [
    'Document',
    'ManagedInstance',
    'MaintenanceWindow',
    'Parameter',
    'PatchBaseline',
    'OpsItem',
    'OpsMetadata',
    'Automation',
    'Association',
    'CloudConnector',
  ],
});

const FilterValue = string({ min: 1, max: 1024 });
const ParameterFilters = list(
  struct({
    Key: required(string({ min: 1, max: 132, pattern: 'tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType' })),
    Option: string({ min: 1, max: 10 }),
    Values: list(FilterValue, { min: 1, max: 50 }),
  }),
);

const Parameter = struct({
  Name,
  Type,
  Value,
  Version: long(),
  Selector: string({ max: 128 }),
  SourceResult: string(),
  LastModifiedDate: timestamp(),
  ARN: string(),
  DataType,
});

const Policies = list(struct({ PolicyText: string(), PolicyType: string(), PolicyStatus: string() }));

/** What DescribeParameters and an entry of a parameter's history have in common. */
const parameterMetadata = {
  Name,
  Type,
  KeyId,
  LastModifiedDate: timestamp(),
  LastModifiedUser: string(),
  Description,
  AllowedPattern,
  Version: long(),
  Tier,
  Policies,
  DataType,
} as const;

const ParameterMetadata = struct({ ...parameterMetadata, ARN: string() });
const ParameterHistory = struct({ ...parameterMetadata, Value, Labels });

const filtered = ['InternalServerError', 'InvalidFilterKey', 'InvalidFilterOption', 'InvalidFilterValue'] as const;
const tagged = ['InvalidResourceType', 'InvalidResourceId', 'InternalServerError'] as const;
const labelled = ['InternalServerError', 'TooManyUpdates', 'ParameterNotFound', 'ParameterVersionNotFound'] as const;

/** The contract of Parameter Store. */
export const ssm = service({
  service: 'ssm',
  title: 'AWS Systems Manager Parameter Store',
  apiVersion: '2014-11-06',
  protocols: ['json-1.1'],
  targetPrefixes: ['AmazonSSM'],
  endpointPrefix: 'ssm',
  xmlNamespace: 'http://ssm.amazonaws.com/doc/2014-11-06/',
  // The framework's key (recorded: AccessDeniedException). Most of the service's own errors say `message`.
  messageKey: 'Message',
  errors: {
    HierarchyLevelLimitExceededException: { status: 400 },
    HierarchyTypeMismatchException: { status: 400 },
    IncompatiblePolicyException: { status: 400 },
    InternalServerError: { status: 500 },
    InvalidAllowedPatternException: { status: 400 },
    InvalidFilterKey: { status: 400 },
    InvalidFilterOption: { status: 400 },
    InvalidFilterValue: { status: 400 },
    InvalidKeyId: { status: 400 },
    InvalidNextToken: { status: 400 },
    InvalidPolicyAttributeException: { status: 400 },
    InvalidPolicyTypeException: { status: 400 },
    InvalidResourceId: { status: 400 },
    InvalidResourceType: { status: 400 },
    ParameterAlreadyExists: { status: 400 },
    ParameterLimitExceeded: { status: 400 },
    ParameterMaxVersionLimitExceeded: { status: 400 },
    ParameterNotFound: { status: 400 },
    ParameterPatternMismatchException: { status: 400 },
    ParameterVersionLabelLimitExceeded: { status: 400 },
    ParameterVersionNotFound: { status: 400 },
    PoliciesLimitExceededException: { status: 400 },
    TooManyTagsError: { status: 400 },
    TooManyUpdates: { status: 400 },
    UnsupportedParameterType: { status: 400 },
  },
  operations: {
    AddTagsToResource: {
      doc: 'Adds tags to a parameter, or changes their values.',
      readOnly: false,
      input: struct({
        ResourceType: required(ResourceType),
        ResourceId: required(string()),
        Tags: required(Tags),
      }),
      output: struct({}),
      errors: [...tagged, 'TooManyTagsError', 'TooManyUpdates'],
    },
    DeleteParameter: {
      doc: 'Deletes a parameter with all its versions.',
      readOnly: false,
      input: struct({ Name: required(Name) }),
      output: struct({}),
      errors: ['InternalServerError', 'ParameterNotFound'],
    },
    DeleteParameters: {
      doc: 'Deletes up to ten parameters.',
      readOnly: false,
      input: struct({ Names: required(Names) }),
      output: struct({ DeletedParameters: Names, InvalidParameters: Names }),
      errors: ['InternalServerError'],
    },
    DescribeParameters: {
      doc: 'Lists the parameters of this account and region, without their values.',
      readOnly: true,
      input: struct({
        Filters: list(
          struct({
            Key: required(string({ values: ['Name', 'Type', 'KeyId'] })),
            Values: required(list(FilterValue, { min: 1, max: 50 })),
          }),
        ),
        ParameterFilters,
        MaxResults: integer({ min: 1, max: 50 }),
        NextToken,
        Shared: boolean(),
      }),
      output: struct({ Parameters: list(ParameterMetadata), NextToken }),
      errors: [...filtered, 'InvalidNextToken'],
      pages: { limit: 'MaxResults', result: 'Parameters' },
    },
    GetParameter: {
      doc: 'Reads a parameter, or a secret of Secrets Manager by reference.',
      readOnly: true,
      input: struct({ Name: required(Name), WithDecryption: boolean() }),
      output: struct({ Parameter }),
      errors: ['InternalServerError', 'InvalidKeyId', 'ParameterNotFound', 'ParameterVersionNotFound'],
    },
    GetParameterHistory: {
      doc: 'Lists the versions of a parameter with their values.',
      readOnly: true,
      input: struct({
        Name: required(Name),
        WithDecryption: boolean(),
        MaxResults: integer({ min: 1, max: 50 }),
        NextToken,
      }),
      output: struct({ Parameters: list(ParameterHistory), NextToken }),
      errors: ['InternalServerError', 'ParameterNotFound', 'InvalidNextToken', 'InvalidKeyId'],
      pages: { limit: 'MaxResults', result: 'Parameters' },
    },
    GetParameters: {
      doc: 'Reads up to ten parameters, or secrets by reference.',
      readOnly: true,
      input: struct({ Names: required(Names), WithDecryption: boolean() }),
      output: struct({ Parameters: list(Parameter), InvalidParameters: Names }),
      errors: ['InvalidKeyId', 'InternalServerError'],
    },
    GetParametersByPath: {
      doc: 'Reads the parameters of a hierarchy.',
      readOnly: true,
      input: struct({
        Path: required(Name),
        Recursive: boolean(),
        ParameterFilters,
        WithDecryption: boolean(),
        MaxResults: integer({ min: 1, max: 10 }),
        NextToken,
      }),
      output: struct({ Parameters: list(Parameter), NextToken }),
      errors: [...filtered, 'InvalidKeyId', 'InvalidNextToken'],
      pages: { limit: 'MaxResults', result: 'Parameters' },
    },
    LabelParameterVersion: {
      doc: 'Attaches labels to a version of a parameter, or moves them to it.',
      readOnly: false,
      input: struct({ Name: required(Name), ParameterVersion: long(), Labels: required(Labels) }),
      output: struct({ InvalidLabels: Labels, ParameterVersion: long() }),
      errors: [...labelled, 'ParameterVersionLabelLimitExceeded'],
    },
    ListTagsForResource: {
      doc: 'Lists the tags of a parameter.',
      readOnly: true,
      input: struct({ ResourceType: required(ResourceType), ResourceId: required(string()) }),
      output: struct({ TagList: Tags }),
      errors: tagged,
    },
    PutParameter: {
      doc: 'Creates a parameter, or a new version of one.',
      readOnly: false,
      input: struct({
        Name: required(Name),
        Description,
        Value: required(Value),
        Type,
        KeyId,
        Overwrite: boolean(),
        AllowedPattern,
        Tags,
        Tier,
        Policies: string({ min: 1, max: 4096 }),
        DataType,
      }),
      output: struct({ Version: long(), Tier }),
      errors: [
        'InternalServerError',
        'InvalidKeyId',
        'ParameterLimitExceeded',
        'TooManyUpdates',
        'ParameterAlreadyExists',
        'HierarchyLevelLimitExceededException',
        'HierarchyTypeMismatchException',
        'InvalidAllowedPatternException',
        'ParameterMaxVersionLimitExceeded',
        'ParameterPatternMismatchException',
        'UnsupportedParameterType',
        'PoliciesLimitExceededException',
        'InvalidPolicyTypeException',
        'InvalidPolicyAttributeException',
        'IncompatiblePolicyException',
      ],
    },
    RemoveTagsFromResource: {
      doc: 'Removes tags from a parameter.',
      readOnly: false,
      input: struct({
        ResourceType: required(ResourceType),
        ResourceId: required(string()),
        TagKeys: required(list(TagKey)),
      }),
      output: struct({}),
      errors: [...tagged, 'TooManyUpdates'],
    },
    UnlabelParameterVersion: {
      doc: 'Removes labels from a version of a parameter.',
      readOnly: false,
      input: struct({ Name: required(Name), ParameterVersion: required(long()), Labels: required(Labels) }),
      output: struct({ RemovedLabels: Labels, InvalidLabels: Labels }),
      errors: labelled,
    },
  },
});
