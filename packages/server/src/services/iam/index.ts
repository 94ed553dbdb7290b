import { iam } from '@coffer/wire/services';
import type { Service } from '../../pipeline/operation.ts';
import type { Database } from '../../storage/database.ts';
import { addRoleToInstanceProfile } from './add-role-to-instance-profile.ts';
import { addUserToGroup } from './add-user-to-group.ts';
import { attachGroupPolicy } from './attach-group-policy.ts';
import { attachRolePolicy } from './attach-role-policy.ts';
import { attachUserPolicy } from './attach-user-policy.ts';
import { makeChangePassword } from './change-password.ts';
import type { PasswordParts } from './change-password.ts';
import { makeCreateAccessKey } from './create-access-key.ts';
import { createAccountAlias } from './create-account-alias.ts';
import { createGroup } from './create-group.ts';
import { createInstanceProfile } from './create-instance-profile.ts';
import { makeCreateLoginProfile } from './create-login-profile.ts';
import { createOpenIDConnectProvider } from './create-oidc-provider.ts';
import { createPolicyVersion } from './create-policy-version.ts';
import { createPolicy } from './create-policy.ts';
import { createRole } from './create-role.ts';
import { makeCreateSAMLProvider } from './create-saml-provider.ts';
import { createUser } from './create-user.ts';
import { makeCreateVirtualMFADevice } from './create-virtual-mfa-device.ts';
import { deactivateMFADevice } from './deactivate-mfa-device.ts';
import { deleteAccessKey } from './delete-access-key.ts';
import { deleteAccountAlias } from './delete-account-alias.ts';
import { deleteAccountPasswordPolicy } from './delete-account-password-policy.ts';
import { deleteGroupPolicy } from './delete-group-policy.ts';
import { deleteGroup } from './delete-group.ts';
import { deleteInstanceProfile } from './delete-instance-profile.ts';
import { deleteLoginProfile } from './delete-login-profile.ts';
import { deleteOpenIDConnectProvider } from './delete-oidc-provider.ts';
import { deletePolicyVersion } from './delete-policy-version.ts';
import { deletePolicy } from './delete-policy.ts';
import { deleteRolePermissionsBoundary } from './delete-role-permissions-boundary.ts';
import { deleteRolePolicy } from './delete-role-policy.ts';
import { deleteRole } from './delete-role.ts';
import { deleteSAMLProvider } from './delete-saml-provider.ts';
import { deleteUserPermissionsBoundary } from './delete-user-permissions-boundary.ts';
import { deleteUserPolicy } from './delete-user-policy.ts';
import { deleteUser } from './delete-user.ts';
import { deleteVirtualMFADevice } from './delete-virtual-mfa-device.ts';
import { detachGroupPolicy } from './detach-group-policy.ts';
import { detachRolePolicy } from './detach-role-policy.ts';
import { detachUserPolicy } from './detach-user-policy.ts';
import { makeEnableMFADevice } from './enable-mfa-device.ts';
import { makeGenerateServiceLastAccessedDetails } from './generate-service-last-accessed-details.ts';
import { getAccessKeyLastUsed } from './get-access-key-last-used.ts';
import { getAccountAuthorizationDetails } from './get-account-authorization-details.ts';
import { getAccountPasswordPolicy } from './get-account-password-policy.ts';
import { getAccountSummary } from './get-account-summary.ts';
import { getContextKeysForCustomPolicy } from './get-context-keys-for-custom-policy.ts';
import { getContextKeysForPrincipalPolicy } from './get-context-keys-for-principal-policy.ts';
import { getGroupPolicy } from './get-group-policy.ts';
import { getGroup } from './get-group.ts';
import { getInstanceProfile } from './get-instance-profile.ts';
import { getLoginProfile } from './get-login-profile.ts';
import { getOpenIDConnectProvider } from './get-oidc-provider.ts';
import { getPolicyVersion } from './get-policy-version.ts';
import { getPolicy } from './get-policy.ts';
import { getRolePolicy } from './get-role-policy.ts';
import { getRole } from './get-role.ts';
import { makeGetSAMLProvider } from './get-saml-provider.ts';
import { getServiceLastAccessedDetails } from './get-service-last-accessed-details.ts';
import { getUserPolicy } from './get-user-policy.ts';
import { getUser } from './get-user.ts';
import { listAccessKeys } from './list-access-keys.ts';
import { listAccountAliases } from './list-account-aliases.ts';
import { listAttachedGroupPolicies } from './list-attached-group-policies.ts';
import { listAttachedRolePolicies } from './list-attached-role-policies.ts';
import { listAttachedUserPolicies } from './list-attached-user-policies.ts';
import { listEntitiesForPolicy } from './list-entities-for-policy.ts';
import { listGroupPolicies } from './list-group-policies.ts';
import { listGroupsForUser } from './list-groups-for-user.ts';
import { listGroups } from './list-groups.ts';
import { listInstanceProfilesForRole } from './list-instance-profiles-for-role.ts';
import { listInstanceProfiles } from './list-instance-profiles.ts';
import { listMFADevices } from './list-mfa-devices.ts';
import { listOpenIDConnectProviders } from './list-oidc-providers.ts';
import { listPolicies } from './list-policies.ts';
import { listPolicyVersions } from './list-policy-versions.ts';
import { listRolePolicies } from './list-role-policies.ts';
import { listRoleTags } from './list-role-tags.ts';
import { listRoles } from './list-roles.ts';
import { listSAMLProviders } from './list-saml-providers.ts';
import { listUserPolicies } from './list-user-policies.ts';
import { listUserTags } from './list-user-tags.ts';
import { listUsers } from './list-users.ts';
import { listVirtualMFADevices } from './list-virtual-mfa-devices.ts';
import { putGroupPolicy } from './put-group-policy.ts';
import { putRolePermissionsBoundary } from './put-role-permissions-boundary.ts';
import { putRolePolicy } from './put-role-policy.ts';
import { putUserPermissionsBoundary } from './put-user-permissions-boundary.ts';
import { putUserPolicy } from './put-user-policy.ts';
import { removeRoleFromInstanceProfile } from './remove-role-from-instance-profile.ts';
import { removeUserFromGroup } from './remove-user-from-group.ts';
import { makeResyncMFADevice } from './resync-mfa-device.ts';
import { setDefaultPolicyVersion } from './set-default-policy-version.ts';
import { simulateCustomPolicy } from './simulate-custom-policy.ts';
import { simulatePrincipalPolicy } from './simulate-principal-policy.ts';
import { tagRole } from './tag-role.ts';
import { tagUser } from './tag-user.ts';
import { untagRole } from './untag-role.ts';
import { untagUser } from './untag-user.ts';
import { updateAccessKey } from './update-access-key.ts';
import { updateAccountPasswordPolicy } from './update-account-password-policy.ts';
import { updateAssumeRolePolicy } from './update-assume-role-policy.ts';
import { updateGroup } from './update-group.ts';
import { makeUpdateLoginProfile } from './update-login-profile.ts';
import { updateRoleDescription } from './update-role-description.ts';
import { updateRole } from './update-role.ts';
import { updateUser } from './update-user.ts';

