import { iam } from '@coffer/wire/services';
import { countAccount } from '../../identities/account-store.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { accountAccess } from './entity-access.ts';

/** GetAccountSummary: what there is, and AWS's limits, whether they are turned on or not. */
export const getAccountSummary = defineRead(iam.operations.GetAccountSummary, {
  load: async () => undefined,
  access: accountAccess('GetAccountSummary'),
  async handle(scope) {
    const counts = await countAccount(scope.reader, scope.accountId);
    return {
      SummaryMap: {
        ...LIMITS,
        Users: counts.users,
        Groups: counts.groups,
        Roles: counts.roles,
        Policies: counts.policies,
        PolicyVersionsInUse: counts.policy_versions,
        InstanceProfiles: counts.instance_profiles,
        MFADevices: counts.mfa_devices,
        MFADevicesInUse: counts.mfa_devices_in_use,
        AccountMFAEnabled: Math.min(counts.root_mfa_devices, 1),
        AccountAccessKeysPresent: Math.min(counts.root_keys, 1),
        Providers: counts.providers,
      },
    };
  },
});

/** Source: IAM User Guide, "IAM and AWS STS quotas". There are no certificates, and root users have no passwords. */
const LIMITS = {
  UsersQuota: 5_000,
  GroupsQuota: 300,
  RolesQuota: 1_000,
  PoliciesQuota: 1_500,
  PolicyVersionsInUseQuota: 10_000,
  VersionsPerPolicyQuota: 5,
  PolicySizeQuota: 6_144,
  InstanceProfilesQuota: 1_000,
  GroupsPerUserQuota: 10,
  AccessKeysPerUserQuota: 2,
  AttachedPoliciesPerUserQuota: 10,
  AttachedPoliciesPerGroupQuota: 10,
  AttachedPoliciesPerRoleQuota: 10,
  UserPolicySizeQuota: 2_048,
  GroupPolicySizeQuota: 5_120,
  RolePolicySizeQuota: 10_240,
  AssumeRolePolicySizeQuota: 2_048,
  ServerCertificates: 0,
  ServerCertificatesQuota: 20,
  SigningCertificatesPerUserQuota: 2,
  AccountSigningCertificatesPresent: 0,
  AccountPasswordPresent: 0,
  GlobalEndpointTokenVersion: 1,
} as const;
