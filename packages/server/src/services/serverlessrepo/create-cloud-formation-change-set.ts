import { randomUUID } from 'node:crypto';
import type { InputOf } from '@coffer/wire';
import { serverlessrepo } from '@coffer/wire/services';
import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import type { StackRow, Template } from '../../stacks/rows.ts';
import { addEvent, findChangeSetByName, findStackByName, insertChangeSet, insertStack } from '../../stacks/store.ts';
import { UniqueViolation } from '../../storage/database.ts';
import type { Application } from './applications.ts';
import { findApplication, versionOf } from './applications.ts';
import { applicationNotFound, badRequest } from './errors.ts';
import { readParameters } from './parameters.ts';
import { rotationTemplate } from './rotation-template.ts';

const contract = serverlessrepo.operations.CreateCloudFormationChangeSet;
type Input = InputOf<typeof contract>;

/** What stacks of the repository are called before their own name. Source: the guide. */
const STACK_PREFIX = 'aws-serverless-repository-';
/** Source: CloudFormation API Reference, CreateStack. */
const MAX_STACK_NAME = 128;
const MAX_TAGS = 50;

interface Loaded {
  /** Of the stack; undefined: the request names none that can be one. */
  readonly stackName: string | undefined;
  readonly stack: StackRow | undefined;
}

/** CreateCloudFormationChangeSet: what a published application would make, ready to be executed. */
export const createCloudFormationChangeSet = defineWrite(contract, {
  async load(scope, { StackName: name }): Promise<Loaded> {
    const stackName = name === undefined || !isName(STACK_PREFIX + name) ? undefined : STACK_PREFIX + name;
    const stack = stackName === undefined ? undefined : await findStackByName(scope.reader, scope, stackName);
    return { stackName, stack };
  },
  access: (scope, { ApplicationId, ChangeSetName }, { stackName }): readonly AccessRequest[] => [
    {
      action: 'serverlessrepo:CreateCloudFormationChangeSet',
      resource: ApplicationId,
      resourceAccountId: scope.accountId,
      keys: () => [['serverlessrepo:applicationType', 'public']],
    },
    {
      action: 'cloudformation:CreateChangeSet',
      resource: `arn:${scope.partition}:cloudformation:${scope.region}:${scope.accountId}:stack/${stackName ?? '*'}/*`,
      resourceAccountId: scope.accountId,
      keys: () => [['cloudformation:ChangeSetName', ChangeSetName]],
    },
  ],
  async prepare(scope, input, loaded) {
    const application = findApplication(scope.partition, input.ApplicationId);
    if (application === undefined) throw applicationNotFound(input.ApplicationId.slice(0, 256));
    const version = checkInput(scope, application, input);
    if (loaded.stackName === undefined) {
      throw badRequest('StackName must begin with a letter and have letters, digits and hyphens alone, 128 at most');
    }
    const parameters = readParameters(application, input.ParameterOverrides ?? []);
    const template: Template = {
      description: `A rotation function of Secrets Manager: ${application.name}`,
      changeSetDescription: input.Description,
      parameters: [...parameters],
      capabilities: input.Capabilities ?? [],
      tags: [
        ...(input.Tags ?? []).map(({ Key, Value }) => [Key, Value] as const),
        ['serverlessrepo:applicationId', input.ApplicationId],
        ['serverlessrepo:semanticVersion', version],
      ],
      notificationArns: input.NotificationArns ?? [],
      ...rotationTemplate(application, loaded.stackName, scope, parameters, scope.random),
    };
    const name = input.ChangeSetName ?? `a${randomUUID()}`;
    return { stackName: loaded.stackName, name, version, template, stackId: randomUUID(), changeSetId: randomUUID() };
  },
  async handle(scope, writer, input, _loaded, { stackName, name, version, template, stackId, changeSetId }) {
    const found = await findStackByName(writer, scope, stackName);
    if (found !== undefined && found.status !== 'REVIEW_IN_PROGRESS') {
      throw badRequest(
        `The stack ${stackName} is in status ${found.status}. Stacks are not changed here: delete it, or choose another name.`,
      );
    }
    const stack = found ?? newStack(scope, stackName, stackId);
    const arnPrefix = `arn:${scope.partition}:cloudformation:${scope.region}:${scope.accountId}`;
    const StackId = `${arnPrefix}:stack/${stackName}/${stack.id}`;
    if ((await findChangeSetByName(writer, stack.id, name)) !== undefined) {
      throw badRequest(`ChangeSet ${name} already exists`);
    }
    try {
      if (found === undefined) await insertStack(writer, stack);
    } catch (error) {
      // Somebody else's request made it in this moment: look again.
      if (error instanceof UniqueViolation) throw new Stale();
      throw error;
    }
    if (found === undefined) {
      await addEvent(writer, {
        stack_id: stack.id,
        logical_id: stackName,
        physical_id: StackId,
        type: 'AWS::CloudFormation::Stack',
        status: 'REVIEW_IN_PROGRESS',
        status_reason: 'User Initiated',
        at: scope.now,
        token: null,
      });
    }
    await insertChangeSet(writer, {
      id: changeSetId,
      stack_id: stack.id,
      name,
      execution_status: 'AVAILABLE',
      created_at: scope.now,
      template: JSON.stringify(template),
    });
    return {
      ApplicationId: input.ApplicationId,
      ChangeSetId: `${arnPrefix}:changeSet/${name}/${changeSetId}`,
      SemanticVersion: version,
      StackId,
    };
  },
  trail: {
    response: output =>
      output === undefined ? null : { changeSetId: output.ChangeSetId ?? null, stackId: output.StackId ?? null },
  },
});

