/**
 * A request as it came over the wire. Strings hold one byte a character, as `node:http` gives them: a signature covers
 * bytes, so whatever was decoded before would be something else than what the client signed.
 */
export interface SignedRequest {
  readonly method: string;
  /** The request target exactly as on the request line: path, and query after a `?`. */
  readonly target: string;
  /** Name, value, name, value, in the order and spelling of the wire, repeated headers repeated: `rawHeaders`. */
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
}

/** Longest request target that is looked at, in bytes; a presigned one carries a session token of up to 16,384. */
export const MAX_TARGET_LENGTH = 32_768;

/** The path of a target, without its query. */
export function targetPath(target: string): string {
  const mark = target.indexOf('?');
  return mark === -1 ? target : target.slice(0, mark);
}

/** The raw query of a target, without its `?`; empty when there is none. */
export function targetQuery(target: string): string {
  const mark = target.indexOf('?');
  return mark === -1 ? '' : target.slice(mark + 1);
}
