/** What is stored of stacks. */
import type { StackStatus, ResourceStatus } from './statuses.ts';
import type { ResourceProperties } from './resource-properties.ts';

export interface StackRow {
  readonly id: string;
  readonly account_id: string;
  readonly region: string;
  readonly name: string;
  readonly status: StackStatus;
  readonly status_reason: string | null;
  readonly created_at: number;
  readonly updated_at: number | null;
  readonly deletion_at: number | null;
  readonly is_deleted: number;
  readonly change_set_id: string | null;
  readonly caller: string | null;
  readonly run: string | null;
  readonly options: string;
}

/** How a stack is to be made or deleted; whoever asks last, says it. */
export interface StackOptions {
  /** What failed to be made is left as it is. */
  readonly disableRollback?: boolean | undefined;
  /** Logical ids of what stays. */
  readonly retained?: readonly string[] | undefined;
  /** Nothing that is still used keeps the stack, and what cannot be deleted is left behind. */
  readonly isForced?: boolean | undefined;
  readonly token?: string | undefined;
}

/** The options of a stack: what this service wrote. */
export function optionsIn({ options }: StackRow): StackOptions {
  return JSON.parse(options) as StackOptions; // what this service wrote
}

export interface ChangeSetRow {
  readonly id: string;
  readonly stack_id: string;
  readonly name: string;
  readonly execution_status: 'AVAILABLE' | 'EXECUTE_IN_PROGRESS' | 'EXECUTE_COMPLETE' | 'EXECUTE_FAILED' | 'OBSOLETE';
  readonly created_at: number;
  readonly template: string;
}

/** What a stack is made of, ready to be made: parameters have their places in it. */
export interface Template {
  readonly description: string;
  readonly changeSetDescription?: string | undefined;
  readonly parameters: readonly (readonly [key: string, value: string])[];
  readonly capabilities: readonly string[];
  readonly tags: readonly (readonly [key: string, value: string])[];
  readonly notificationArns: readonly string[];
  readonly resources: readonly TemplateResource[];
  readonly outputs: readonly (readonly [key: string, value: string])[];
}

export interface TemplateResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly properties: ResourceProperties;
}

/** The template of a change set. */
export function templateIn({ template }: ChangeSetRow): Template {
  return JSON.parse(template) as Template; // written when the change set was made
}

export interface ResourceRow {
  readonly stack_id: string;
  readonly logical_id: string;
  readonly position: number;
  readonly account_id: string;
  readonly region: string;
  readonly physical_id: string;
  readonly type: ResourceProperties['type'];
  readonly status: ResourceStatus;
  readonly status_reason: string | null;
  readonly changed_at: number;
  readonly properties: string;
}

/** What a resource is made of. */
export function propertiesIn({ properties }: ResourceRow): ResourceProperties {
  return JSON.parse(properties) as ResourceProperties; // written when the change set was made
}

export interface EventRow {
  readonly stack_id: string;
  readonly number: number;
  readonly id: string;
  readonly logical_id: string;
  readonly physical_id: string;
  readonly type: string;
  readonly status: string;
  readonly status_reason: string | null;
  readonly at: number;
  readonly token: string | null;
}
