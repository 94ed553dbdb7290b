/** decode: bytes become values of the right types, and nothing more is known of them. */
import { isUtf8 } from 'node:buffer';
import { decodeJson, decodeQuery, invalidUtf8 } from '@coffer/wire';
import type { Arrival } from './arrival.ts';
import type { Route } from './route.ts';

/** @throws AwsError SerializationException, in the Query protocol MalformedInput */
export function decode(arrival: Arrival, route: Route): object {
  const { input } = route.operationContract;
  if (route.form !== undefined) return decodeQuery(input, route.form);
  const { body } = arrival.raw;
  if (!isUtf8(body)) throw invalidUtf8();
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return decodeJson(input, bytes.toString('utf8'));
}
