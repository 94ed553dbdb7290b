import { iam } from '@coffer/wire/services';
import { beginIdentityChange } from '../../identities/epoch-store.ts';
import { deleteMfaDeviceRow, findMfaDevice } from '../../identities/mfa-store.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { awsResourceTagKeys } from './condition-keys.ts';
import { deleteConflict } from './errors.ts';
import { existingDevice } from './load-mfa.ts';
import { mfaAccess } from './mfa-access.ts';
import { writeTrail } from './trail.ts';

/** The longest serial number. Source: the API model. */
const MAX_SERIAL = 256;

/** DeleteVirtualMFADevice: one that nobody has. */
export const deleteVirtualMFADevice = defineWrite(iam.operations.DeleteVirtualMFADevice, {
  load: (scope: Scope, { SerialNumber: serial = '' }) =>
    serial.length > MAX_SERIAL ? Promise.resolve(undefined) : findMfaDevice(scope.reader, scope.accountId, serial),
  access: (scope, { SerialNumber }, device) => [
    mfaAccess(scope, 'DeleteVirtualMFADevice', SerialNumber, () => awsResourceTagKeys(device)),
  ],
  async handle(scope, writer, { SerialNumber }) {
    await beginIdentityChange(writer, scope.accountId);
    const device = await existingDevice(scope, writer, SerialNumber);
    if (device.owner_id !== null) throw deleteConflict('entity, must deactivate MFA device first.');
    await deleteMfaDeviceRow(writer, device.serial_number);
    return {};
  },
  trail: writeTrail(iam.operations.DeleteVirtualMFADevice),
});
