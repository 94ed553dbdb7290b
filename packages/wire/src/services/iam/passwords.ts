/** Passwords of users, and what passwords must be like. */
import { string, integer, boolean, timestamp, required, struct } from '../../shape.ts';
import { Name64 } from './shapes.ts';

/** That a user has a password. */
export const LoginProfile = struct({
  UserName: required(Name64),
  CreateDate: required(timestamp()),
  PasswordResetRequired: boolean(),
});

/** What passwords must be like. */
export const PasswordPolicy = struct({
  MinimumPasswordLength: integer({ min: 6, max: 128 }),
  RequireSymbols: boolean(),
  RequireNumbers: boolean(),
  RequireUppercaseCharacters: boolean(),
  RequireLowercaseCharacters: boolean(),
  AllowUsersToChangePassword: boolean(),
  ExpirePasswords: boolean(),
  MaxPasswordAge: integer({ min: 1, max: 1095 }),
  PasswordReusePrevention: integer({ min: 1, max: 24 }),
  HardExpiry: boolean(),
});

/** Passwords of users, and what passwords must be like. */
export const passwordsOperations = {
  CreateLoginProfile: {
    doc: 'Gives a user a password for the console.',
    input: struct({
      UserName: Name64,
      Password: string({ min: 1, max: 128, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+', sensitive: true }),
      PasswordResetRequired: boolean(),
    }),
    output: struct({ LoginProfile: required(LoginProfile) }),
    errors: [
      'EntityAlreadyExistsException',
      'NoSuchEntityException',
      'PasswordPolicyViolationException',
      'LimitExceededException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  GetLoginProfile: {
    doc: 'Shows whether a user has a password, and since when.',
    input: struct({ UserName: Name64 }),
    output: struct({ LoginProfile: required(LoginProfile) }),
    errors: ['NoSuchEntityException', 'ServiceFailureException'],
    readOnly: true,
  },
  UpdateLoginProfile: {
    doc: 'Replaces the password of a user.',
    input: struct({
      UserName: required(Name64),
      Password: string({ min: 1, max: 128, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+', sensitive: true }),
      PasswordResetRequired: boolean(),
    }),
    output: struct({}),
    errors: [
      'EntityTemporarilyUnmodifiableException',
      'NoSuchEntityException',
      'PasswordPolicyViolationException',
      'LimitExceededException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  DeleteLoginProfile: {
    doc: 'Takes the password from a user.',
    input: struct({ UserName: Name64 }),
    output: struct({}),
    errors: [
      'EntityTemporarilyUnmodifiableException',
      'NoSuchEntityException',
      'LimitExceededException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  ChangePassword: {
    doc: 'Replaces the password of the caller.',
    input: struct({
      OldPassword: required(
        string({ min: 1, max: 128, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+', sensitive: true }),
      ),
      NewPassword: required(
        string({ min: 1, max: 128, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+', sensitive: true }),
      ),
    }),
    output: struct({}),
    errors: [
      'NoSuchEntityException',
      'InvalidUserTypeException',
      'LimitExceededException',
      'EntityTemporarilyUnmodifiableException',
      'PasswordPolicyViolationException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  GetAccountPasswordPolicy: {
    doc: 'Shows what passwords must be like.',
    input: struct({}),
    output: struct({ PasswordPolicy: required(PasswordPolicy) }),
    errors: ['NoSuchEntityException', 'ServiceFailureException'],
    readOnly: true,
  },
  UpdateAccountPasswordPolicy: {
    doc: 'Says what passwords must be like; what is left out gets its default.',
    input: struct({
      MinimumPasswordLength: integer({ min: 6, max: 128 }),
      RequireSymbols: boolean(),
      RequireNumbers: boolean(),
      RequireUppercaseCharacters: boolean(),
      RequireLowercaseCharacters: boolean(),
      AllowUsersToChangePassword: boolean(),
      MaxPasswordAge: integer({ min: 1, max: 1095 }),
      PasswordReusePrevention: integer({ min: 1, max: 24 }),
      HardExpiry: boolean(),
    }),
    output: struct({}),
    errors: [
      'NoSuchEntityException',
      'MalformedPolicyDocumentException',
      'LimitExceededException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  DeleteAccountPasswordPolicy: {
    doc: 'Removes the rules for passwords.',
    input: struct({}),
    output: struct({}),
    errors: ['NoSuchEntityException', 'LimitExceededException', 'ServiceFailureException'],
    readOnly: false,
  },
} as const;
