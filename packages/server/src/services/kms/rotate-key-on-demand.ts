import { kms } from '@coffer/wire/services';
import { defineWrite } from '../../pipeline/operation.ts';
import { accessTo } from './access.ts';
import { newBackingKey } from './backing-keys.ts';
import { changeKey } from './change-key.ts';
import { usableKey } from './key-state.ts';
import { keyArn, loadOwnKey } from './keys.ts';
import type { KmsParts } from './parts.ts';
import { assertRotates } from './rotatable.ts';
import { countOnDemand } from './rotation-store.ts';
import { assertMayRotate, assertNoneIsNear, rotationDetails } from './rotation.ts';
import { insertBackingKey } from './store.ts';
import { answerTrail, keyResources } from './trail.ts';

const contract = kms.operations.RotateKeyOnDemand;

/** RotateKeyOnDemand: the key has new material when this is answered. Dates of automatic rotation stay as they are. */
export function makeRotateKeyOnDemand({ keyring }: KmsParts) {
  return defineWrite(contract, {
    load: (scope, { KeyId }) => loadOwnKey(scope, KeyId),
    access: accessTo('RotateKeyOnDemand'),
    async prepare(scope, _input, loaded) {
      const key = usableKey(scope, loaded);
      assertRotates(key);
      assertNoneIsNear(key, scope.now);
      const made = { keyId: key.key_id, version: key.backing_version + 1, createdAt: scope.now } as const;
      const { random } = scope;
      return { key, backing: await newBackingKey({ keyring, random }, { ...made, rotationType: 'ON_DEMAND' }) };
    },
    async handle(scope, writer, _input, _loaded, { key, backing }) {
      // Another rotation meanwhile has changed the revision.
      await changeKey(writer, key, {});
      assertMayRotate(await countOnDemand(writer, key.key_id), keyArn(scope, key));
      await insertBackingKey(writer, backing);
      scope.event({
        name: 'RotateKey',
        invokedBy: 'AWS Internal',
        accountId: key.account_id,
        region: key.region,
        resources: keyResources(keyArn(scope, key)),
        additional: rotationDetails(key, 'ON_DEMAND'),
      });
      return { KeyId: key.key_id };
    },
    trail: answerTrail(contract),
  });
}