/** AWS Identity and Access Management, an operation a file. */
export function iamService({
  database,
  ...passwords
}: PasswordParts & { readonly database: Database }): Service<typeof iam> {
  const { keyring } = passwords;
  return {
    contract: iam,
    operations: {
      AddRoleToInstanceProfile: addRoleToInstanceProfile,
      AddUserToGroup: addUserToGroup,
      AttachGroupPolicy: attachGroupPolicy,
      AttachRolePolicy: attachRolePolicy,
      AttachUserPolicy: attachUserPolicy,
      ChangePassword: makeChangePassword(passwords),
      CreateAccessKey: makeCreateAccessKey(keyring),
      CreateAccountAlias: createAccountAlias,
      CreateGroup: createGroup,
      CreateInstanceProfile: createInstanceProfile,
      CreateLoginProfile: makeCreateLoginProfile(keyring),
      CreateOpenIDConnectProvider: createOpenIDConnectProvider,
      CreatePolicy: createPolicy,
      CreatePolicyVersion: createPolicyVersion,
      CreateRole: createRole,
      CreateSAMLProvider: makeCreateSAMLProvider(keyring),
      CreateUser: createUser,
      CreateVirtualMFADevice: makeCreateVirtualMFADevice(keyring),
      DeactivateMFADevice: deactivateMFADevice,
      DeleteAccessKey: deleteAccessKey,
      DeleteAccountAlias: deleteAccountAlias,
      DeleteAccountPasswordPolicy: deleteAccountPasswordPolicy,
      DeleteGroup: deleteGroup,
      DeleteGroupPolicy: deleteGroupPolicy,
      DeleteInstanceProfile: deleteInstanceProfile,
      DeleteLoginProfile: deleteLoginProfile,
      DeleteOpenIDConnectProvider: deleteOpenIDConnectProvider,
      DeletePolicy: deletePolicy,
      DeletePolicyVersion: deletePolicyVersion,
      DeleteRole: deleteRole,
      DeleteRolePermissionsBoundary: deleteRolePermissionsBoundary,
      DeleteRolePolicy: deleteRolePolicy,
      DeleteSAMLProvider: deleteSAMLProvider,
      DeleteUser: deleteUser,
      DeleteUserPermissionsBoundary: deleteUserPermissionsBoundary,
      DeleteUserPolicy: deleteUserPolicy,
      DeleteVirtualMFADevice: deleteVirtualMFADevice,
      DetachGroupPolicy: detachGroupPolicy,
      DetachRolePolicy: detachRolePolicy,
      DetachUserPolicy: detachUserPolicy,
      EnableMFADevice: makeEnableMFADevice(keyring),
      GenerateServiceLastAccessedDetails: makeGenerateServiceLastAccessedDetails(database),
      GetAccessKeyLastUsed: getAccessKeyLastUsed,
      GetAccountAuthorizationDetails: getAccountAuthorizationDetails,
      GetAccountPasswordPolicy: getAccountPasswordPolicy,
      GetAccountSummary: getAccountSummary,
      GetContextKeysForCustomPolicy: getContextKeysForCustomPolicy,
      GetContextKeysForPrincipalPolicy: getContextKeysForPrincipalPolicy,
      GetGroup: getGroup,
      GetGroupPolicy: getGroupPolicy,
      GetInstanceProfile: getInstanceProfile,
      GetLoginProfile: getLoginProfile,
      GetOpenIDConnectProvider: getOpenIDConnectProvider,
      GetPolicy: getPolicy,
      GetPolicyVersion: getPolicyVersion,
      GetRole: getRole,
      GetRolePolicy: getRolePolicy,
      GetSAMLProvider: makeGetSAMLProvider(keyring),
      GetServiceLastAccessedDetails: getServiceLastAccessedDetails,
      GetUser: getUser,
      GetUserPolicy: getUserPolicy,
      ListAccessKeys: listAccessKeys,
      ListAccountAliases: listAccountAliases,
      ListAttachedGroupPolicies: listAttachedGroupPolicies,
      ListAttachedRolePolicies: listAttachedRolePolicies,
      ListAttachedUserPolicies: listAttachedUserPolicies,
      ListEntitiesForPolicy: listEntitiesForPolicy,
      ListGroupPolicies: listGroupPolicies,
      ListGroups: listGroups,
      ListGroupsForUser: listGroupsForUser,
      ListInstanceProfiles: listInstanceProfiles,
      ListInstanceProfilesForRole: listInstanceProfilesForRole,
      ListMFADevices: listMFADevices,
      ListOpenIDConnectProviders: listOpenIDConnectProviders,
      ListPolicies: listPolicies,
      ListPolicyVersions: listPolicyVersions,
      ListRolePolicies: listRolePolicies,
      ListRoles: listRoles,
      ListRoleTags: listRoleTags,
      ListSAMLProviders: listSAMLProviders,
      ListUserPolicies: listUserPolicies,
      ListUsers: listUsers,
      ListUserTags: listUserTags,
      ListVirtualMFADevices: listVirtualMFADevices,
      PutGroupPolicy: putGroupPolicy,
      PutRolePermissionsBoundary: putRolePermissionsBoundary,
      PutRolePolicy: putRolePolicy,
      PutUserPermissionsBoundary: putUserPermissionsBoundary,
      PutUserPolicy: putUserPolicy,
      RemoveRoleFromInstanceProfile: removeRoleFromInstanceProfile,
      RemoveUserFromGroup: removeUserFromGroup,
      ResyncMFADevice: makeResyncMFADevice(keyring),
      SetDefaultPolicyVersion: setDefaultPolicyVersion,
      SimulateCustomPolicy: simulateCustomPolicy,
      SimulatePrincipalPolicy: simulatePrincipalPolicy,
      TagRole: tagRole,
      TagUser: tagUser,
      UntagRole: untagRole,
      UntagUser: untagUser,
      UpdateAccessKey: updateAccessKey,
      UpdateAccountPasswordPolicy: updateAccountPasswordPolicy,
      UpdateAssumeRolePolicy: updateAssumeRolePolicy,
      UpdateGroup: updateGroup,
      UpdateLoginProfile: makeUpdateLoginProfile(keyring),
      UpdateRole: updateRole,
      UpdateRoleDescription: updateRoleDescription,
      UpdateUser: updateUser,
    },
  };
}
