/** The account: its alias and what is in it. */
import { string, integer, boolean, list, map, required, struct } from '../../shape.ts';
import { Marker, MaxItems } from './shapes.ts';

/** The account: its alias and what is in it. */
export const accountOperations = {
  CreateAccountAlias: {
    doc: 'Gives the account a name for its sign-in page.',
    input: struct({
      AccountAlias: required(string({ min: 3, max: 63, pattern: '^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$' })),
    }),
    output: struct({}),
    errors: [
      'ConcurrentModificationException',
      'EntityAlreadyExistsException',
      'LimitExceededException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  ListAccountAliases: {
    doc: 'Shows the alias of the account, if it has one.',
    input: struct({ Marker, MaxItems }),
    output: struct({
      AccountAliases: required(list(string({ min: 3, max: 63, pattern: '^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$' }))),
      IsTruncated: boolean(),
      Marker: string(),
    }),
    errors: ['ServiceFailureException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'AccountAliases', token: 'Marker', more: 'IsTruncated' },
  },
  DeleteAccountAlias: {
    doc: 'Takes the alias from the account.',
    input: struct({
      AccountAlias: required(string({ min: 3, max: 63, pattern: '^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$' })),
    }),
    output: struct({}),
    errors: [
      'ConcurrentModificationException',
      'NoSuchEntityException',
      'LimitExceededException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  GetAccountSummary: {
    doc: 'Counts what is in the account and names its limits.',
    input: struct({}),
    output: struct({
      SummaryMap: map(
        string({
          values: [
            'Users',
            'UsersQuota',
            'Groups',
            'GroupsQuota',
            'ServerCertificates',
            'ServerCertificatesQuota',
            'UserPolicySizeQuota',
            'GroupPolicySizeQuota',
            'GroupsPerUserQuota',
            'SigningCertificatesPerUserQuota',
            'AccessKeysPerUserQuota',
            'MFADevices',
            'MFADevicesInUse',
            'AccountMFAEnabled',
            'AccountAccessKeysPresent',
            'AccountPasswordPresent',
            'AccountSigningCertificatesPresent',
            'AttachedPoliciesPerGroupQuota',
            'AttachedPoliciesPerRoleQuota',
            'AttachedPoliciesPerUserQuota',
            'Policies',
            'PoliciesQuota',
            'PolicySizeQuota',
            'PolicyVersionsInUse',
            'PolicyVersionsInUseQuota',
            'VersionsPerPolicyQuota',
            'GlobalEndpointTokenVersion',
            'AssumeRolePolicySizeQuota',
            'InstanceProfiles',
            'InstanceProfilesQuota',
            'Providers',
            'RolePolicySizeQuota',
            'Roles',
            'RolesQuota',
          ],
        }),
        integer(),
      ),
    }),
    errors: ['ServiceFailureException'],
    readOnly: true,
  },
} as const;
