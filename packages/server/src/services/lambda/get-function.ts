import { lambda } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { codeLocation } from './code-location.ts';
import { showFunction } from './configuration.ts';
import { accessTo, existing, loadFunction } from './load-function.ts';
import type { LambdaParts } from './parts.ts';
import { tagsIn } from './rows.ts';
import { functionTrail } from './trail.ts';

/** GetFunction: the configuration, the tags, and where the code can be fetched for ten minutes. */
export function makeGetFunction({ keyring }: LambdaParts) {
  return defineRead(lambda.operations.GetFunction, {
    load: loadFunction,
    access: accessTo('GetFunction'),
    async handle(scope, input, loaded) {
      const meant = existing(scope, loaded, input);
      const tags = tagsIn(meant.row);
      return {
        Configuration: showFunction(keyring, meant),
        Code: { RepositoryType: 'S3', Location: codeLocation(keyring, scope, meant.row) },
        ...(tags.size === 0 ? {} : { Tags: Object.fromEntries(tags) }),
      };
    },
    trail: functionTrail,
  });
}
