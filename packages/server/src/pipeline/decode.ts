/** decode: bytes become values of the right types, and nothing more is known of them. */
import { isUtf8 } from 'node:buffer';
import { decodeJson, decodeQuery, decodeRestRequest, invalidUtf8, parseForm } from '@coffer/wire';
import type { Arrival } from './arrival.ts';
import type { Route } from './route.ts';

/** @throws AwsError SerializationException, in the Query protocol MalformedInput */
export function decode(arrival: Arrival, route: Route): object {
  const { input } = route.operationContract;
  if (route.form !== undefined) return decodeQuery(input, route.form);
  if (route.labels !== undefined) return decodeRest(arrival, route, route.labels);
  const { body } = arrival.raw;
  if (!isUtf8(body)) throw invalidUtf8();
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return decodeJson(input, bytes.toString('utf8'));
}

function decodeRest({ raw }: Arrival, { operationContract }: Route, labels: NonNullable<Route['labels']>): object {
  const { target, rawHeaders, body } = raw;
  const mark = target.indexOf('?');
  const query = mark < 0 ? [] : parseForm(target.slice(mark + 1));
  return decodeRestRequest(operationContract.input, {
    labels,
    query,
    header: name => headerOf(rawHeaders, name),
    body,
  });
}

/** Several of one name are joined, as the signature has them. */
function headerOf(rawHeaders: readonly string[], name: string): string | undefined {
  const values: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === name) values.push(rawHeaders[at + 1] ?? '');
  }
  return values.length === 0 ? undefined : values.join(',');
}
