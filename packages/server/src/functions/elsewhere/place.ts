import type { Credentials } from '@coffer/wire/sigv4';

/** Where a function runs that is not run here. Only the administrator makes one: what it names, the server connects to. */
export interface Place {
  /** By which functions name it. */
  readonly name: string;
  /** `https`: an endpoint of somebody's own. `lambda`: Invoke of a real AWS Lambda, or of what speaks its API. */
  readonly kind: 'https' | 'lambda';
  /** `https:`, with path and query. */
  readonly url: URL;
  /** What the signature names; absent: the region of the function here. */
  readonly region?: string | undefined;
  /** CAs (PEM) to trust, and no others; absent: those that the machine trusts. */
  readonly cas?: readonly string[] | undefined;
  /** Who signs; asked each time, so that renewed ones count at once. Rejects when there are none. */
  credentials(): Promise<Credentials>;
}

/** What messages call it. */
export function hostAndPort({ url }: Pick<Place, 'url'>): string {
  return `${url.hostname}:${url.port === '' ? '443' : url.port}`;
}
