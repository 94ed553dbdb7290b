import { iam } from '@coffer/wire/services';
import { listMfaDevicesOf } from '../../identities/mfa-store.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { existingMfaOwner, loadMfaOwner, mfaOwnerAccess } from './load-mfa.ts';
import { pageWithin, wantedPage } from './paging.ts';

/** ListMFADevices: those of a user, or of who asks. */
export const listMFADevices = defineRead(iam.operations.ListMFADevices, {
  load: loadMfaOwner,
  access: mfaOwnerAccess('ListMFADevices'),
  async handle(scope, input, loaded) {
    const owner = existingMfaOwner(scope, loaded);
    const devices = await listMfaDevicesOf(scope.reader, owner.id);
    const page = wantedPage(scope, input, owner.id);
    const { entries, ...rest } = pageWithin(scope, page, devices, device => device.serial_number);
    return {
      MFADevices: entries.map(device => ({
        UserName: owner.name,
        SerialNumber: device.serial_number,
        EnableDate: device.enabled_at ?? device.created_at,
      })),
      ...rest,
    };
  },
});
