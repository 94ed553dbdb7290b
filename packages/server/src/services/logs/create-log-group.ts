import { randomUUID } from 'node:crypto';
import { logs } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { groupExists, invalidParameter } from './errors.ts';
import { loadGroup, streamRequest, tagRequest } from './load-group.ts';
import { insertGroup } from './store.ts';
import { requestTagKeys, withTags } from './tags.ts';
import { groupTrail } from './trail.ts';

/** CreateLogGroup: an empty group, whose events stay for ever. */
export const createLogGroup = defineWrite(logs.operations.CreateLogGroup, {
  load: loadGroup,
  // AWS: tags at the creation need the right to tag as well.
  access: (scope, { tags }, loaded) => [
    streamRequest(scope, 'CreateLogGroup', loaded, '', () => requestTagKeys(tags)),
    ...(tags === undefined ? [] : [tagRequest(scope, 'TagResource', loaded, () => requestTagKeys(tags))]),
  ],
  prepare(scope, input) {
    if (input.kmsKeyId !== undefined) {
      throw invalidParameter('Log groups under a KMS key of their own are not supported.');
    }
    return Promise.resolve({
      id: randomUUID(),
      account_id: scope.accountId,
      region: scope.region,
      name: input.logGroupName,
      revision: 1,
      created_at: scope.now,
      class: input.logGroupClass ?? 'STANDARD',
      is_protected: input.deletionProtectionEnabled === true ? 1 : 0,
      retention_days: null,
      tags: withTags(new Map(), input.tags),
    });
  },
  async handle(_scope, writer, _input, _loaded, row) {
    if (!(await insertGroup(writer, row))) throw groupExists();
    return {};
  },
  trail: groupTrail,
});
