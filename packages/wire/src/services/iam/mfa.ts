/** Virtual MFA devices. */
import { string, boolean, blob, timestamp, list, required, struct } from '../../shape.ts';
import { User } from './entities.ts';
import { Marker, MaxItems, Name128, Name64, Path, SerialNumber, Tags } from './shapes.ts';

/** A virtual MFA device; with its seed only when it is new. */
export const VirtualMFADevice = struct({
  SerialNumber: required(SerialNumber),
  Base32StringSeed: blob({ sensitive: true }),
  QRCodePNG: blob({ sensitive: true }),
  User,
  EnableDate: timestamp(),
  Tags,
});

/** An MFA device of a user. */
export const MFADevice = struct({
  UserName: required(Name64),
  SerialNumber: required(SerialNumber),
  EnableDate: required(timestamp()),
});

/** Virtual MFA devices. */
export const mfaOperations = {
  CreateVirtualMFADevice: {
    doc: 'Creates a virtual MFA device; its seed is shown this once.',
    input: struct({
      Path,
      VirtualMFADeviceName: required(string({ min: 1, max: 226, pattern: '[\\w+=,.@-]+' })),
      Tags,
    }),
    output: struct({ VirtualMFADevice: required(VirtualMFADevice) }),
    errors: [
      'LimitExceededException',
      'InvalidInputException',
      'EntityAlreadyExistsException',
      'ConcurrentModificationException',
      'ServiceFailureException',
    ],
    readOnly: false,
  },
  EnableMFADevice: {
    doc: 'Assigns an MFA device to a user, with two codes in a row as proof.',
    input: struct({
      UserName: required(Name128),
      SerialNumber: required(SerialNumber),
      AuthenticationCode1: required(string({ min: 6, max: 6, pattern: '[\\d]+' })),
      AuthenticationCode2: required(string({ min: 6, max: 6, pattern: '[\\d]+' })),
    }),
    output: struct({}),
    errors: [
      'EntityAlreadyExistsException',
      'EntityTemporarilyUnmodifiableException',
      'InvalidAuthenticationCodeException',
      'LimitExceededException',
      'NoSuchEntityException',
      'ServiceFailureException',
      'ConcurrentModificationException',
    ],
    readOnly: false,
  },
  DeactivateMFADevice: {
    doc: 'Takes an MFA device from its user.',
    input: struct({ UserName: Name128, SerialNumber: required(SerialNumber) }),
    output: struct({}),
    errors: [
      'EntityTemporarilyUnmodifiableException',
      'NoSuchEntityException',
      'LimitExceededException',
      'ServiceFailureException',
      'ConcurrentModificationException',
    ],
    readOnly: false,
  },
  ResyncMFADevice: {
    doc: 'Adjusts to the clock of an MFA device, with two codes in a row as proof.',
    input: struct({
      UserName: required(Name128),
      SerialNumber: required(SerialNumber),
      AuthenticationCode1: required(string({ min: 6, max: 6, pattern: '[\\d]+' })),
      AuthenticationCode2: required(string({ min: 6, max: 6, pattern: '[\\d]+' })),
    }),
    output: struct({}),
    errors: [
      'InvalidAuthenticationCodeException',
      'NoSuchEntityException',
      'LimitExceededException',
      'ServiceFailureException',
      'ConcurrentModificationException',
    ],
    readOnly: false,
  },
  ListMFADevices: {
    doc: 'Lists the MFA devices of a user, or of the caller.',
    input: struct({ UserName: Name128, Marker, MaxItems }),
    output: struct({ MFADevices: required(list(MFADevice)), IsTruncated: boolean(), Marker: string() }),
    errors: ['NoSuchEntityException', 'ServiceFailureException'],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'MFADevices', token: 'Marker', more: 'IsTruncated' },
  },
  ListVirtualMFADevices: {
    doc: 'Lists the virtual MFA devices of the account.',
    input: struct({ AssignmentStatus: string({ values: ['Assigned', 'Unassigned', 'Any'] }), Marker, MaxItems }),
    output: struct({ VirtualMFADevices: required(list(VirtualMFADevice)), IsTruncated: boolean(), Marker: string() }),
    errors: [],
    readOnly: true,
    pages: { limit: 'MaxItems', result: 'VirtualMFADevices', token: 'Marker', more: 'IsTruncated' },
  },
  DeleteVirtualMFADevice: {
    doc: 'Deletes a virtual MFA device that nobody has.',
    input: struct({ SerialNumber: required(SerialNumber) }),
    output: struct({}),
    errors: [
      'NoSuchEntityException',
      'DeleteConflictException',
      'LimitExceededException',
      'ServiceFailureException',
      'ConcurrentModificationException',
    ],
    readOnly: false,
  },
} as const;
