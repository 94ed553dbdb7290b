/**
 * AWS Identity and Access Management, API version 2010-05-08: the operations that Coffer has built.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/
 */
import { service } from '../../contract.ts';
import { accessKeysOperations } from './access-keys.ts';
import { accountOperations } from './account.ts';
import { attachmentsOperations } from './attachments.ts';
import { authorizationDetailsOperations } from './authorization-details.ts';
import { groupsOperations } from './groups.ts';
import { identityProvidersOperations } from './identity-providers.ts';
import { inlinePoliciesOperations } from './inline-policies.ts';
import { instanceProfilesOperations } from './instance-profiles.ts';
import { mfaOperations } from './mfa.ts';
import { passwordsOperations } from './passwords.ts';
import { policiesOperations } from './policies.ts';
import { rolePoliciesOperations } from './role-policies.ts';
import { rolesOperations } from './roles.ts';
import { serviceUseOperations } from './service-use.ts';
import { simulationOperations } from './simulation.ts';
import { usersOperations } from './users.ts';

/** IAM: the contract. It is one service for all regions, signed for the one where its partition keeps it. */
export const iam = service({
  service: 'iam',
  title: 'AWS Identity and Access Management',
  apiVersion: '2010-05-08',
  protocols: ['query'],
  targetPrefixes: [],
  endpointPrefix: 'iam',
  global: true,
  isTerse: true,
  xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  messageKey: 'message',
  errors: {
    ConcurrentModificationException: { status: 409 },
    DeleteConflictException: { status: 409 },
    EntityAlreadyExistsException: { status: 409 },
    EntityTemporarilyUnmodifiableException: { status: 409 },
    InvalidAuthenticationCodeException: { status: 403 },
    InvalidInputException: { status: 400 },
    InvalidUserTypeException: { status: 400 },
    LimitExceededException: { status: 409 },
    MalformedPolicyDocumentException: { status: 400 },
    NoSuchEntityException: { status: 404 },
    OpenIdIdpCommunicationErrorException: { status: 400 },
    PasswordPolicyViolationException: { status: 400 },
    PolicyEvaluationException: { status: 500 },
    PolicyNotAttachableException: { status: 400 },
    ServiceFailureException: { status: 500 },
    UnmodifiableEntityException: { status: 400 },
  },
  operations: {
    ...usersOperations,
    ...groupsOperations,
    ...accessKeysOperations,
    ...inlinePoliciesOperations,
    ...policiesOperations,
    ...attachmentsOperations,
    ...accountOperations,
    ...rolesOperations,
    ...instanceProfilesOperations,
    ...passwordsOperations,
    ...rolePoliciesOperations,
    ...mfaOperations,
    ...identityProvidersOperations,
    ...simulationOperations,
    ...serviceUseOperations,
    ...authorizationDetailsOperations,
  },
});
