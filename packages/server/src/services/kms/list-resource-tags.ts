import { kms } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { accessTo } from './access.ts';
import { existingKey, loadOwnKey } from './keys.ts';
import { pageOf, wantedPage } from './paging.ts';
import { tagsIn } from './tags.ts';
import { keyTrail } from './trail.ts';

/** ListResourceTags: a key's tags, in the order in which they were added. */
export const listResourceTags = defineRead(kms.operations.ListResourceTags, {
  load: (scope, { KeyId }) => loadOwnKey(scope, KeyId),
  access: accessTo('ListResourceTags'),
  async handle(scope, input, loaded) {
    const key = existingKey(loaded);
    const page = wantedPage(scope, input, { usual: 50, purpose: key.key_id });
    const tags = tagsIn(key);
    const from = page.after === '' ? 0 : tags.findIndex(({ TagKey }) => TagKey === page.after) + 1;
    const found = tags.slice(from, from + page.limit);
    const { entries, next } = pageOf(scope, page, found, ({ TagKey }) => TagKey);
    return { Tags: entries, ...next };
  },
  trail: keyTrail,
});
