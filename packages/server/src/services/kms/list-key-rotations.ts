import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo } from './access.ts';
import { keyMaterialId } from './key-material-id.ts';
import { existingKey, loadOwnKey } from './keys.ts';
import { pageOf, wantedPage } from './paging.ts';
import { assertRotates } from './rotatable.ts';
import { listBackingKeys } from './rotation-store.ts';
import { keyTrail } from './trail.ts';

/** ListKeyRotations: when a key got new material, and why; the material that it was made with only if that is asked for. */
export const listKeyRotations = defineRead(kms.operations.ListKeyRotations, {
  load: (scope, { KeyId }) => loadOwnKey(scope, KeyId),
  access: accessTo('ListKeyRotations'),
  async handle(scope, input, loaded) {
    const key = existingKey(loaded);
    assertRotates(key);
    const { IncludeKeyMaterial: wanted = 'ROTATIONS_ONLY' } = input;
    const page = wantedPage(scope, input, { usual: 100, purpose: `${key.key_id} ${wanted}` });
    // The first material is no rotation.
    const first = wanted === 'ALL_KEY_MATERIAL' ? 0 : 1;
    const after = page.after === '' ? first : Number(page.after);
    const found = await listBackingKeys(scope.reader, key.key_id, { after, limit: page.limit });
    const { entries, next } = pageOf(scope, page, found, ({ version }) => String(version));
    return {
      Rotations: entries.map(({ version, created_at, rotation_type }) => ({
        KeyId: key.key_id,
        KeyMaterialId: keyMaterialId(key.key_id, version),
        KeyMaterialState: version === key.backing_version ? ('CURRENT' as const) : ('NON_CURRENT' as const),
        RotationDate: rotation_type === null ? undefined : created_at,
        RotationType: rotation_type ?? undefined,
      })),
      ...next,
    };
  },
  trail: keyTrail,
});
