import { invalidSignature } from './errors.ts';
import { percentEncode } from './percent-encoding.ts';

/**
 * The canonical path of every service but S3: empty and dot segments removed (RFC 3986 section 5.2.4), then each byte
 * encoded once more, so that `%2F` of the wire becomes `%252F`. Throws InvalidSignatureException unless absolute.
 * `path` is raw; `%2e%2e` is no dot segment, because no signing client decodes before it normalises.
 */
export function canonicalPath(path: string): string {
  if (path === '/') return path;
  if (!path.startsWith('/')) throw invalidSignature('The request path must begin with a slash.');
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(percentEncode(segment));
  }
  if (segments.length === 0) return '/';
  return `/${segments.join('/')}${path.endsWith('/') ? '/' : ''}`;
}
