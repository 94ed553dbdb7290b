import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { generateSync } from 'otplib/functional';
import { verifyMfaCode } from '../../identities/verify-mfa-code.ts';
import { onBothEngines, TestServer } from '../../testing/index.ts';
import { assertRefused, IAM, recordsNamed } from './testing.ts';

const STEP = 30_000;

onBothEngines('Virtual MFA devices', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
    for (const UserName of ['ana', 'ben', 'eva']) await server.call('iam', 'CreateUser', { UserName });
  });
  after(() => server[Symbol.asyncDispose]());

  /** A new device: its serial number, and what it shows at a moment from now. */
  const create = async (VirtualMFADeviceName: string, Path?: string) => {
    const { VirtualMFADevice } = await server.call('iam', 'CreateVirtualMFADevice', { VirtualMFADeviceName, Path });
    const secret = Buffer.from(VirtualMFADevice.Base32StringSeed?.unwrap() ?? '').toString('ascii');
    const code = (steps = 0) => generateSync({ secret, epoch: (server.clock.now() + steps * STEP) / 1000 });
    const codes = (steps = 0) => ({ AuthenticationCode1: code(steps - 1), AuthenticationCode2: code(steps) });
    return { SerialNumber: VirtualMFADevice.SerialNumber, made: VirtualMFADevice, code, codes };
  };
  const userId = async (UserName: string) => (await server.call('iam', 'GetUser', { UserName })).User.UserId;
  const verify = (ownerId: string, serialNumber: string, code: string) =>
    server.parts.database.write(writer =>
      verifyMfaCode(writer, server.parts.keyring, { ownerId, serialNumber, code, now: server.clock.now() }),
    );
  const invalid = [403, 'InvalidAuthenticationCode', 'Authentication code for device is not valid.'] as const;
  const missing = (serial: string) =>
    [404, 'NoSuchEntity', `MFA Device with serial number ${serial} does not exist.`] as const;

  it('show their seed and picture when they are made, and never again', async () => {
    const { made } = await create('fresh', '/team/');
    const { VirtualMFADevices } = await server.call('iam', 'ListVirtualMFADevices', {});

    assert.equal(made.SerialNumber, `${IAM}:mfa/team/fresh`);
    assert.match(Buffer.from(made.Base32StringSeed?.unwrap() ?? '').toString(), /^[A-Z2-7]{64}$/);
    assert.equal(Buffer.from(made.QRCodePNG?.unwrap() ?? '').toString('latin1', 1, 4), 'PNG');
    assert.deepEqual(VirtualMFADevices, [{ SerialNumber: made.SerialNumber }]);
    const [record] = await recordsNamed(server, 'CreateVirtualMFADevice');
    assert.deepEqual(record?.['requestParameters'], { path: '/team/', virtualMFADeviceName: 'fresh' });
    assert.deepEqual(record?.['responseElements'], { virtualMFADevice: { serialNumber: made.SerialNumber } });
    await assertRefused(server, 'CreateVirtualMFADevice', { VirtualMFADeviceName: 'FRESH' }, [
      409,
      'EntityAlreadyExists',
      'MFA device already exists.',
    ]);
    await server.call('iam', 'DeleteVirtualMFADevice', { SerialNumber: made.SerialNumber });
    await assertRefused(
      server,
      'DeleteVirtualMFADevice',
      { SerialNumber: made.SerialNumber },
      missing(made.SerialNumber),
    );
  });

  it('have names of at most 226 characters, with which serial numbers are full', async () => {
    const { SerialNumber } = await create('n'.repeat(226));

    assert.equal(SerialNumber.length, 256);
    await server.call('iam', 'DeleteVirtualMFADevice', { SerialNumber });
    await assertRefused(server, 'CreateVirtualMFADevice', { VirtualMFADeviceName: 'n'.repeat(227) }, [
      400,
      'ValidationError',
      "1 validation error detected: Value at 'virtualMFADeviceName' failed to satisfy constraint: Member must have length less than or equal to 226",
    ]);
  });

  it('become a user’s with two codes in a row, and nobody’s again', async () => {
    const { SerialNumber, codes } = await create('anas');
    const input = { UserName: 'ana', SerialNumber };
    await server.call('iam', 'EnableMFADevice', { ...input, ...codes() });

    const { MFADevices } = await server.call('iam', 'ListMFADevices', { UserName: 'ana' });
    const assigned = await server.call('iam', 'ListVirtualMFADevices', { AssignmentStatus: 'Assigned' });
    const unassigned = await server.call('iam', 'ListVirtualMFADevices', { AssignmentStatus: 'Unassigned' });
    const EnableDate = Math.floor(server.clock.now() / 1000) * 1000;

    assert.deepEqual(MFADevices, [{ UserName: 'ana', SerialNumber, EnableDate }]);
    const [device] = assigned.VirtualMFADevices;
    assert.deepEqual(Object.keys(device ?? {}).toSorted(), ['EnableDate', 'SerialNumber', 'User']);
    assert.equal(device?.User?.Arn, `${IAM}:user/ana`);
    assert.deepEqual(unassigned.VirtualMFADevices, []);
    await assertRefused(server, 'EnableMFADevice', { ...input, UserName: 'ben', ...codes(1) }, [
      409,
      'EntityAlreadyExists',
      'MFA Device is already in use.',
    ]);
    const conflict = [409, 'DeleteConflict', 'Cannot delete entity, must deactivate MFA device first.'] as const;
    await assertRefused(server, 'DeleteVirtualMFADevice', { SerialNumber }, conflict);
    await assertRefused(server, 'DeactivateMFADevice', { ...input, UserName: 'ben' }, missing(SerialNumber));
    await server.call('iam', 'DeactivateMFADevice', input);
    assert.deepEqual((await server.call('iam', 'ListMFADevices', { UserName: 'ana' })).MFADevices, []);
    await assertRefused(server, 'EnableMFADevice', { ...input, ...codes() }, invalid);
    await server.call('iam', 'DeleteVirtualMFADevice', { SerialNumber });
  });

  it('are not enabled by anything else', async () => {
    const { SerialNumber, code, codes } = await create('bens');
    const input = { UserName: 'ben', SerialNumber, ...codes() };
    const nobody = [404, 'NoSuchEntity', 'The user with name nobody cannot be found.'] as const;

    await assertRefused(server, 'EnableMFADevice', { ...input, UserName: 'nobody' }, nobody);
    await assertRefused(server, 'EnableMFADevice', { ...input, AuthenticationCode1: code() }, invalid);
    await assertRefused(server, 'EnableMFADevice', { ...input, AuthenticationCode2: '000000' }, invalid);
    await assertRefused(server, 'EnableMFADevice', { ...input, ...codes(25) }, invalid);
    const other = `${IAM}:mfa/nothing`;
    await assertRefused(server, 'EnableMFADevice', { ...input, SerialNumber: other }, missing(other));
    await assertRefused(server, 'DeactivateMFADevice', { UserName: 'ben', SerialNumber: other }, missing(other));
  });

  it('prove their user once with each code, with one step of skew', async () => {
    const { SerialNumber, code, codes } = await create('evas');
    await server.call('iam', 'EnableMFADevice', { UserName: 'eva', SerialNumber, ...codes() });
    const [eva, ana] = [await userId('eva'), await userId('ana')];

    assert.equal(await verify(eva, SerialNumber, code()), false, 'used to enable it');
    assert.equal(await verify(ana, SerialNumber, code(1)), false, 'another user');
    assert.equal(await verify(eva, `${IAM}:mfa/nothing`, code(1)), false, 'no such device');
    assert.equal(await verify(eva, SerialNumber, code(2)), false, 'two steps early');
    const twice = await Promise.all([1, 2].map(() => verify(eva, SerialNumber, code(1))));
    assert.deepEqual(twice.toSorted(), [false, true]);
    server.clock.advance(3 * STEP);
    assert.equal(await verify(eva, SerialNumber, code(-1)), true);
    assert.equal(await verify(eva, SerialNumber, code(-1)), false);
    assert.equal(await verify(eva, SerialNumber, code()), true);
    await server.call('iam', 'DeactivateMFADevice', { UserName: 'eva', SerialNumber });
    assert.equal(await verify(eva, SerialNumber, code(1)), false, 'deactivated');
  });

  it('are resynchronized when their clock is off, and then keep their pace', async () => {
    const { SerialNumber, code, codes } = await create('slow');
    await server.call('iam', 'EnableMFADevice', { UserName: 'ben', SerialNumber, ...codes(-15) });
    const ben = await userId('ben');

    assert.equal(await verify(ben, SerialNumber, code(1)), false);
    server.clock.advance(2 * STEP);
    assert.equal(await verify(ben, SerialNumber, code(-15)), true);
    await server.call('iam', 'ResyncMFADevice', { UserName: 'ben', SerialNumber, ...codes(3) });
    server.clock.advance(STEP);
    assert.equal(await verify(ben, SerialNumber, code(3)), true);
    const again = { UserName: 'ben', SerialNumber, ...codes(3) };
    await assertRefused(server, 'ResyncMFADevice', again, invalid);
    await assertRefused(server, 'ResyncMFADevice', { ...again, UserName: 'ana' }, missing(SerialNumber));
    const conflict = [409, 'DeleteConflict', 'Cannot delete entity, must delete MFA device first.'] as const;
    await assertRefused(server, 'DeleteUser', { UserName: 'ben' }, conflict);
  });

  it('protect the root user too, who is named by the account', async () => {
    const { SerialNumber, code, codes } = await create('root-account-mfa-device');
    await server.call('iam', 'EnableMFADevice', { UserName: '123456789012', SerialNumber, ...codes() });

    const { MFADevices } = await server.call('iam', 'ListMFADevices', {});
    const { VirtualMFADevices } = await server.call('iam', 'ListVirtualMFADevices', { AssignmentStatus: 'Assigned' });

    assert.deepEqual(
      MFADevices.map(device => device.SerialNumber),
      [SerialNumber],
    );
    const device = VirtualMFADevices.find(each => each.SerialNumber === SerialNumber);
    assert.equal(device?.User?.Arn, `${IAM}:root`);
    assert.equal(await verify('123456789012', SerialNumber, code(1)), true);
    await server.call('iam', 'DeactivateMFADevice', { SerialNumber });
  });
});
