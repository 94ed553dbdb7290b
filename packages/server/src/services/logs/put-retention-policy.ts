import { logs } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { changeGroup } from './change-group.ts';
import { invalidParameter } from './errors.ts';
import { accessToGroup, existing, loadGroup } from './load-group.ts';
import { groupTrail } from './trail.ts';

/** Source: API reference, PutRetentionPolicy. */
const DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** PutRetentionPolicy: events that are older go, within the hour. */
export const putRetentionPolicy = defineWrite(logs.operations.PutRetentionPolicy, {
  load: loadGroup,
  access: accessToGroup('PutRetentionPolicy'),
  async prepare(_scope, input, loaded) {
    const days = input.retentionInDays;
    if (!DAYS.includes(days)) {
      throw invalidParameter(
        `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: ` +
          `Member must satisfy enum value set: [${DAYS.join(', ')}]`,
      );
    }
    return existing(input, loaded);
  },
  handle: (_scope, writer, { retentionInDays }, _loaded, group) =>
    changeGroup(writer, group, { retention_days: retentionInDays }),
  trail: groupTrail,
});
