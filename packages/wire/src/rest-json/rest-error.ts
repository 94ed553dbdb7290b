/** Errors of REST services with JSON bodies: the code is a header. */
import type { AwsError } from '../aws-error.ts';
import type { ServiceContract } from '../contract.ts';
import type { EncodedError } from '../encode-error.ts';

/**
 * Writes an error. Lambda's own errors say whose fault they are (`"Type":"User"`); what the framework refuses does not.
 * REST services answer with the statuses of Query services: 403 where JSON services say 400.
 */
export function encodeRestError(
  contract: Pick<ServiceContract, 'messageKey' | 'errors'> | undefined,
  error: AwsError,
): EncodedError {
  const modelled =
    contract !== undefined && Object.hasOwn(contract.errors, error.code) ? contract.errors[error.code] : undefined;
  const key = error.messageKey ?? modelled?.messageKey ?? contract?.messageKey ?? 'message';
  const type = modelled === undefined ? undefined : error.fault === 'client' ? 'User' : 'Service';
  const members = {
    ...(type === undefined ? {} : { Type: type }),
    ...(error.message === '' ? {} : { [key]: error.message }),
  };
  return {
    status: modelled?.status ?? error.queryStatus,
    contentType: 'application/json',
    headers: ['x-amzn-ErrorType', error.code],
    body: JSON.stringify(members),
  };
}

/** What an answer says that is no success; undefined when it is no error that AWS knows. */
export function decodeRestError(
  header: (name: string) => string | undefined,
  body: string,
): { readonly code: string; readonly message: string } | undefined {
  // The code may carry a namespace before `#`, and what is of no interest after `:`.
  const type = header('x-amzn-errortype')?.split(':', 1)[0];
  const code = type?.slice(type.lastIndexOf('#') + 1);
  if (code === undefined || code === '') return undefined;
  const fields = readFields(body);
  return { code, message: fields.get('message') ?? fields.get('Message') ?? '' };
}

function readFields(body: string): ReadonlyMap<string, string> {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value !== 'object' || value === null) return new Map();
    return new Map(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return new Map();
  }
}
