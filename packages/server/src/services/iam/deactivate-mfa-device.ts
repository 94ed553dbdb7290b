import { iam } from '@coffer/wire/services';
import { updateMfaDevice } from '../../identities/mfa-store.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { changeMfaOwner, deviceNotFound, existingDevice, loadMfaOwner, mfaOwnerAccess } from './load-mfa.ts';
import { writeTrail } from './trail.ts';

/** DeactivateMFADevice: the device is nobody's again. Codes that were used stay used. */
export const deactivateMFADevice = defineWrite(iam.operations.DeactivateMFADevice, {
  load: loadMfaOwner,
  access: mfaOwnerAccess('DeactivateMFADevice'),
  async handle(scope, writer, input, loaded) {
    const owner = await changeMfaOwner(scope, writer, loaded);
    const device = await existingDevice(scope, writer, input.SerialNumber);
    if (device.owner_id !== owner.id) throw deviceNotFound(input.SerialNumber);
    await updateMfaDevice(writer, { ...device, owner_id: null, enabled_at: null });
    return {};
  },
  trail: writeTrail(iam.operations.DeactivateMFADevice),
});
