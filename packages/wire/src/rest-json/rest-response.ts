/** Answers of REST services with JSON bodies, both ways. */
import { decodeJson } from '../json/json-decode.ts';
import { encodeJson } from '../json/json-encode.ts';
import { Redacted } from '../redacted.ts';
import type { HttpBinding } from '../contract.ts';
import type { Decoded, StructShape } from '../shape.ts';
import { bindingsOf } from './bindings.ts';
import { readScalar, writeScalar } from './rest-scalar.ts';

/** An answer as HTTP carries it. */
export interface RestResponse {
  readonly status: number;
  /** Names and values in turn; Content-Type among them when there is a body. */
  readonly headers: readonly string[];
  readonly body: string | Uint8Array;
}

/** Writes an answer; its status is the operation's, unless the output has a member for it. */
export function encodeRestResponse({ status }: HttpBinding, shape: StructShape, value: object): RestResponse {
  const bindings = bindingsOf(shape);
  const members = new Map<string, unknown>(Object.entries(value));
  const given = bindings.status === undefined ? undefined : members.get(bindings.status.name);
  const headers = bindings.headers.flatMap(({ name, shape: member }) => {
    const entry = members.get(name);
    // As the contract spells it: names of headers are read in any case.
    return entry === undefined ? [] : [member.wire ?? name, writeScalar(member, entry)];
  });
  const answer = { status: typeof given === 'number' ? given : status };
  if (bindings.payload !== undefined) {
    const entry = members.get(bindings.payload.name);
    const bytes: unknown = entry instanceof Redacted ? entry.unwrap() : entry;
    if (bytes === undefined) return { ...answer, headers, body: '' };
    if (!(bytes instanceof Uint8Array)) throw new TypeError('expected bytes');
    return { ...answer, headers: ['Content-Type', 'application/octet-stream', ...headers], body: bytes };
  }
  if (!bindings.hasBody) return { ...answer, headers, body: '' };
  return {
    ...answer,
    headers: ['Content-Type', 'application/json', ...headers],
    body: encodeJson(bindings.body, value),
  };
}

/**
 * Reads an answer of success.
 *
 * @throws AwsError SerializationException for what is not of the shape's types
 */
export function decodeRestResponse<S extends StructShape>(
  shape: S,
  { status, header, body }: { status: number; header: (name: string) => string | undefined; body: Uint8Array },
): Decoded<S> {
  const bindings = bindingsOf(shape);
  const value: Record<string, unknown> =
    bindings.hasBody && body.byteLength > 0 ? decodeJson(bindings.body, new TextDecoder().decode(body)) : {};
  for (const { name, wire, shape: member } of bindings.headers) {
    const text = header(wire);
    if (text !== undefined) value[name] = readScalar(member, text);
  }
  if (bindings.status !== undefined) value[bindings.status.name] = status;
  const { payload } = bindings;
  if (payload?.shape.kind === 'blob' && body.byteLength > 0) {
    value[payload.name] = payload.shape.sensitive === true ? new Redacted(body) : body;
  }
  // `as`: made member by member from the very shape that the type is made from.
  return value as Decoded<S>;
}
