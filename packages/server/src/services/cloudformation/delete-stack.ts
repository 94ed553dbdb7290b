import { randomUUID } from 'node:crypto';
import { cloudformation } from '@coffer/wire/services';
import { scheduleJob } from '../../jobs/store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { invalid } from './errors.ts';
import { loadStack, stackArn, stackRequest } from './load-stack.ts';
import type { StackOptions } from '../../stacks/rows.ts';
import { STACK_JOB } from './stack-job-kind.ts';
import { addEvent, lockStack, updateStack } from '../../stacks/store.ts';
import { stackTrail } from './trail.ts';

/** DeleteStack: the stack is being deleted when it answers; a job goes on, with the caller's rights. */
export const deleteStack = defineWrite(cloudformation.operations.DeleteStack, {
  load: loadStack,
  access: (scope, input, loaded) => [
    stackRequest(scope, 'DeleteStack', loaded, () => [['cloudformation:RoleArn', input.RoleARN]]),
  ],
  prepare(_scope, input, { row }) {
    if (input.RoleARN !== undefined) throw invalid('Stacks are made and deleted with the rights of the caller alone.');
    const isForced = input.DeletionMode === 'FORCE_DELETE_STACK';
    // As AWS says it.
    if ((isForced || (input.RetainResources ?? []).length > 0) && row !== undefined && row.status !== 'DELETE_FAILED') {
      throw invalid(
        `Invalid operation on stack [${row.name}]. ` +
          'RetainResources and FORCE_DELETE_STACK can only be used when the stack is in the DELETE_FAILED state.',
      );
    }
    return Promise.resolve();
  },
  async handle(scope, writer, input, { row }) {
    const stack = row && (await lockStack(writer, row.id));
    // Recorded of AWS's clients: what is not there, or is on its way already, is deleted.
    if (stack === undefined || stack.is_deleted === 1 || stack.status === 'DELETE_IN_PROGRESS') return {};
    if (stack.status === 'CREATE_IN_PROGRESS' || stack.status === 'ROLLBACK_IN_PROGRESS') {
      throw invalid(`Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
    }
    const options: StackOptions = {
      retained: input.RetainResources ?? [],
      isForced: input.DeletionMode === 'FORCE_DELETE_STACK',
      token: input.ClientRequestToken,
    };
    await updateStack(writer, {
      ...stack,
      status: 'DELETE_IN_PROGRESS',
      status_reason: 'User Initiated',
      deletion_at: scope.now,
      caller: JSON.stringify(scope.caller),
      run: null,
      options: JSON.stringify(options),
    });
    await addEvent(writer, {
      stack_id: stack.id,
      logical_id: stack.name,
      physical_id: stackArn(scope, stack),
      type: 'AWS::CloudFormation::Stack',
      status: 'DELETE_IN_PROGRESS',
      status_reason: 'User Initiated',
      at: scope.now,
      token: input.ClientRequestToken ?? null,
    });
    await scheduleJob(writer, { id: randomUUID(), kind: STACK_JOB, subject: stack.id, due_at: scope.now });
    return {};
  },
  trail: stackTrail,
});
