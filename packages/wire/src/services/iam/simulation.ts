/** What policies would decide, and which condition keys they ask for. */
import { string, boolean, list, required, struct } from '../../shape.ts';
import {
  ContextEntry,
  EvaluationResult,
  OrderedOrganizationPolicyType,
  PolicyIdentifier,
} from './simulation-entities.ts';
import { Arn, Document, Marker, MaxItems } from './shapes.ts';

/** What policies would decide, and which condition keys they ask for. */
export const simulationOperations = {
  SimulatePrincipalPolicy: {
    doc: 'Says what the policies of a user, group or role decide.',
    input: struct({
      PolicySourceArn: required(Arn),
      PolicyInputList: list(Document),
      PermissionsBoundaryPolicyInputList: list(Document),
      PolicyExclusionList: list(PolicyIdentifier, { max: 256 }),
      ActionNames: required(list(string({ min: 3, max: 128 }))),
      ResourceArns: list(string({ min: 1, max: 2048 })),
      ResourcePolicy: Document,
      ResourceOwner: string({ min: 1, max: 2048 }),
      CallerArn: string({ min: 1, max: 2048 }),
      ContextEntries: list(ContextEntry),
      ResourceHandlingOption: string({ min: 1, max: 64 }),
      MaxItems,
      Marker,
    }),
    output: struct({ EvaluationResults: list(EvaluationResult), IsTruncated: boolean(), Marker: string() }),
    errors: ['NoSuchEntityException', 'InvalidInputException', 'PolicyEvaluationException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'EvaluationResults', token: 'Marker', more: 'IsTruncated' },
  },
  SimulateCustomPolicy: {
    doc: 'Says what given policies decide.',
    input: struct({
      PolicyInputList: required(list(Document)),
      PermissionsBoundaryPolicyInputList: list(Document),
      OrderedOrganizationPolicyInputList: list(OrderedOrganizationPolicyType, { max: 7 }),
      ActionNames: required(list(string({ min: 3, max: 128 }))),
      ResourceArns: list(string({ min: 1, max: 2048 })),
      ResourcePolicy: Document,
      ResourceOwner: string({ min: 1, max: 2048 }),
      CallerArn: string({ min: 1, max: 2048 }),
      ContextEntries: list(ContextEntry),
      ResourceHandlingOption: string({ min: 1, max: 64 }),
      MaxItems,
      Marker,
    }),
    output: struct({ EvaluationResults: list(EvaluationResult), IsTruncated: boolean(), Marker: string() }),
    errors: ['InvalidInputException', 'PolicyEvaluationException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'EvaluationResults', token: 'Marker', more: 'IsTruncated' },
  },
  GetContextKeysForPrincipalPolicy: {
    doc: 'Lists the condition keys that the policies of a user, group or role ask for.',
    input: struct({ PolicySourceArn: required(Arn), PolicyInputList: list(Document) }),
    output: struct({ ContextKeyNames: list(string({ min: 5, max: 256 })) }),
    errors: ['NoSuchEntityException', 'InvalidInputException'],
    readOnly: true,
  },
  GetContextKeysForCustomPolicy: {
    doc: 'Lists the condition keys that given policies ask for.',
    input: struct({ PolicyInputList: required(list(Document)) }),
    output: struct({ ContextKeyNames: list(string({ min: 5, max: 256 })) }),
    errors: ['InvalidInputException'],
    readOnly: true,
  },
} as const;
