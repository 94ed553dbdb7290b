import { kms } from '@coffer/wire/services';
import type { AccessRequest, Scope } from '../../pipeline/operation.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { accessToKey } from './access.ts';
import { changeKey } from './change-key.ts';
import { usableKey } from './key-state.ts';
import type { LoadedKey } from './keys.ts';
import { loadOwnKey } from './keys.ts';
import { assertRotates } from './rotatable.ts';
import { planRotation, rotationAfter, USUAL_PERIOD } from './rotation.ts';
import { changeTrail } from './trail.ts';

interface Members {
  readonly KeyId?: string | undefined;
  readonly RotationPeriodInDays?: number | undefined;
}

/** EnableKeyRotation: from now on the key gets new material each time so many days have passed. */
export const enableKeyRotation = defineWrite(kms.operations.EnableKeyRotation, {
  load: (scope, { KeyId }) => loadOwnKey(scope, KeyId),
  access: (scope, input, loaded) => [accessToRotation(scope, input, loaded)],
  async handle(scope, writer, { RotationPeriodInDays: period = USUAL_PERIOD }, loaded) {
    const key = usableKey(scope, loaded);
    assertRotates(key);
    const next = rotationAfter(scope.now, period);
    await changeKey(writer, key, { rotation_period: period, next_rotation_at: next });
    await planRotation(writer, key.key_id, next);
    return {};
  },
  trail: changeTrail,
});

/** Who says nothing asks for the usual period: a policy that limits it limits that, too. */
function accessToRotation(scope: Scope, input: Members, loaded: LoadedKey): AccessRequest {
  const asked = accessToKey(scope, 'EnableKeyRotation', { KeyId: input.KeyId }, loaded);
  const period = input.RotationPeriodInDays ?? USUAL_PERIOD;
  return { ...asked, keys: () => [...(asked.keys?.() ?? []), ['kms:RotationPeriodInDays', period]] };
}
