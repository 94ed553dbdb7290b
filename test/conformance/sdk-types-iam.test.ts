/** The types that IAM's handlers see against those of the AWS SDK for JavaScript, as in sdk-types.test.ts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as sdk from '@aws-sdk/client-iam';
import { type Services, services } from '@coffer/wire/services';
import type { Verdicts } from './sdk-types.test.ts';

const verdicts: Verdicts<
  Services['iam']['operations'],
  {
    AddRoleToInstanceProfile: [sdk.AddRoleToInstanceProfileCommandInput, sdk.AddRoleToInstanceProfileCommandOutput];
    AddUserToGroup: [sdk.AddUserToGroupCommandInput, sdk.AddUserToGroupCommandOutput];
    AttachGroupPolicy: [sdk.AttachGroupPolicyCommandInput, sdk.AttachGroupPolicyCommandOutput];
    AttachRolePolicy: [sdk.AttachRolePolicyCommandInput, sdk.AttachRolePolicyCommandOutput];
    AttachUserPolicy: [sdk.AttachUserPolicyCommandInput, sdk.AttachUserPolicyCommandOutput];
    ChangePassword: [sdk.ChangePasswordCommandInput, sdk.ChangePasswordCommandOutput];
    CreateAccessKey: [sdk.CreateAccessKeyCommandInput, sdk.CreateAccessKeyCommandOutput];
    CreateAccountAlias: [sdk.CreateAccountAliasCommandInput, sdk.CreateAccountAliasCommandOutput];
    CreateGroup: [sdk.CreateGroupCommandInput, sdk.CreateGroupCommandOutput];
    CreateInstanceProfile: [sdk.CreateInstanceProfileCommandInput, sdk.CreateInstanceProfileCommandOutput];
    CreateLoginProfile: [sdk.CreateLoginProfileCommandInput, sdk.CreateLoginProfileCommandOutput];
    CreateOpenIDConnectProvider: [
      sdk.CreateOpenIDConnectProviderCommandInput,
      sdk.CreateOpenIDConnectProviderCommandOutput,
    ];
    CreatePolicy: [sdk.CreatePolicyCommandInput, sdk.CreatePolicyCommandOutput];
    CreatePolicyVersion: [sdk.CreatePolicyVersionCommandInput, sdk.CreatePolicyVersionCommandOutput];
    CreateRole: [sdk.CreateRoleCommandInput, sdk.CreateRoleCommandOutput];
    CreateSAMLProvider: [sdk.CreateSAMLProviderCommandInput, sdk.CreateSAMLProviderCommandOutput];
    CreateUser: [sdk.CreateUserCommandInput, sdk.CreateUserCommandOutput];
    CreateVirtualMFADevice: [sdk.CreateVirtualMFADeviceCommandInput, sdk.CreateVirtualMFADeviceCommandOutput];
    DeactivateMFADevice: [sdk.DeactivateMFADeviceCommandInput, sdk.DeactivateMFADeviceCommandOutput];
    DeleteAccessKey: [sdk.DeleteAccessKeyCommandInput, sdk.DeleteAccessKeyCommandOutput];
    DeleteAccountAlias: [sdk.DeleteAccountAliasCommandInput, sdk.DeleteAccountAliasCommandOutput];
    DeleteAccountPasswordPolicy: [
      sdk.DeleteAccountPasswordPolicyCommandInput,
      sdk.DeleteAccountPasswordPolicyCommandOutput,
    ];
    DeleteGroup: [sdk.DeleteGroupCommandInput, sdk.DeleteGroupCommandOutput];
    DeleteGroupPolicy: [sdk.DeleteGroupPolicyCommandInput, sdk.DeleteGroupPolicyCommandOutput];
    DeleteInstanceProfile: [sdk.DeleteInstanceProfileCommandInput, sdk.DeleteInstanceProfileCommandOutput];
    DeleteLoginProfile: [sdk.DeleteLoginProfileCommandInput, sdk.DeleteLoginProfileCommandOutput];
    DeleteOpenIDConnectProvider: [
      sdk.DeleteOpenIDConnectProviderCommandInput,
      sdk.DeleteOpenIDConnectProviderCommandOutput,
    ];
    DeletePolicy: [sdk.DeletePolicyCommandInput, sdk.DeletePolicyCommandOutput];
    DeletePolicyVersion: [sdk.DeletePolicyVersionCommandInput, sdk.DeletePolicyVersionCommandOutput];
    DeleteRole: [sdk.DeleteRoleCommandInput, sdk.DeleteRoleCommandOutput];
    DeleteRolePermissionsBoundary: [
      sdk.DeleteRolePermissionsBoundaryCommandInput,
      sdk.DeleteRolePermissionsBoundaryCommandOutput,
    ];
    DeleteRolePolicy: [sdk.DeleteRolePolicyCommandInput, sdk.DeleteRolePolicyCommandOutput];
    DeleteSAMLProvider: [sdk.DeleteSAMLProviderCommandInput, sdk.DeleteSAMLProviderCommandOutput];
    DeleteUser: [sdk.DeleteUserCommandInput, sdk.DeleteUserCommandOutput];
    DeleteUserPermissionsBoundary: [
      sdk.DeleteUserPermissionsBoundaryCommandInput,
      sdk.DeleteUserPermissionsBoundaryCommandOutput,
    ];
    DeleteUserPolicy: [sdk.DeleteUserPolicyCommandInput, sdk.DeleteUserPolicyCommandOutput];
    DeleteVirtualMFADevice: [sdk.DeleteVirtualMFADeviceCommandInput, sdk.DeleteVirtualMFADeviceCommandOutput];
    DetachGroupPolicy: [sdk.DetachGroupPolicyCommandInput, sdk.DetachGroupPolicyCommandOutput];
    DetachRolePolicy: [sdk.DetachRolePolicyCommandInput, sdk.DetachRolePolicyCommandOutput];
    DetachUserPolicy: [sdk.DetachUserPolicyCommandInput, sdk.DetachUserPolicyCommandOutput];
    EnableMFADevice: [sdk.EnableMFADeviceCommandInput, sdk.EnableMFADeviceCommandOutput];
    GenerateServiceLastAccessedDetails: [
      sdk.GenerateServiceLastAccessedDetailsCommandInput,
      sdk.GenerateServiceLastAccessedDetailsCommandOutput,
    ];
    GetAccessKeyLastUsed: [sdk.GetAccessKeyLastUsedCommandInput, sdk.GetAccessKeyLastUsedCommandOutput];
    GetAccountAuthorizationDetails: [
      sdk.GetAccountAuthorizationDetailsCommandInput,
      sdk.GetAccountAuthorizationDetailsCommandOutput,
    ];
    GetAccountPasswordPolicy: [sdk.GetAccountPasswordPolicyCommandInput, sdk.GetAccountPasswordPolicyCommandOutput];
    GetAccountSummary: [sdk.GetAccountSummaryCommandInput, sdk.GetAccountSummaryCommandOutput];
    GetContextKeysForCustomPolicy: [
      sdk.GetContextKeysForCustomPolicyCommandInput,
      sdk.GetContextKeysForCustomPolicyCommandOutput,
    ];
    GetContextKeysForPrincipalPolicy: [
      sdk.GetContextKeysForPrincipalPolicyCommandInput,
      sdk.GetContextKeysForPrincipalPolicyCommandOutput,
    ];
    GetGroup: [sdk.GetGroupCommandInput, sdk.GetGroupCommandOutput];
    GetGroupPolicy: [sdk.GetGroupPolicyCommandInput, sdk.GetGroupPolicyCommandOutput];
    GetInstanceProfile: [sdk.GetInstanceProfileCommandInput, sdk.GetInstanceProfileCommandOutput];
    GetLoginProfile: [sdk.GetLoginProfileCommandInput, sdk.GetLoginProfileCommandOutput];
    GetOpenIDConnectProvider: [sdk.GetOpenIDConnectProviderCommandInput, sdk.GetOpenIDConnectProviderCommandOutput];
    GetPolicy: [sdk.GetPolicyCommandInput, sdk.GetPolicyCommandOutput];
    GetPolicyVersion: [sdk.GetPolicyVersionCommandInput, sdk.GetPolicyVersionCommandOutput];
    GetRole: [sdk.GetRoleCommandInput, sdk.GetRoleCommandOutput];
    GetRolePolicy: [sdk.GetRolePolicyCommandInput, sdk.GetRolePolicyCommandOutput];
    GetSAMLProvider: [sdk.GetSAMLProviderCommandInput, sdk.GetSAMLProviderCommandOutput];
    GetServiceLastAccessedDetails: [
      sdk.GetServiceLastAccessedDetailsCommandInput,
      sdk.GetServiceLastAccessedDetailsCommandOutput,
    ];
    GetUser: [sdk.GetUserCommandInput, sdk.GetUserCommandOutput];
    GetUserPolicy: [sdk.GetUserPolicyCommandInput, sdk.GetUserPolicyCommandOutput];
    ListAccessKeys: [sdk.ListAccessKeysCommandInput, sdk.ListAccessKeysCommandOutput];
    ListAccountAliases: [sdk.ListAccountAliasesCommandInput, sdk.ListAccountAliasesCommandOutput];
    ListAttachedGroupPolicies: [sdk.ListAttachedGroupPoliciesCommandInput, sdk.ListAttachedGroupPoliciesCommandOutput];
    ListAttachedRolePolicies: [sdk.ListAttachedRolePoliciesCommandInput, sdk.ListAttachedRolePoliciesCommandOutput];
    ListAttachedUserPolicies: [sdk.ListAttachedUserPoliciesCommandInput, sdk.ListAttachedUserPoliciesCommandOutput];
    ListEntitiesForPolicy: [sdk.ListEntitiesForPolicyCommandInput, sdk.ListEntitiesForPolicyCommandOutput];
    ListGroupPolicies: [sdk.ListGroupPoliciesCommandInput, sdk.ListGroupPoliciesCommandOutput];
    ListGroups: [sdk.ListGroupsCommandInput, sdk.ListGroupsCommandOutput];
    ListGroupsForUser: [sdk.ListGroupsForUserCommandInput, sdk.ListGroupsForUserCommandOutput];
    ListInstanceProfiles: [sdk.ListInstanceProfilesCommandInput, sdk.ListInstanceProfilesCommandOutput];
    ListInstanceProfilesForRole: [
      sdk.ListInstanceProfilesForRoleCommandInput,
      sdk.ListInstanceProfilesForRoleCommandOutput,
    ];
    ListMFADevices: [sdk.ListMFADevicesCommandInput, sdk.ListMFADevicesCommandOutput];
    ListOpenIDConnectProviders: [
      sdk.ListOpenIDConnectProvidersCommandInput,
      sdk.ListOpenIDConnectProvidersCommandOutput,
    ];
    ListPolicies: [sdk.ListPoliciesCommandInput, sdk.ListPoliciesCommandOutput];
    ListPolicyVersions: [sdk.ListPolicyVersionsCommandInput, sdk.ListPolicyVersionsCommandOutput];
    ListRolePolicies: [sdk.ListRolePoliciesCommandInput, sdk.ListRolePoliciesCommandOutput];
    ListRoleTags: [sdk.ListRoleTagsCommandInput, sdk.ListRoleTagsCommandOutput];
    ListRoles: [sdk.ListRolesCommandInput, sdk.ListRolesCommandOutput];
    ListSAMLProviders: [sdk.ListSAMLProvidersCommandInput, sdk.ListSAMLProvidersCommandOutput];
    ListUserPolicies: [sdk.ListUserPoliciesCommandInput, sdk.ListUserPoliciesCommandOutput];
    ListUserTags: [sdk.ListUserTagsCommandInput, sdk.ListUserTagsCommandOutput];
    ListUsers: [sdk.ListUsersCommandInput, sdk.ListUsersCommandOutput];
    ListVirtualMFADevices: [sdk.ListVirtualMFADevicesCommandInput, sdk.ListVirtualMFADevicesCommandOutput];
    PutGroupPolicy: [sdk.PutGroupPolicyCommandInput, sdk.PutGroupPolicyCommandOutput];
    PutRolePermissionsBoundary: [
      sdk.PutRolePermissionsBoundaryCommandInput,
      sdk.PutRolePermissionsBoundaryCommandOutput,
    ];
    PutRolePolicy: [sdk.PutRolePolicyCommandInput, sdk.PutRolePolicyCommandOutput];
    PutUserPermissionsBoundary: [
      sdk.PutUserPermissionsBoundaryCommandInput,
      sdk.PutUserPermissionsBoundaryCommandOutput,
    ];
    PutUserPolicy: [sdk.PutUserPolicyCommandInput, sdk.PutUserPolicyCommandOutput];
    RemoveRoleFromInstanceProfile: [
      sdk.RemoveRoleFromInstanceProfileCommandInput,
      sdk.RemoveRoleFromInstanceProfileCommandOutput,
    ];
    RemoveUserFromGroup: [sdk.RemoveUserFromGroupCommandInput, sdk.RemoveUserFromGroupCommandOutput];
    ResyncMFADevice: [sdk.ResyncMFADeviceCommandInput, sdk.ResyncMFADeviceCommandOutput];
    SetDefaultPolicyVersion: [sdk.SetDefaultPolicyVersionCommandInput, sdk.SetDefaultPolicyVersionCommandOutput];
    SimulateCustomPolicy: [sdk.SimulateCustomPolicyCommandInput, sdk.SimulateCustomPolicyCommandOutput];
    SimulatePrincipalPolicy: [sdk.SimulatePrincipalPolicyCommandInput, sdk.SimulatePrincipalPolicyCommandOutput];
    TagRole: [sdk.TagRoleCommandInput, sdk.TagRoleCommandOutput];
    TagUser: [sdk.TagUserCommandInput, sdk.TagUserCommandOutput];
    UntagRole: [sdk.UntagRoleCommandInput, sdk.UntagRoleCommandOutput];
    UntagUser: [sdk.UntagUserCommandInput, sdk.UntagUserCommandOutput];
    UpdateAccessKey: [sdk.UpdateAccessKeyCommandInput, sdk.UpdateAccessKeyCommandOutput];
    UpdateAccountPasswordPolicy: [
      sdk.UpdateAccountPasswordPolicyCommandInput,
      sdk.UpdateAccountPasswordPolicyCommandOutput,
    ];
    UpdateAssumeRolePolicy: [sdk.UpdateAssumeRolePolicyCommandInput, sdk.UpdateAssumeRolePolicyCommandOutput];
    UpdateGroup: [sdk.UpdateGroupCommandInput, sdk.UpdateGroupCommandOutput];
    UpdateLoginProfile: [sdk.UpdateLoginProfileCommandInput, sdk.UpdateLoginProfileCommandOutput];
    UpdateRole: [sdk.UpdateRoleCommandInput, sdk.UpdateRoleCommandOutput];
    UpdateRoleDescription: [sdk.UpdateRoleDescriptionCommandInput, sdk.UpdateRoleDescriptionCommandOutput];
    UpdateUser: [sdk.UpdateUserCommandInput, sdk.UpdateUserCommandOutput];
  }
> = {
  AddRoleToInstanceProfile: true,
  AddUserToGroup: true,
  AttachGroupPolicy: true,
  AttachRolePolicy: true,
  AttachUserPolicy: true,
  ChangePassword: true,
  CreateAccessKey: true,
  CreateAccountAlias: true,
  CreateGroup: true,
  CreateInstanceProfile: true,
  CreateLoginProfile: true,
  CreateOpenIDConnectProvider: true,
  CreatePolicy: true,
  CreatePolicyVersion: true,
  CreateRole: true,
  CreateSAMLProvider: true,
  CreateUser: true,
  CreateVirtualMFADevice: true,
  DeactivateMFADevice: true,
  DeleteAccessKey: true,
  DeleteAccountAlias: true,
  DeleteAccountPasswordPolicy: true,
  DeleteGroup: true,
  DeleteGroupPolicy: true,
  DeleteInstanceProfile: true,
  DeleteLoginProfile: true,
  DeleteOpenIDConnectProvider: true,
  DeletePolicy: true,
  DeletePolicyVersion: true,
  DeleteRole: true,
  DeleteRolePermissionsBoundary: true,
  DeleteRolePolicy: true,
  DeleteSAMLProvider: true,
  DeleteUser: true,
  DeleteUserPermissionsBoundary: true,
  DeleteUserPolicy: true,
  DeleteVirtualMFADevice: true,
  DetachGroupPolicy: true,
  DetachRolePolicy: true,
  DetachUserPolicy: true,
  EnableMFADevice: true,
  GenerateServiceLastAccessedDetails: true,
  GetAccessKeyLastUsed: true,
  // The SDK names the keys of the map; shapes do not.
  GetAccountSummary: false,
  GetAccountAuthorizationDetails: true,
  GetAccountPasswordPolicy: true,
  GetContextKeysForCustomPolicy: true,
  GetContextKeysForPrincipalPolicy: true,
  GetGroup: true,
  GetGroupPolicy: true,
  GetInstanceProfile: true,
  GetLoginProfile: true,
  GetOpenIDConnectProvider: true,
  GetPolicy: true,
  GetPolicyVersion: true,
  GetRole: true,
  GetRolePolicy: true,
  GetSAMLProvider: true,
  GetServiceLastAccessedDetails: true,
  GetUser: true,
  GetUserPolicy: true,
  ListAccessKeys: true,
  ListAccountAliases: true,
  ListAttachedGroupPolicies: true,
  ListAttachedRolePolicies: true,
  ListAttachedUserPolicies: true,
  ListEntitiesForPolicy: true,
  ListGroupPolicies: true,
  ListGroups: true,
  ListGroupsForUser: true,
  ListInstanceProfiles: true,
  ListInstanceProfilesForRole: true,
  ListMFADevices: true,
  ListOpenIDConnectProviders: true,
  ListPolicies: true,
  ListPolicyVersions: true,
  ListRolePolicies: true,
  ListRoleTags: true,
  ListRoles: true,
  ListSAMLProviders: true,
  ListUserPolicies: true,
  ListUserTags: true,
  ListUsers: true,
  ListVirtualMFADevices: true,
  PutGroupPolicy: true,
  PutRolePermissionsBoundary: true,
  PutRolePolicy: true,
  PutUserPermissionsBoundary: true,
  PutUserPolicy: true,
  RemoveRoleFromInstanceProfile: true,
  RemoveUserFromGroup: true,
  ResyncMFADevice: true,
  SetDefaultPolicyVersion: true,
  SimulateCustomPolicy: true,
  // PolicyIdentifier is a union in the SDK; the contract has its members side by side.
  SimulatePrincipalPolicy: false,
  TagRole: true,
  TagUser: true,
  UntagRole: true,
  UntagUser: true,
  UpdateAccessKey: true,
  UpdateAccountPasswordPolicy: true,
  UpdateAssumeRolePolicy: true,
  UpdateGroup: true,
  UpdateLoginProfile: true,
  UpdateRole: true,
  UpdateRoleDescription: true,
  UpdateUser: true,
};

test('every operation of IAM is compared with the SDK’s types', () => {
  assert.deepEqual(Object.keys(verdicts).toSorted(), Object.keys(services.iam.operations).toSorted());
});
