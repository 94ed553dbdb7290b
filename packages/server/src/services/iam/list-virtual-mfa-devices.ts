import type { OutputOf } from '@coffer/wire';
import { iam } from '@coffer/wire/services';
import type { MfaDeviceRow } from '../../identities/mfa-store.ts';
import { listMfaDevices } from '../../identities/mfa-store.ts';
import { findUserById } from '../../identities/user-store.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { mfaAccess, mfaSerial } from './mfa-access.ts';
import { pageOf, wantedPage } from './paging.ts';
import { partitionOf } from './partition.ts';
import { listedUser } from './views.ts';

type Device = OutputOf<typeof iam.operations.ListVirtualMFADevices>['VirtualMFADevices'][number];

/** ListVirtualMFADevices: all of the account, or those that somebody or nobody has, with whoever has them. */
export const listVirtualMFADevices = defineRead(iam.operations.ListVirtualMFADevices, {
  load: async () => undefined,
  // Reported: AWS asks about the path of all devices.
  access: scope => [mfaAccess(scope, 'ListVirtualMFADevices', mfaSerial(scope, '/', ''))],
  async handle(scope, input) {
    const assignment = input.AssignmentStatus ?? 'Any';
    const page = wantedPage(scope, input, assignment);
    const found = await listMfaDevices(scope.reader, scope.accountId, assignment, page);
    const { entries, ...rest } = pageOf(scope, page, found, device => device.serial_number);
    const VirtualMFADevices: Device[] = [];
    for (const device of entries) VirtualMFADevices.push(await listed(scope, device));
    return { VirtualMFADevices, ...rest };
  },
});

async function listed(scope: Scope, device: MfaDeviceRow): Promise<Device> {
  const { serial_number: SerialNumber, owner_id: ownerId, enabled_at: enabledAt } = device;
  if (ownerId === null) return { SerialNumber };
  return { SerialNumber, EnableDate: enabledAt ?? undefined, User: await ownerOf(scope, ownerId) };
}

async function ownerOf(scope: Scope, ownerId: string): Promise<Device['User']> {
  const user = await findUserById(scope.reader, ownerId);
  if (user !== undefined) return listedUser(scope, user);
  if (ownerId !== scope.accountId) return undefined;
  const Arn = `arn:${partitionOf(scope)}:iam::${scope.accountId}:root`;
  // `as`: the root user has neither name nor path, although the model calls them required.
  return { UserId: scope.accountId, Arn, CreateDate: 0 } as Device['User'];
}
