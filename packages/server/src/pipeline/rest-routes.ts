import { matchRestPath, parseRestPath } from '@coffer/wire';
import type { RestPath, ServiceContract } from '@coffer/wire';
import type { Service } from './operation.ts';

/** What a method and a path ask for. */
export interface RestRoute {
  readonly service: Service;
  readonly name: string;
  readonly method: string;
  readonly path: RestPath;
}

/** The routes of services that are asked for by method and path; made once, at start. */
export function restRoutes(services: readonly Service[]): readonly RestRoute[] {
  return services.flatMap(service =>
    Object.entries((service.contract satisfies ServiceContract).operations).flatMap(([name, { http }]) =>
      http === undefined ? [] : [{ service, name, method: http.method, path: parseRestPath(http.uri) }],
    ),
  );
}

/** Longest path that is looked at, in segments: more than any operation's has. */
const MAX_SEGMENTS = 16;

/**
 * The route of a request and the values of its labels. A path is what it is on the wire: dots that clients resolve, empty
 * segments and other spellings of a literal are other paths. One slash at the end is left out, which older SDKs send.
 *
 * @throws AwsError MalformedQueryString for a label that is not escaped UTF-8
 */
export function findRest(
  routes: readonly RestRoute[],
  method: string,
  path: string,
): (RestRoute & { readonly labels: readonly (readonly [label: string, value: string])[] }) | undefined {
  const trimmed = path.endsWith('/') ? path.slice(0, -1) : path;
  const segments = trimmed.split('/', MAX_SEGMENTS + 2).slice(1);
  if (segments.length > MAX_SEGMENTS || segments.some(segment => segment === '.' || segment === '..')) return undefined;
  for (const route of routes) {
    if (route.method !== method) continue;
    const labels = matchRestPath(route.path, segments);
    if (labels !== undefined) return { ...route, labels };
  }
  return undefined;
}
