/**
 * AWS Serverless Application Repository, API version 2017-09-08: making a stack of a published application.
 * Source: https://docs.aws.amazon.com/serverlessrepo/latest/devguide/
 */
import { service } from '../contract.ts';
import { integer, list, required, string, struct } from '../shape.ts';

const ParameterValue = struct({
  Name: required(string({ wire: 'name' })),
  Value: required(string({ wire: 'value' })),
});
const RollbackTrigger = struct({
  Arn: required(string({ wire: 'arn' })),
  Type: required(string({ wire: 'type' })),
});
const Tag = struct({ Key: required(string({ wire: 'key' })), Value: required(string({ wire: 'value' })) });

/** The repository: the contract. */
export const serverlessrepo = service({
  service: 'serverlessrepo',
  title: 'AWS Serverless Application Repository',
  apiVersion: '2017-09-08',
  protocols: ['rest-json'],
  targetPrefixes: [],
  endpointPrefix: 'serverlessrepo',
  xmlNamespace: '',
  messageKey: 'message',
  errors: {
    BadRequestException: { status: 400 },
    ForbiddenException: { status: 403 },
    InternalServerErrorException: { status: 500 },
    NotFoundException: { status: 404 },
    TooManyRequestsException: { status: 429 },
  },
  operations: {
    CreateCloudFormationChangeSet: {
      doc: 'Makes a change set that creates a stack of an application: of a rotation function.',
      http: { method: 'POST', uri: '/applications/{applicationId}/changesets', status: 201 },
      input: struct({
        ApplicationId: required(string({ loc: 'uri', wire: 'applicationId' })),
        Capabilities: list(string(), { wire: 'capabilities' }),
        ChangeSetName: string({ wire: 'changeSetName' }),
        ClientToken: string({ wire: 'clientToken' }),
        Description: string({ wire: 'description' }),
        NotificationArns: list(string(), { wire: 'notificationArns' }),
        ParameterOverrides: list(ParameterValue, { wire: 'parameterOverrides' }),
        ResourceTypes: list(string(), { wire: 'resourceTypes' }),
        RollbackConfiguration: {
          ...struct({
            MonitoringTimeInMinutes: integer({ wire: 'monitoringTimeInMinutes' }),
            RollbackTriggers: list(RollbackTrigger, { wire: 'rollbackTriggers' }),
          }),
          wire: 'rollbackConfiguration',
        },
        SemanticVersion: string({ wire: 'semanticVersion' }),
        StackName: required(string({ wire: 'stackName' })),
        Tags: list(Tag, { wire: 'tags' }),
        TemplateId: string({ wire: 'templateId' }),
      }),
      output: struct({
        ApplicationId: string({ wire: 'applicationId' }),
        ChangeSetId: string({ wire: 'changeSetId' }),
        SemanticVersion: string({ wire: 'semanticVersion' }),
        StackId: string({ wire: 'stackId' }),
      }),
      errors: ['TooManyRequestsException', 'BadRequestException', 'InternalServerErrorException', 'ForbiddenException'],
      readOnly: false,
    },
  },
});
