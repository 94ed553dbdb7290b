import { lambda } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { showFunction } from './configuration.ts';
import { invalidParameter } from './errors.ts';
import { formatFunctionArn } from './function-name.ts';
import type { LambdaParts } from './parts.ts';
import { listFunctionRows } from './store.ts';

/** Entries of a page at most, whatever is asked for. Source: Lambda API Reference, ListFunctions. */
const MAX_PAGE = 50;

/** ListFunctions: the functions of the account's region, by name. */
export function makeListFunctions({ keyring }: LambdaParts) {
  return defineRead(lambda.operations.ListFunctions, {
    load: () => Promise.resolve(undefined),
    access: scope => [{ action: 'lambda:ListFunctions', resource: '*', resourceAccountId: scope.accountId }],
    async handle(scope, input) {
      const { MasterRegion: master, MaxItems = MAX_PAGE } = input;
      const size = Math.min(MaxItems, MAX_PAGE);
      const purpose = `functions ${master ?? ''} ${input.FunctionVersion ?? ''}`;
      const after = input.Marker === undefined ? '' : scope.tokens.open(purpose, input.Marker);
      if (after === undefined) throw invalidParameter('The marker is not valid.');
      const { accountId, region, partition } = scope;
      // Copies of functions of other regions are AWS's own business: there are none.
      const found =
        master === undefined || master === 'ALL' || master === region
          ? await listFunctionRows(scope.reader, scope, { after, limit: size + 1 })
          : [];
      const rows = found.slice(0, size);
      const last = rows.at(-1);
      return {
        Functions: rows.map(row => {
          const arn = formatFunctionArn({ partition, region, accountId, name: row.name });
          const qualifiedArn = input.FunctionVersion === 'ALL' ? `${arn}:$LATEST` : arn;
          return showFunction(keyring, { row, arn, qualifiedArn });
        }),
        ...(found.length > size && last !== undefined ? { NextMarker: scope.tokens.seal(purpose, last.name) } : {}),
      };
    },
  });
}
