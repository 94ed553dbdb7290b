/** How requests name a function: by name, by partial ARN (`123456789012:function:name`), or by ARN, with or without a qualifier. */

/** What a request's FunctionName and Qualifier say. Parts that it does not name are undefined. */
export interface FunctionReference {
  readonly partition: string | undefined;
  readonly region: string | undefined;
  readonly accountId: string | undefined;
  readonly name: string;
  /** `$LATEST`, a version's number or an alias. */
  readonly qualifier: string | undefined;
}

/** Longest text that is looked at, in UTF-16 units. Source: the API model's FunctionArn is within 256. */
const MAX_LENGTH = 256;

/** Undefined for what can name no function. Nothing is validated beyond that. */
export function parseFunctionName(text: string): FunctionReference | undefined {
  if (text.length === 0 || text.length > MAX_LENGTH) return undefined;
  const parts = text.split(':');
  if (parts[0] === 'arn') {
    const [, partition, service, region, accountId, kind, name = '', qualifier, ...more] = parts;
    if (service !== 'lambda' || kind !== 'function' || name === '' || more.length > 0) return undefined;
    return { partition, region, accountId, name, qualifier };
  }
  return parsePartial(parts);
}

/** `[REGION:][ACCOUNT:][function:]NAME[:QUALIFIER]` */
function parsePartial(parts: readonly string[]): FunctionReference | undefined {
  let at = 0;
  const take = (matches: (part: string) => boolean): string | undefined => {
    const part = parts[at];
    // The last part is always a name.
    if (part === undefined || at === parts.length - 1 || !matches(part)) return undefined;
    at += 1;
    return part;
  };
  const region = take(part => /^[a-z]{2,8}(?:-[a-z]{1,16}){1,4}-\d$/.test(part));
  const accountId = take(part => /^\d{12}$/.test(part));
  take(part => part === 'function');
  const [name = '', qualifier, ...more] = parts.slice(at);
  if (name === '' || more.length > 0) return undefined;
  return { partition: undefined, region, accountId, name, qualifier };
}

/** `arn:aws:lambda:us-east-1:123456789012:function:name` */
export function formatFunctionArn({
  partition,
  region,
  accountId,
  name,
  qualifier,
}: Omit<FunctionReference, 'qualifier'> & { readonly qualifier?: string | undefined }): string {
  const suffix = qualifier === undefined ? '' : `:${qualifier}`;
  return `arn:${partition}:lambda:${region}:${accountId}:function:${name}${suffix}`;
}