/** The version that is made. Throws BadRequestException for what is not here, and for what was not agreed to. */
function checkInput({ partition }: Scope, application: Application, input: Input): string {
  const version = versionOf(application, partition);
  const { SemanticVersion: asked = version, Capabilities: agreed = [] } = input;
  // Which versions AWS has published, nobody can list: any is this one.
  if (!/^\d{1,9}\.\d{1,9}\.\d{1,9}$/.test(asked)) throw badRequest('SemanticVersion is not a version');
  const isIam = agreed.includes('CAPABILITY_IAM') || agreed.includes('CAPABILITY_NAMED_IAM');
  const missing = [
    ...(isIam ? [] : ['CAPABILITY_IAM']),
    ...(agreed.includes('CAPABILITY_RESOURCE_POLICY') ? [] : ['CAPABILITY_RESOURCE_POLICY']),
  ];
  if (missing.length > 0) throw badRequest(`Requires capabilities : [${missing.join(', ')}]`);
  if (input.ChangeSetName !== undefined && !isName(input.ChangeSetName)) {
    throw badRequest('ChangeSetName must begin with a letter and have letters, digits and hyphens alone, 128 at most');
  }
  const tags = input.Tags ?? [];
  const areTagsBad = tags.some(({ Key, Value }) => Key === '' || Key.length > 128 || Value.length > 256);
  if (tags.length > MAX_TAGS || areTagsBad) throw badRequest('Tags are not valid');
  if ((input.Description ?? '').length > 1_024) throw badRequest('Description has at most 1024 characters');
  if (input.TemplateId !== undefined) throw badRequest('TemplateId: there are no such templates');
  const triggers = input.RollbackConfiguration?.RollbackTriggers ?? [];
  if (triggers.length > 0) throw badRequest('RollbackTriggers are not supported');
  if ((input.NotificationArns ?? []).length > 0) throw badRequest('NotificationArns are not supported');
  return asked;
}

/** Linear. */
function isName(name: string): boolean {
  return name.length <= MAX_STACK_NAME && /^[a-zA-Z][-a-zA-Z0-9]*$/.test(name);
}

function newStack({ accountId, region, now }: Scope, name: string, id: string): StackRow {
  return {
    id,
    account_id: accountId,
    region,
    name,
    status: 'REVIEW_IN_PROGRESS',
    status_reason: 'User Initiated',
    created_at: now,
    updated_at: null,
    deletion_at: null,
    is_deleted: 0,
    change_set_id: null,
    caller: null,
    run: null,
    options: '{}',
  };
}
