import { iam } from '@coffer/wire/services';
import { updateMfaDevice } from '../../identities/mfa-store.ts';
import { loadTotp, stepOf } from '../../identities/totp.ts';
import type { Keyring } from '../../keys/keyring.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import {
  changeMfaOwner,
  deviceNotFound,
  existingDevice,
  existingMfaOwner,
  loadMfaOwner,
  mfaOwnerAccess,
} from './load-mfa.ts';
import { provenStep } from './proven-step.ts';
import { writeTrail } from './trail.ts';

/** ResyncMFADevice: how far the device's clock is off is remembered from here on. */
export function makeResyncMFADevice(keyring: Keyring) {
  return defineWrite(iam.operations.ResyncMFADevice, {
    load: loadMfaOwner,
    access: mfaOwnerAccess('ResyncMFADevice'),
    async prepare(scope, _input, loaded) {
      existingMfaOwner(scope, loaded);
      return loadTotp();
    },
    async handle(scope, writer, input, loaded, codeAt) {
      const owner = await changeMfaOwner(scope, writer, loaded);
      const device = await existingDevice(scope, writer, input.SerialNumber);
      if (device.owner_id !== owner.id) throw deviceNotFound(input.SerialNumber);
      const step = provenStep({ codeAt, keyring }, device, input, scope.now);
      await updateMfaDevice(writer, { ...device, last_step: step, drift: step - stepOf(scope.now) });
      return {};
    },
    trail: writeTrail(iam.operations.ResyncMFADevice),
  });
}
