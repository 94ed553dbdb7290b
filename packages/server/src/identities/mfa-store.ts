/** The SQL of virtual MFA devices. */
import type { Reader, Writer } from '../storage/database.ts';
import { sql } from '../storage/sql.ts';
import { nameKey } from './arns.ts';
import type { Page } from './page.ts';

export interface MfaDeviceRow {
  /** The device's ARN: `arn:aws:iam::123456789012:mfa/NAME`. */
  readonly serial_number: string;
  readonly account_id: string;
  readonly created_at: number;
  /** Sealed under the internal key: see `totp.ts`. */
  readonly seed: Uint8Array;
  /** A user's id, or the account's id for its root user; null: assigned to nobody. */
  readonly owner_id: string | null;
  readonly enabled_at: number | null;
  /** The newest time step whose code was used: no code counts twice. */
  readonly last_step: number | null;
  /** How many time steps the device's clock is ahead. */
  readonly drift: number;
  /** JSON, see `tagsIn`. */
  readonly tags: string;
}

const columns = sql`
  m.serial_number, m.account_id, m.created_at, m.seed, m.owner_id, m.enabled_at, m.last_step, m.drift,
  m.tags`;

export function findMfaDevice(
  reader: Reader,
  accountId: string,
  serialNumber: string,
): Promise<MfaDeviceRow | undefined> {
  return reader.get<MfaDeviceRow>(sql`
    select ${columns}
    from iam_mfa_device m
    where m.serial_number = ${serialNumber}
      and m.account_id = ${accountId}`);
}

/** The device of this serial number, if this user (or root user, by the account's id) has it. */
export function findMfaDeviceOf(
  reader: Reader,
  ownerId: string,
  serialNumber: string,
): Promise<MfaDeviceRow | undefined> {
  return reader.get<MfaDeviceRow>(sql`
    select ${columns}
    from iam_mfa_device m
    where m.serial_number = ${serialNumber}
      and m.owner_id = ${ownerId}`);
}

/** A user's devices, or those of a root user by the account's id; by serial number. Eight at most. */
export function listMfaDevicesOf(reader: Reader, ownerId: string): Promise<MfaDeviceRow[]> {
  return reader.all<MfaDeviceRow>(sql`
    select ${columns}
    from iam_mfa_device m
    where m.owner_id = ${ownerId}
    order by m.serial_number`);
}

/** Which devices a list has. */
export type Assignment = 'Assigned' | 'Unassigned' | 'Any';

/** A page of an account's devices by serial number. */
export function listMfaDevices(
  reader: Reader,
  accountId: string,
  assignment: Assignment,
  { after, limit }: Pick<Page, 'after' | 'limit'>,
): Promise<MfaDeviceRow[]> {
  const assigned = {
    Assigned: sql`and m.owner_id is not null`,
    Unassigned: sql`and m.owner_id is null`,
    Any: sql``,
  };
  const rest = after === undefined ? sql`` : sql`and m.serial_number > ${after}`;
  return reader.all<MfaDeviceRow>(sql`
    select ${columns}
    from iam_mfa_device m
    where m.account_id = ${accountId}
      ${assigned[assignment]}
      ${rest}
    order by m.serial_number
    limit ${limit}`);
}

/** Whether the name was free: one name is one device, whatever the path. */
export async function insertMfaDevice(writer: Writer, device: MfaDeviceRow, name: string): Promise<boolean> {
  const { changes } = await writer.run(sql`
    insert into iam_mfa_device (
      serial_number, account_id, name_key, created_at, seed, owner_id, enabled_at, last_step, drift, tags
    )
    values (
      ${device.serial_number}, ${device.account_id}, ${nameKey(name)}, ${device.created_at}, ${device.seed},
      ${device.owner_id}, ${device.enabled_at}, ${device.last_step},
      ${device.drift}, ${device.tags}
    )
    on conflict do nothing`);
  return changes > 0;
}

/** Stores what may change of a device: whose it is, since when, its clock, and the newest step that was used. */
export async function updateMfaDevice(
  writer: Writer,
  device: Pick<MfaDeviceRow, 'serial_number' | 'owner_id' | 'enabled_at' | 'last_step' | 'drift'>,
): Promise<void> {
  await writer.run(sql`
    update iam_mfa_device
    set owner_id = ${device.owner_id},
      enabled_at = ${device.enabled_at},
      last_step = ${device.last_step},
      drift = ${device.drift}
    where serial_number = ${device.serial_number}`);
}

/** Marks a time step as used, unless it or a newer one was; whether it was not. Of two at once one succeeds. */
export async function useMfaStep(writer: Writer, serialNumber: string, step: number): Promise<boolean> {
  const { changes } = await writer.run(sql`
    update iam_mfa_device
    set last_step = ${step}
    where serial_number = ${serialNumber}
      and (last_step is null or last_step < ${step})`);
  return changes > 0;
}

/** The device is gone. */
export async function deleteMfaDeviceRow(writer: Writer, serialNumber: string): Promise<void> {
  await writer.run(sql`delete from iam_mfa_device where serial_number = ${serialNumber}`);
}
