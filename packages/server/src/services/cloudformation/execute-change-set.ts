import { randomUUID } from 'node:crypto';
import { cloudformation } from '@coffer/wire/services';
import { scheduleJob } from '../../jobs/store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { existingChangeSet } from './describe-change-set.ts';
import { invalidChangeSetStatus } from './errors.ts';
import { changeSetArn, loadChangeSet, stackArn, stackRequest } from './load-stack.ts';
import type { StackOptions } from '../../stacks/rows.ts';
import { STACK_JOB } from './stack-job-kind.ts';
import { addEvent, beginChangeSet, findChangeSet, lockStack, updateStack } from '../../stacks/store.ts';
import { stackTrail } from './trail.ts';

/** ExecuteChangeSet: the stack is being made when it answers; a job goes on, with the caller's rights. */
export const executeChangeSet = defineWrite(cloudformation.operations.ExecuteChangeSet, {
  load: loadChangeSet,
  access: (scope, _input, loaded) => [
    stackRequest(scope, 'ExecuteChangeSet', loaded, () => [['cloudformation:ChangeSetName', loaded.name]]),
  ],
  prepare: (_scope, _input, loaded) => Promise.resolve(existingChangeSet(loaded)),
  async handle(scope, writer, input, _loaded, { row, changeSet }) {
    const stack = await lockStack(writer, row.id);
    const found = await findChangeSet(writer, changeSet.id);
    if (stack?.status !== 'REVIEW_IN_PROGRESS' || found?.execution_status !== 'AVAILABLE') {
      throw invalidChangeSetStatus(
        `ChangeSet [${changeSetArn(scope, changeSet)}] cannot be executed in its current status of ` +
          `[${found?.execution_status ?? 'OBSOLETE'}]`,
      );
    }
    const options: StackOptions = {
      disableRollback: input.DisableRollback === true,
      token: input.ClientRequestToken,
    };
    await updateStack(writer, {
      ...stack,
      status: 'CREATE_IN_PROGRESS',
      status_reason: 'User Initiated',
      updated_at: scope.now,
      change_set_id: changeSet.id,
      caller: JSON.stringify(scope.caller),
      run: null,
      options: JSON.stringify(options),
    });
    await beginChangeSet(writer, changeSet);
    await addEvent(writer, {
      stack_id: stack.id,
      logical_id: stack.name,
      physical_id: stackArn(scope, stack),
      type: 'AWS::CloudFormation::Stack',
      status: 'CREATE_IN_PROGRESS',
      status_reason: 'User Initiated',
      at: scope.now,
      token: input.ClientRequestToken ?? null,
    });
    await scheduleJob(writer, { id: randomUUID(), kind: STACK_JOB, subject: stack.id, due_at: scope.now });
    return {};
  },
  trail: stackTrail,
});
