/** Requests of REST services with JSON bodies, both ways. Source: Smithy, "AWS restJson1 protocol". */
import { invalidUtf8, serialization } from '../errors.ts';
import { decodeJson } from '../json/json-decode.ts';
import { encodeJson } from '../json/json-encode.ts';
import { encodeForm, type FormPair } from '../query/form.ts';
import { Redacted } from '../redacted.ts';
import type { HttpBinding } from '../contract.ts';
import type { Decoded, StructShape } from '../shape.ts';
import { type Bindings, bindingsOf, type Bound } from './bindings.ts';
import { parseRestPath } from './rest-path.ts';
import { readScalar, writeScalar } from './rest-scalar.ts';

/** A request as the operation's method and path found it. */
export interface RestRequest {
  /** Values of the path's labels, decoded. */
  readonly labels: readonly (readonly [label: string, value: string])[];
  /** The query string, decoded. */
  readonly query: readonly FormPair[];
  /** A header by its name in lower case; several of one name are joined by a comma. */
  readonly header: (name: string) => string | undefined;
  readonly body: Uint8Array;
}

/**
 * Reads a request. What the shape does not know is left out.
 *
 * @throws AwsError SerializationException for what is not of the shape's types, also for a parameter that is there twice:
 * a signature does not keep the order of equal names
 */
export function decodeRestRequest<S extends StructShape>(shape: S, request: RestRequest): Decoded<S> {
  const bindings = bindingsOf(shape);
  const value: Record<string, unknown> = bindings.hasBody ? decodeJson(bindings.body, textOf(request.body)) : {};
  const labels = new Map(request.labels);
  for (const { name, wire, shape: member } of bindings.uri) {
    const label = labels.get(wire);
    if (label !== undefined) value[name] = readScalar(member, label);
  }
  for (const bound of bindings.query) readQuery(bound, request.query, value);
  for (const { name, wire, shape: member } of bindings.headers) {
    const header = request.header(wire);
    if (header !== undefined) value[name] = readScalar(member, header);
  }
  readPayload(bindings, request.body, value);
  // `as`: made member by member from the very shape that the type is made from.
  return value as Decoded<S>;
}

function readQuery({ name, wire, shape }: Bound, query: readonly FormPair[], value: Record<string, unknown>): void {
  const found = query.filter(pair => pair[0] === wire).map(([, text]) => text);
  if (found.length === 0) return;
  if (shape.kind === 'list') {
    value[name] = found.map(text => readScalar(shape.of, text));
    return;
  }
  if (found.length > 1) throw serialization(`The parameter ${wire} is there more than once`);
  value[name] = readScalar(shape, found[0] ?? '');
}

function readPayload({ payload }: Bindings, body: Uint8Array, value: Record<string, unknown>): void {
  if (payload === undefined || body.byteLength === 0) return;
  const { name, shape } = payload;
  if (shape.kind !== 'blob') throw new TypeError('a payload is bytes');
  value[name] = shape.sensitive === true ? new Redacted(body) : body;
}

/** A body without bytes is an object without members. */
function textOf(body: Uint8Array): string {
  try {
    return UTF8.decode(body);
  } catch {
    throw invalidUtf8();
  }
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Writes a request as SDKs do. Throws TypeError for a value of a wrong type, or for a label without a value. */
export function encodeRestRequest(
  { method, uri }: HttpBinding,
  shape: StructShape,
  value: object,
): {
  readonly method: string;
  /** Path and query; labels are escaped. */
  readonly target: string;
  /** Names and values in turn, without Host. */
  readonly headers: readonly string[];
  readonly body: string | Uint8Array;
} {
  const bindings = bindingsOf(shape);
  const members = new Map<string, unknown>(Object.entries(value));
  const labels = new Map(bindings.uri.map(bound => [bound.wire, writeScalar(bound.shape, members.get(bound.name))]));
  const path = parseRestPath(uri)
    .map(({ literal, label }) => literal ?? escape(labels.get(label) ?? ''))
    .join('/');
  const query = bindings.query.flatMap(bound => queryPairs(bound, members.get(bound.name)));
  const headers = bindings.headers.flatMap(({ name, wire, shape: member }) => {
    const entry = members.get(name);
    return entry === undefined ? [] : [wire, writeScalar(member, entry)];
  });
  const { content, type } = bodyOf(bindings, members, value);
  return {
    method,
    target: `/${path}${query.length === 0 ? '' : `?${encodeForm(query)}`}`,
    headers: type === undefined ? headers : ['Content-Type', type, ...headers],
    body: content,
  };
}

function escape(text: string): string {
  const [pair] = encodeForm([['', text]]).split('&');
  return (pair ?? '').slice(1);
}

function queryPairs({ wire, shape }: Bound, value: unknown): readonly FormPair[] {
  if (value === undefined) return [];
  if (shape.kind !== 'list') return [[wire, writeScalar(shape, value)]];
  if (!Array.isArray(value)) throw new TypeError('expected a list');
  return value.map(entry => [wire, writeScalar(shape.of, entry)]);
}

function bodyOf(
  { payload, hasBody, body }: Bindings,
  members: ReadonlyMap<string, unknown>,
  value: object,
): { readonly content: string | Uint8Array; readonly type?: string } {
  if (payload !== undefined) {
    const given = members.get(payload.name);
    const bytes: unknown = given instanceof Redacted ? given.unwrap() : given;
    if (bytes === undefined) return { content: '' };
    if (!(bytes instanceof Uint8Array)) throw new TypeError('expected bytes');
    return { content: bytes, type: 'application/octet-stream' };
  }
  return hasBody ? { content: encodeJson(body, value), type: 'application/json' } : { content: '' };
}
