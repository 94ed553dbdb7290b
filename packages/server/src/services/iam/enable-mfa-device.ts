import { iam } from '@coffer/wire/services';
import { listMfaDevicesOf, updateMfaDevice } from '../../identities/mfa-store.ts';
import { loadTotp, stepOf } from '../../identities/totp.ts';
import type { Keyring } from '../../keys/keyring.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { entityAlreadyExists, quotaExceeded } from './errors.ts';
import { changeMfaOwner, existingDevice, existingMfaOwner, loadMfaOwner, mfaOwnerAccess } from './load-mfa.ts';
import { provenStep } from './proven-step.ts';
import { wholeSecond } from './times.ts';
import { writeTrail } from './trail.ts';

/** Source: IAM User Guide, quotas: MFA devices of a user, and of the root user. */
const MAX_DEVICES = 8;

/** EnableMFADevice: the device becomes the user's, who has proven to have it. */
export function makeEnableMFADevice(keyring: Keyring) {
  return defineWrite(iam.operations.EnableMFADevice, {
    load: loadMfaOwner,
    access: mfaOwnerAccess('EnableMFADevice'),
    async prepare(scope, _input, loaded) {
      existingMfaOwner(scope, loaded);
      return loadTotp();
    },
    async handle(scope, writer, input, loaded, codeAt) {
      const owner = await changeMfaOwner(scope, writer, loaded);
      const device = await existingDevice(scope, writer, input.SerialNumber);
      if (device.owner_id !== null) throw entityAlreadyExists('MFA Device is already in use.');
      const others = await listMfaDevicesOf(writer, owner.id);
      if (others.length >= MAX_DEVICES) throw quotaExceeded('MFADevicesPerUser', MAX_DEVICES);
      const step = provenStep({ codeAt, keyring }, device, input, scope.now);
      await updateMfaDevice(writer, {
        serial_number: device.serial_number,
        owner_id: owner.id,
        enabled_at: wholeSecond(scope.now),
        last_step: step,
        drift: step - stepOf(scope.now),
      });
      return {};
    },
    trail: writeTrail(iam.operations.EnableMFADevice),
  });
}
