/**
 * The shape language: one declaration of a message drives its codecs, its validation, what the audit trail may show,
 * the command line's flags and the API reference. A shape is a plain object; the functions here only make it short to
 * write and give it a static type.
 *
 * ```ts
 * const Tag = struct({ Key: string({ min: 1, max: 128 }), Value: string({ max: 256 }) });
 * type Tag = Infer<typeof Tag>; // { Key?: string; Value?: string }
 * ```
 *
 * Lengths count Unicode characters for strings, bytes for blobs, entries for lists and maps.
 */
import type { Redacted } from './redacted.ts';

/** Names on the wire where they differ from the member's own name. Needed by Query and REST protocols only. */
export interface WireTraits {
  readonly wire?: string;
  /** REST protocols: where a member of a request or an answer is, when it is not a member of the body. */
  readonly loc?: Location;
  readonly doc?: string;
}

/** `payload`: the member is the whole body; `statusCode`: it is the HTTP status of the answer. */
export type Location = 'uri' | 'querystring' | 'header' | 'statusCode' | 'payload';

export interface StringTraits extends WireTraits {
  readonly min?: number;
  readonly max?: number;
  /** A regular expression as AWS's model writes it; must be linear to match, and is matched only within `max`. */
  readonly pattern?: string;
  /**
   * What the service says of a text outside of the pattern, in place of the model's sentence, when nothing else of the
   * request is wrong: `It must begin with /.` follows `The specified value for path is invalid.`
   */
  readonly patternRule?: string;
  /** The enum's values, in the order in which AWS's error sentence lists them. */
  readonly values?: readonly string[];
  /** Never echoed, logged or recorded. */
  readonly sensitive?: true;
  /** SDKs fill this in with a UUID when it is absent. */
  readonly idempotencyToken?: true;
}

export interface BlobTraits extends WireTraits {
  readonly min?: number;
  readonly max?: number;
  readonly sensitive?: true;
}

export interface NumberTraits extends WireTraits {
  readonly min?: number;
  readonly max?: number;
}

export interface ListTraits extends WireTraits {
  readonly min?: number;
  readonly max?: number;
  /** The sentence about bad entries says at its end that they must not be null (recorded for IAM's `tagKeys`). */
  readonly entriesNotNull?: true;
  /** Nothing of it is ever recorded; what of its entries must not be echoed either says so itself. */
  readonly sensitive?: true;
}

export type StringShape = { readonly kind: 'string' } & StringTraits;
export type BlobShape = { readonly kind: 'blob' } & BlobTraits;
/** `integer` is 32 bits wide, `long` 64 (exact up to 2^53), `double` is IEEE 754. */
export type NumberShape = { readonly kind: 'integer' | 'long' | 'double' } & NumberTraits;
export type BooleanShape = { readonly kind: 'boolean' } & WireTraits;
/** In programs: milliseconds since 1970 as a whole number. */
export type TimestampShape = { readonly kind: 'timestamp' } & WireTraits;
export interface MapTraits extends ListTraits {
  /** No key and no value of it is ever echoed, logged or recorded; both say so too. */
  readonly sensitive?: true;
}

export type ListShape = { readonly kind: 'list'; readonly of: Shape } & ListTraits;
export type MapShape = { readonly kind: 'map'; readonly key: StringShape; readonly value: Shape } & MapTraits;
export type StructShape = { readonly kind: 'struct'; readonly members: Members } & WireTraits;

export type Shape =
  | StringShape
  | BlobShape
  | NumberShape
  | BooleanShape
  | TimestampShape
  | ListShape
  | MapShape
  | StructShape;

/** A member may be required: `required(shape)`. */
export type Member = Shape & { readonly required?: true };
export type Members = Readonly<Record<string, Member>>;

export function string<const T extends StringTraits>(traits: T = {} as T): { readonly kind: 'string' } & T {
  return { kind: 'string', ...traits };
}

export function blob<const T extends BlobTraits>(traits: T = {} as T): { readonly kind: 'blob' } & T {
  return { kind: 'blob', ...traits };
}

export function integer<const T extends NumberTraits>(traits: T = {} as T): { readonly kind: 'integer' } & T {
  return { kind: 'integer', ...traits };
}

export function long<const T extends NumberTraits>(traits: T = {} as T): { readonly kind: 'long' } & T {
  return { kind: 'long', ...traits };
}

export function double<const T extends NumberTraits>(traits: T = {} as T): { readonly kind: 'double' } & T {
  return { kind: 'double', ...traits };
}

export function boolean<const T extends WireTraits>(traits: T = {} as T): { readonly kind: 'boolean' } & T {
  return { kind: 'boolean', ...traits };
}

export function timestamp<const T extends WireTraits>(traits: T = {} as T): { readonly kind: 'timestamp' } & T {
  return { kind: 'timestamp', ...traits };
}

/** `NoInfer`: else a list without traits, written inside a struct, takes its traits' type from the struct's `Members`. */
export function list<const S extends Shape, const T extends ListTraits>(
  of: S,
  traits: T = {} as T,
): { readonly kind: 'list'; readonly of: S } & NoInfer<T> {
  return { kind: 'list', of, ...traits };
}

export function map<const K extends StringShape, const V extends Shape, const T extends MapTraits>(
  key: K,
  value: V,
  traits: T = {} as T,
): { readonly kind: 'map'; readonly key: K; readonly value: V } & NoInfer<T> {
  return { kind: 'map', key, value, ...traits };
}

export function struct<const M extends Members>(members: M): { readonly kind: 'struct'; readonly members: M } {
  return { kind: 'struct', members };
}

export function required<const S extends Shape>(shape: S): S & { readonly required: true } {
  return { ...shape, required: true };
}

/** The value of a shape after validation: what is required is there, enums hold one of their values. */
export type Infer<S> = S extends { readonly kind: 'struct'; readonly members: infer M }
  ? Flatten<
      { readonly [K in keyof M as M[K] extends { readonly required: true } ? K : never]: Infer<M[K]> } & {
        readonly [K in keyof M as M[K] extends { readonly required: true } ? never : K]?: Infer<M[K]> | undefined;
      }
    >
  : S extends { readonly kind: 'list'; readonly of: infer E }
    ? readonly Infer<E>[]
    : S extends { readonly kind: 'map'; readonly value: infer V }
      ? { readonly [key: string]: Infer<V> }
      : S extends { readonly values: readonly (infer V)[] }
        ? V
        : Scalar<S>;

/** The value of a shape as it comes from a decoder: of the right types, not yet validated; anything may be missing. */
export type Decoded<S> = S extends { readonly kind: 'struct'; readonly members: infer M }
  ? { readonly [K in keyof M]?: Decoded<M[K]> | undefined }
  : S extends { readonly kind: 'list'; readonly of: infer E }
    ? readonly Decoded<E>[]
    : S extends { readonly kind: 'map'; readonly value: infer V }
      ? { readonly [key: string]: Decoded<V> }
      : Scalar<S>;

type Scalar<S> = S extends { readonly sensitive: true; readonly kind: infer K }
  ? Redacted<ScalarOf<K>>
  : S extends { readonly kind: infer K }
    ? ScalarOf<K>
    : never;

type ScalarOf<K> = K extends 'string'
  ? string
  : K extends 'blob'
    ? Uint8Array
    : K extends 'boolean'
      ? boolean
      : K extends 'integer' | 'long' | 'double' | 'timestamp'
        ? number
        : unknown;

type Flatten<T> = { [K in keyof T]: T[K] };
