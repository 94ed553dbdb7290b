/** OpenID Connect and SAML providers, which sign people in. */
import { string, timestamp, list, required, struct } from '../../shape.ts';
import { Arn, Tags } from './shapes.ts';

/** An OpenID Connect provider in a list. */
export const OpenIDConnectProviderListEntry = struct({ Arn });

/** A key that opens encrypted assertions. */
export const SAMLPrivateKey = struct({
  KeyId: string({ min: 22, max: 64, pattern: '[A-Z0-9]+' }),
  Timestamp: timestamp(),
});

/** A SAML provider in a list. */
export const SAMLProviderListEntry = struct({ Arn, ValidUntil: timestamp(), CreateDate: timestamp() });

/** OpenID Connect and SAML providers, which sign people in. */
export const identityProvidersOperations = {
  CreateOpenIDConnectProvider: {
    doc: 'Registers an OpenID Connect provider whose tokens may be exchanged for a role.',
    input: struct({
      Url: required(string({ min: 1, max: 255 })),
      ClientIDList: list(string({ min: 1, max: 255 })),
      ThumbprintList: list(string({ min: 40, max: 40 })),
      Tags,
    }),
    output: struct({ OpenIDConnectProviderArn: Arn, Tags }),
    errors: [
      'InvalidInputException',
      'EntityAlreadyExistsException',
      'LimitExceededException',
      'ConcurrentModificationException',
      'ServiceFailureException',
      'OpenIdIdpCommunicationErrorException',
    ],
    readOnly: false,
  },
  GetOpenIDConnectProvider: {
    doc: 'Shows an OpenID Connect provider.',
    input: struct({ OpenIDConnectProviderArn: required(Arn) }),
    output: struct({
      Url: string({ min: 1, max: 255 }),
      ClientIDList: list(string({ min: 1, max: 255 })),
      ThumbprintList: list(string({ min: 40, max: 40 })),
      CreateDate: timestamp(),
      Tags,
    }),
    errors: ['InvalidInputException', 'NoSuchEntityException', 'ServiceFailureException'],
    readOnly: true,
  },
  ListOpenIDConnectProviders: {
    doc: 'Lists the OpenID Connect providers of the account.',
    input: struct({}),
    output: struct({ OpenIDConnectProviderList: list(OpenIDConnectProviderListEntry) }),
    errors: ['ServiceFailureException'],
    readOnly: true,
  },
  DeleteOpenIDConnectProvider: {
    doc: 'Deletes an OpenID Connect provider.',
    input: struct({ OpenIDConnectProviderArn: required(Arn) }),
    output: struct({}),
    errors: ['InvalidInputException', 'NoSuchEntityException', 'ServiceFailureException'],
    readOnly: false,
  },
  CreateSAMLProvider: {
    doc: 'Registers a SAML provider by its metadata.',
    input: struct({
      SAMLMetadataDocument: required(string({ min: 1000, max: 10000000 })),
      Name: required(string({ min: 1, max: 128, pattern: '[\\w._-]+' })),
      Tags,
      AssertionEncryptionMode: string({ values: ['Required', 'Allowed'] }),
      AddPrivateKey: string({
        min: 1,
        max: 16384,
        pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
        sensitive: true,
      }),
    }),
    output: struct({ SAMLProviderArn: Arn, Tags }),
    errors: [
      'InvalidInputException',
      'EntityAlreadyExistsException',
      'LimitExceededException',
      'ConcurrentModificationException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  GetSAMLProvider: {
    doc: 'Shows a SAML provider with its metadata.',
    input: struct({ SAMLProviderArn: required(Arn) }),
    output: struct({
      SAMLProviderUUID: string({ min: 22, max: 64, pattern: '[A-Z0-9]+' }),
      SAMLMetadataDocument: string({ min: 1000, max: 10000000 }),
      CreateDate: timestamp(),
      ValidUntil: timestamp(),
      Tags,
      AssertionEncryptionMode: string({ values: ['Required', 'Allowed'] }),
      PrivateKeyList: list(SAMLPrivateKey, { max: 2 }),
    }),
    errors: ['NoSuchEntityException', 'InvalidInputException', 'ServiceFailureException'],
    readOnly: true,
  },
  ListSAMLProviders: {
    doc: 'Lists the SAML providers of the account.',
    input: struct({}),
    output: struct({ SAMLProviderList: list(SAMLProviderListEntry) }),
    errors: ['ServiceFailureException'],
    readOnly: true,
  },
  DeleteSAMLProvider: {
    doc: 'Deletes a SAML provider.',
    input: struct({ SAMLProviderArn: required(Arn) }),
    output: struct({}),
    errors: ['InvalidInputException', 'LimitExceededException', 'NoSuchEntityException', 'ServiceFailureException'],
    readOnly: false,
  },
} as const;
