/**
 * AWS Security Token Service, API version 2011-06-15.
 * Source: https://docs.aws.amazon.com/STS/latest/APIReference/
 */
import { service } from '../contract.ts';
import { integer, list, long, required, string, struct, timestamp } from '../shape.ts';

/** An ARN. */
const Arn = string({
  min: 20,
  max: 2048,
  pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+',
});
/** A session's name, as it stands in ARNs and records. */
const SessionName = string({ min: 2, max: 64, pattern: '[\\w+=,.@-]*' });
/** Whom the session is known as throughout a chain of roles. */
const SourceIdentity = string({ min: 2, max: 64, pattern: '[\\w+=,.@-]*' });
/** A session policy: JSON. */
const Policy = string({ min: 1, max: 2048, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+' });
/** Managed policies that limit the session. */
const PolicyArns = list(struct({ arn: Arn }));
/** How long the credentials of a role are good. */
const RoleDuration = integer({ min: 900, max: 43200 });
/** How long the credentials of a user are good. */
const UserDuration = integer({ min: 900, max: 129600 });
/** The serial number of an MFA device; of a virtual one its ARN. */
const SerialNumber = string({ min: 9, max: 256, pattern: '[\\w+=/:,.@-]*' });
const TokenCode = string({ min: 6, max: 6, pattern: '[\\d]*' });
const TagKey = { min: 1, max: 128, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+' } as const;
const Tags = list(
  struct({
    Key: required(string(TagKey)),
    Value: required(string({ max: 256, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*' })),
  }),
  { max: 50 },
);
/** The session token is made at least this long, up to 4,096 characters. */
const MinimumSessionTokenSize = long();
/** The token as a share of the longest one, in percent, and its length in characters. */
const tokenFacts = { SessionTokenUtilization: long(), SessionTokenSize: long() };

/** Temporary credentials. */
const Credentials = struct({
  AccessKeyId: required(string({ min: 16, max: 128, pattern: '[\\w]*' })),
  SecretAccessKey: required(string({ sensitive: true })),
  SessionToken: required(string()),
  Expiration: required(timestamp()),
});

const AssumedRoleUser = struct({
  AssumedRoleId: required(string({ min: 2, max: 193, pattern: '[\\w+=,.@:-]*' })),
  Arn: required(Arn),
});

const ProvidedContexts = list(struct({ ProviderArn: Arn, ContextAssertion: string({ min: 4, max: 2048 }) }), {
  min: 1,
  max: 5,
});

/** STS: the contract. Each region has an endpoint; besides, there is one without a region. */
export const sts = service({
  service: 'sts',
  title: 'AWS Security Token Service',
  apiVersion: '2011-06-15',
  protocols: ['query'],
  targetPrefixes: [],
  endpointPrefix: 'sts',
  alsoGlobal: true,
  xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  messageKey: 'message',
  errors: {
    ExpiredTokenException: { status: 400 },
    IDPCommunicationErrorException: { status: 400 },
    IDPRejectedClaimException: { status: 403 },
    InvalidIdentityTokenException: { status: 400 },
    MalformedPolicyDocumentException: { status: 400 },
    PackedPolicyTooLargeException: { status: 400 },
    RegionDisabledException: { status: 403 },
  },
  operations: {
    AssumeRole: {
      doc: 'Gives temporary credentials of a role that the caller may assume.',
      input: struct({
        RoleArn: required(Arn),
        RoleSessionName: required(SessionName),
        PolicyArns,
        Policy: string({ min: 1, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+' }),
        DurationSeconds: RoleDuration,
        Tags,
        TransitiveTagKeys: list(string(TagKey), { max: 50 }),
        ExternalId: string({ min: 2, max: 1224, pattern: '[\\w+=,.@:\\/-]*' }),
        SerialNumber,
        TokenCode,
        SourceIdentity,
        ProvidedContexts,
        MinimumSessionTokenSize,
      }),
      output: struct({
        Credentials,
        AssumedRoleUser,
        PackedPolicySize: integer(),
        SourceIdentity,
        ...tokenFacts,
      }),
      errors: [
        'MalformedPolicyDocumentException',
        'PackedPolicyTooLargeException',
        'RegionDisabledException',
        'ExpiredTokenException',
      ],
      readOnly: true,
    },
    AssumeRoleWithSAML: {
      doc: 'Gives temporary credentials of a role for a signed assertion of a SAML provider.',
      isUnsigned: true,
      input: struct({
        RoleArn: required(Arn),
        PrincipalArn: required(Arn),
        SAMLAssertion: required(string({ min: 4, max: 100000, sensitive: true })),
        PolicyArns,
        Policy,
        DurationSeconds: RoleDuration,
        MinimumSessionTokenSize,
      }),
      output: struct({
        Credentials,
        AssumedRoleUser,
        PackedPolicySize: integer(),
        Subject: string(),
        SubjectType: string(),
        Issuer: string(),
        Audience: string(),
        NameQualifier: string(),
        SourceIdentity,
        ...tokenFacts,
      }),
      errors: [
        'MalformedPolicyDocumentException',
        'PackedPolicyTooLargeException',
        'IDPRejectedClaimException',
        'InvalidIdentityTokenException',
        'ExpiredTokenException',
        'RegionDisabledException',
      ],
      readOnly: true,
    },
    AssumeRoleWithWebIdentity: {
      doc: 'Gives temporary credentials of a role for a token of an OpenID Connect provider.',
      isUnsigned: true,
      input: struct({
        RoleArn: required(Arn),
        RoleSessionName: required(SessionName),
        WebIdentityToken: required(string({ min: 4, max: 20000, sensitive: true })),
        ProviderId: string({ min: 4, max: 2048 }),
        PolicyArns,
        Policy,
        DurationSeconds: RoleDuration,
        MinimumSessionTokenSize,
      }),
      output: struct({
        Credentials,
        SubjectFromWebIdentityToken: string({ min: 6, max: 255 }),
        AssumedRoleUser,
        PackedPolicySize: integer(),
        Provider: string(),
        Audience: string(),
        SourceIdentity,
        ...tokenFacts,
      }),
      errors: [
        'MalformedPolicyDocumentException',
        'PackedPolicyTooLargeException',
        'IDPRejectedClaimException',
        'IDPCommunicationErrorException',
        'InvalidIdentityTokenException',
        'ExpiredTokenException',
        'RegionDisabledException',
      ],
      readOnly: true,
    },
    GetAccessKeyInfo: {
      doc: 'Tells the account that an access key belongs to.',
      input: struct({ AccessKeyId: required(string({ min: 16, max: 128, pattern: '[\\w]*' })) }),
      output: struct({ Account: string() }),
      errors: [],
      readOnly: true,
    },
    GetCallerIdentity: {
      doc: 'Tells who the caller is.',
      input: struct({}),
      output: struct({ UserId: string(), Account: string(), Arn }),
      errors: [],
      readOnly: true,
    },
    GetFederationToken: {
      doc: 'Gives temporary credentials for somebody who has no user, within what the calling user may do.',
      input: struct({
        Name: required(string({ min: 2, max: 32, pattern: '[\\w+=,.@-]*' })),
        Policy,
        PolicyArns,
        DurationSeconds: UserDuration,
        Tags,
        MinimumSessionTokenSize,
      }),
      output: struct({
        Credentials,
        FederatedUser: struct({
          FederatedUserId: required(string({ min: 2, max: 193, pattern: '[\\w+=,.@\\:-]*' })),
          Arn: required(Arn),
        }),
        PackedPolicySize: integer(),
        ...tokenFacts,
      }),
      errors: ['MalformedPolicyDocumentException', 'PackedPolicyTooLargeException', 'RegionDisabledException'],
      readOnly: false,
    },
    GetSessionToken: {
      doc: 'Gives the calling user temporary credentials, proven with an MFA device if one is named.',
      input: struct({ DurationSeconds: UserDuration, SerialNumber, TokenCode, MinimumSessionTokenSize }),
      output: struct({ Credentials, ...tokenFacts }),
      errors: ['RegionDisabledException'],
      readOnly: true,
    },
  },
});
