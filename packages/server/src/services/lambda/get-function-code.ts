import { AwsError } from '@coffer/wire';
import type { Redacted } from '@coffer/wire';
import type { Keyring } from '../../keys/keyring.ts';
import type { Caller } from '../../pipeline/caller.ts';
import { defineRead, type Service, unsigned } from '../../pipeline/operation.ts';
import { openGrant } from './code-location.ts';
import { functionCodeContract } from './download-contract.ts';
import { formatFunctionArn } from './function-name.ts';
import { functionRequest, type LoadedFunction } from './load-function.ts';
import type { FunctionRow } from './rows.ts';
import { openParts } from './sealing.ts';
import { findBlob, findFunctionById } from './store.ts';
import { functionTrail } from './trail.ts';

const contract = functionCodeContract.operations.GetFunctionCode;

/** The service behind the locations of code. */
export function functionCodeService(keyring: Keyring): Service<typeof functionCodeContract> {
  return {
    contract: functionCodeContract,
    operations: {
      GetFunctionCode: unsigned(makeGetFunctionCode(keyring), (asked, { Token }) =>
        identify(keyring, asked.now, Token),
      ),
    },
  };
}

/** Whoever was shown the location, as long as it is good and their session lasts. */
function identify(keyring: Keyring, now: number, token: Redacted<string>): Promise<Caller> {
  const grant = openGrant(keyring, token.unwrap());
  if (grant === undefined) throw denied('Access Denied');
  const { expiresAt, caller } = grant;
  if (Math.min(expiresAt, caller.session?.expiresAt ?? expiresAt) <= now) throw denied('Request has expired');
  return Promise.resolve(caller);
}

/** Asks anew whether the function may be read: rights that were withdrawn meanwhile count. */
function makeGetFunctionCode(keyring: Keyring) {
  return defineRead(contract, {
    async load(scope, { Token }): Promise<LoadedFunction> {
      const grant = Token === undefined ? undefined : openGrant(keyring, Token.unwrap());
      const row = grant === undefined ? undefined : await findFunctionById(scope.reader, grant.functionId);
      // The code was replaced meanwhile: the location was of the one before.
      if (row === undefined || row.code_id !== grant?.codeId)
        throw new AwsError('NoSuchKey', 'The specified key does not exist.', { queryStatus: 404 });
      const arn = arnOf(scope, row);
      return { row, arn, qualifiedArn: arn, reference: undefined, accountId: row.account_id };
    },
    access: (_scope, _input, loaded) => [functionRequest('GetFunction', loaded)],
    async handle(scope, _input, { row }) {
      if (row === undefined) throw denied('Access Denied');
      const place = { functionArn: arnOf(scope, row), id: row.code_id };
      return { Archive: openParts(keyring, place, await findBlob(scope.reader, row.code_id)) };
    },
    trail: functionTrail,
  });
}

function arnOf(
  { partition }: { readonly partition: string },
  { account_id: accountId, region, name }: FunctionRow,
): string {
  return formatFunctionArn({ partition, region, accountId, name });
}

function denied(message: string): AwsError {
  return new AwsError('AccessDenied', message, { queryStatus: 403 });
}
