import { Redacted } from '@coffer/wire';
import { iam } from '@coffer/wire/services';
import { beginIdentityChange } from '../../identities/epoch-store.ts';
import { insertMfaDevice } from '../../identities/mfa-store.ts';
import { newSeed, sealSeed } from '../../identities/totp.ts';
import type { Keyring } from '../../keys/keyring.ts';
import type { Scope } from '../../pipeline/operation.ts';
import { defineWrite } from '../../pipeline/operation.ts';
import { requestTagKeys } from './condition-keys.ts';
import { entityAlreadyExists, invalid } from './errors.ts';
import { mfaAccess, mfaSerial } from './mfa-access.ts';
import { qrCode } from './qr-code.ts';
import { qrPng } from './qr-png.ts';
import { newTags } from './tags.ts';
import { wholeSecond } from './times.ts';
import { writeTrail } from './trail.ts';

/** The longest name. Source: API reference, CreateVirtualMFADevice: serial numbers have 256 characters. */
const MAX_SERIAL = 256;

/** CreateVirtualMFADevice: its seed is answered this once, as text and as the picture that authenticators scan. */
export function makeCreateVirtualMFADevice(keyring: Keyring) {
  return defineWrite(iam.operations.CreateVirtualMFADevice, {
    load: async () => undefined,
    access: (scope, input) => [
      mfaAccess(scope, 'CreateVirtualMFADevice', serialOf(scope, input), () => requestTagKeys(input)),
    ],
    async prepare(scope, input) {
      const serialNumber = mfaSerial(scope, input.Path ?? '/', input.VirtualMFADeviceName);
      if (serialNumber.length > MAX_SERIAL) throw invalid(TOO_LONG);
      const { seed, text } = newSeed(scope.random);
      const link = linkOf(scope, input.VirtualMFADeviceName, text);
      return {
        serialNumber,
        tags: newTags(input.Tags),
        sealed: sealSeed(keyring, serialNumber, seed),
        text: new Redacted(Buffer.from(text.unwrap(), 'ascii')),
        picture: new Redacted(qrPng(qrCode(Buffer.from(link.unwrap(), 'utf8')))),
      };
    },
    async handle(scope, writer, input, _loaded, { serialNumber, tags, sealed, text, picture }) {
      await beginIdentityChange(writer, scope.accountId);
      const device = {
        serial_number: serialNumber,
        account_id: scope.accountId,
        created_at: wholeSecond(scope.now),
        seed: sealed,
        owner_id: null,
        enabled_at: null,
        last_step: null,
        drift: 0,
        tags,
      };
      const isNew = await insertMfaDevice(writer, device, input.VirtualMFADeviceName);
      if (!isNew) throw entityAlreadyExists('MFA device already exists.');
      return {
        VirtualMFADevice: {
          SerialNumber: serialNumber,
          Base32StringSeed: text,
          QRCodePNG: picture,
          Tags: input.Tags === undefined || input.Tags.length === 0 ? undefined : input.Tags,
        },
      };
    },
    trail: writeTrail(iam.operations.CreateVirtualMFADevice),
  });
}

const TOO_LONG =
  "1 validation error detected: Value at 'virtualMFADeviceName' failed to satisfy constraint: " +
  'Member must have length less than or equal to 226';

function serialOf(
  scope: Scope,
  {
    Path = '/',
    VirtualMFADeviceName: name,
  }: { readonly Path?: string | undefined; readonly VirtualMFADeviceName?: string | undefined },
): string | undefined {
  return name === undefined ? undefined : mfaSerial(scope, Path, name);
}

/** What the picture says. Source: API reference, VirtualMFADevice: the account's id stands for the user's name. */
function linkOf({ accountId }: Scope, name: string, seed: Redacted<string>): Redacted<string> {
  return new Redacted(`otpauth://totp/${encodeURIComponent(name)}@${accountId}?secret=${seed.unwrap()}`);
}
