import { AwsError } from '@coffer/wire';
import { kms } from '@coffer/wire/services';
import { defineWrite, Stale } from '../../pipeline/operation.ts';
import { accessToAlias, accessToKey } from './access.ts';
import { assertAliasName } from './alias-name.ts';
import { moveAlias } from './alias-store.ts';
import { isMacSpec, isPairSpec } from './key-specs.ts';
import { keptKey } from './key-state.ts';
import { loadOwnKey } from './keys.ts';
import { aliasTarget, loadAlias } from './load-alias.ts';
import type { KeyRow } from './store.ts';
import { isUnchanged } from './store.ts';
import { assertWithin } from './kms-quotas.ts';
import { keyResources } from './trail.ts';

/** UpdateAlias: an alias stands for another key from now on. */
export const updateAlias = defineWrite(kms.operations.UpdateAlias, {
  async load(scope, { AliasName, TargetKeyId }) {
    return { from: await loadAlias(scope, AliasName), to: await loadOwnKey(scope, TargetKeyId) };
  },
  access: (scope, { AliasName }, { from, to }) => [
    accessToAlias(scope, 'UpdateAlias', {}, AliasName),
    ...(from.key === undefined ? [] : [accessToKey(scope, 'UpdateAlias', {}, from)]),
    accessToKey(scope, 'UpdateAlias', {}, to),
  ],
  async handle(scope, writer, { AliasName: name }, loaded) {
    assertAliasName(name);
    const from = aliasTarget(scope, loaded.from, name);
    const to = keptKey(scope, loaded.to);
    assertSameKind(from, to);
    // In one order, so that two requests do not wait for each other.
    for (const key of [from, to].toSorted((a, b) => (a.key_id < b.key_id ? -1 : 1))) {
      if (!(await isUnchanged(writer, key))) throw new Stale();
    }
    const aliases = to.key_id === from.key_id ? 0 : (to.aliases?.split(' ').length ?? 0);
    assertWithin(aliases, scope.quotas.kms?.aliasesPerKey, 'aliases for a key');
    if (!(await moveAlias(writer, name, { from, to, now: scope.now }))) throw new Stale();
    return {};
  },
  trail: {
    response: (output, { to }) => (output === undefined || to.resource === undefined ? null : { keyId: to.resource }),
    resources: ({ from, to }) => keyResources(from.key && from.resource, to.key && to.resource),
  },
});

/**
 * What was encrypted or signed by the alias must not meet a key that cannot open or verify it. Source: API Reference,
 * UpdateAlias.
 *
 * @throws AwsError ValidationException; AWS's words: *unknown*
 */
function assertSameKind(from: KeyRow, to: KeyRow): void {
  if (kindOf(from) === kindOf(to)) return;
  throw new AwsError(
    'ValidationException',
    'The current and the new key of an alias must be of the same type and key usage.',
  );
}

function kindOf({ key_spec: spec, key_usage: usage }: KeyRow): string {
  const type = isPairSpec(spec) ? 'asymmetric' : isMacSpec(spec) ? 'HMAC' : 'symmetric';
  return `${type} ${usage}`;
}
