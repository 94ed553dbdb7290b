import { kms } from '@coffer/wire/services';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { accessToAlias, accessToKey } from './access.ts';
import { assertAliasName } from './alias-name.ts';
import { deleteAliasRow } from './alias-store.ts';
import { aliasTarget, loadAlias } from './load-alias.ts';
import { isUnchanged } from './store.ts';
import { changeTrail } from './trail.ts';

/** DeleteAlias: the name goes, the key stays; in whatever state it is. */
export const deleteAlias = defineWrite(kms.operations.DeleteAlias, {
  load: (scope, { AliasName }) => loadAlias(scope, AliasName),
  access: (scope, { AliasName }, loaded) => [
    accessToAlias(scope, 'DeleteAlias', {}, AliasName),
    ...(loaded.key === undefined ? [] : [accessToKey(scope, 'DeleteAlias', {}, loaded)]),
  ],
  async handle(scope, writer, { AliasName: name }, loaded) {
    assertAliasName(name);
    const key = aliasTarget(scope, loaded, name);
    if (!(await isUnchanged(writer, key))) throw new Stale();
    if (!(await deleteAliasRow(writer, key, name))) throw new Stale();
    return {};
  },
  trail: changeTrail,
});
