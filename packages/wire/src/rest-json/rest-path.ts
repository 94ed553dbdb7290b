/** Paths of REST operations: literal segments, and labels that each stand for one whole segment. */
import { malformedQueryString } from '../errors.ts';

/** A path of a contract, made ready. */
export type RestPath = readonly (
  | { readonly literal: string; readonly label?: undefined }
  | { readonly label: string; readonly literal?: undefined }
)[];

/** `/2015-03-31/functions/{FunctionName}` */
export function parseRestPath(uri: string): RestPath {
  return uri
    .split('/')
    .slice(1)
    .map(segment => (segment.startsWith('{') ? { label: segment.slice(1, -1) } : { literal: segment }));
}

/**
 * Holds the raw segments of a request's path against a path: the labels' values, decoded, or undefined when it is
 * another path. Segments are split before anything is decoded, so that `%2F` is part of a value. An empty value is none.
 *
 * @throws AwsError MalformedQueryString for a broken escape, or bytes that are not UTF-8, in the path that was meant
 */
export function matchRestPath(
  path: RestPath,
  segments: readonly string[],
): readonly (readonly [label: string, value: string])[] | undefined {
  if (path.length !== segments.length) return undefined;
  for (const [at, { literal }] of path.entries()) {
    const segment = segments[at];
    if (literal === undefined ? segment === '' : segment !== literal) return undefined;
  }
  return path.flatMap(({ label }, at) => (label === undefined ? [] : [[label, decode(segments[at] ?? '')] as const]));
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw malformedQueryString();
  }
}
