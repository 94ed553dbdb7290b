/** Functions that run elsewhere: they name a place of the configuration as if it were an object of a bucket. */
import { invalidParameter } from './errors.ts';
import { noSuchKey } from './buckets.ts';
import type { FunctionsElsewhere } from './parts.ts';
import type { FunctionRow } from './rows.ts';

/** What `S3Bucket` says for such a function; its `S3Key` is the name of the place. Nobody else can have this bucket. */
export const ELSEWHERE_BUCKET = 'coffer-functions-elsewhere';

/** No name of code that this program brings with it begins so. */
const PREFIX = 'elsewhere/';

/** What is stored for it as `built_in`. */
export function storedPlace(name: string): string {
  return PREFIX + name;
}

/** The place where a function runs; undefined: it runs here. */
export function placeOf({ built_in: builtIn }: Pick<FunctionRow, 'built_in'>): string | undefined {
  return builtIn?.startsWith(PREFIX) === true ? builtIn.slice(PREFIX.length) : undefined;
}

/** Whether functions of the account may run there now: configurations change. */
export function isOpenTo(elsewhere: FunctionsElsewhere, name: string, accountId: string): boolean {
  return elsewhere.get(name)?.has(accountId) === true;
}

/**
 * What such a function shows as its code: an archive that tells where it runs.
 *
 * @throws AwsError InvalidParameterValueException when there is no such place for the function's account
 */
export async function elsewhereArchive(
  elsewhere: FunctionsElsewhere,
  functionArn: string,
  name: string,
): Promise<Uint8Array> {
  const [, , , , accountId = ''] = functionArn.split(':');
  if (!isOpenTo(elsewhere, name, accountId)) throw noSuchKey();
  const { zipSync } = await import('fflate');
  const told = Buffer.from(`${JSON.stringify({ runsElsewhere: name })}\n`);
  return zipSync({ 'elsewhere.json': told }, { mtime: EPOCH });
}

/** The first day that an archive can have. */
const EPOCH = new Date(1980, 0, 1);

/**
 * Variables would never reach it.
 *
 * @throws AwsError InvalidParameterValueException
 */
export function refuseVariables(row: Pick<FunctionRow, 'built_in'>, variables: number): void {
  if (placeOf(row) === undefined || variables === 0) return;
  throw invalidParameter('The function runs elsewhere: its environment variables are set there.');
}
