import { AwsError, Redacted } from '@coffer/wire';
import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessToAll } from './access.ts';
import { unsupported } from './symmetric-use.ts';

/** GenerateRandom: random bytes that are kept nowhere. */
export const generateRandom = defineRead(kms.operations.GenerateRandom, {
  load: () => Promise.resolve(undefined),
  access: scope => accessToAll(scope, 'GenerateRandom', {}),
  async handle(scope, { NumberOfBytes, CustomKeyStoreId, Recipient }) {
    // Recorded.
    if (NumberOfBytes === undefined) throw new AwsError('ValidationException', 'NumberOfBytes is required.');
    if (CustomKeyStoreId !== undefined || Recipient !== undefined) throw unsupported();
    return { Plaintext: new Redacted(scope.random(NumberOfBytes)) };
  },
});
