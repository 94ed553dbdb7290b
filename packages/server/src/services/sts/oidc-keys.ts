import type { FlattenedJWSInput, JSONWebKeySet, JWSHeaderParameters } from 'jose';
import type { CryptoKey } from 'jose';
import type { Clock } from '../../clock.ts';
import { idpCommunicationError } from './errors.ts';

/** Fetches a document over HTTPS, bounded in time and length, without redirects; rejects when it cannot. */
export type FetchDocument = (url: string) => Promise<string>;

/** How long keys are used before they are fetched anew, in milliseconds. */
const MAX_AGE_MS = 10 * 60_000;
/** How long a key that is not among them, or a failure, does not make us ask again. */
const COOL_DOWN_MS = 30_000;
/** How many providers' keys are kept. */
const MAX_PROVIDERS = 1_000;
const MAX_KEYS = 100;

/** How long a failure to fetch keys is remembered, in milliseconds: a provider that is down is not asked for every token. */
const FAILURE_MS = 2_000;

/** Finds the one key of a set that a token is signed with. */
type FindKey = (header: JWSHeaderParameters, token: FlattenedJWSInput) => Promise<CryptoKey>;

interface Known {
  readonly fetchedAt: number;
  readonly keys: Promise<FindKey>;
  hasFailed: boolean;
}

/**
 * The keys with which OpenID Connect providers sign, by their discovery documents. They are fetched when somebody comes
 * with a token of a provider that an account has registered, kept for some minutes, and fetched anew for a key that is
 * not among them: so providers change their keys.
 */
export class OidcKeys {
  readonly #fetch: FetchDocument;
  readonly #clock: Clock;
  readonly #known = new Map<string, Known>();

  constructor(fetch: FetchDocument, clock: Clock) {
    this.#fetch = fetch;
    this.#clock = clock;
  }

  /**
   * Finds the key that a token of this issuer is signed with. It throws jose's errors for a token that none fits.
   *
   * @throws AwsError IDPCommunicationError when the provider does not answer, or not as it must
   */
  async find(issuer: string, header: JWSHeaderParameters, token: FlattenedJWSInput): Promise<CryptoKey> {
    const { errors } = await import('jose');
    const known = this.#keysOf(issuer);
    try {
      return await (
        await known.keys
      )(header, token);
    } catch (error) {
      const isOld = this.#clock.now() - known.fetchedAt >= COOL_DOWN_MS;
      if (!(error instanceof errors.JWKSNoMatchingKey) || !isOld) throw error;
      if (this.#known.get(issuer) === known) this.#known.delete(issuer);
      return await (
        await this.#keysOf(issuer).keys
      )(header, token);
    }
  }

  #keysOf(issuer: string): Known {
    const now = this.#clock.now();
    const known = this.#known.get(issuer);
    if (known !== undefined && Math.abs(now - known.fetchedAt) < (known.hasFailed ? FAILURE_MS : MAX_AGE_MS)) {
      return known;
    }
    const fetched: Known = { fetchedAt: now, keys: this.#fetchKeys(issuer), hasFailed: false };
    fetched.keys.catch(() => {
      fetched.hasFailed = true;
    });
    this.#known.delete(issuer);
    this.#known.set(issuer, fetched);
    if (this.#known.size > MAX_PROVIDERS) {
      const [oldest] = this.#known.keys();
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    return fetched;
  }

  async #fetchKeys(issuer: string): Promise<FindKey> {
    const { createLocalJWKSet } = await import('jose');
    try {
      const discovery = readObject(await this.#fetch(`${issuer}/.well-known/openid-configuration`));
      const { issuer: named, jwks_uri: at } = discovery;
      if (named !== issuer) throw new Error('the discovery document is that of another issuer');
      if (typeof at !== 'string' || !at.startsWith('https://')) throw new Error('no jwks_uri with https');
      const { keys } = readObject(await this.#fetch(at));
      if (!Array.isArray(keys) || keys.length > MAX_KEYS) throw new Error('no set of keys');
      // `as`: jose looks at each key before it uses it.
      return createLocalJWKSet({ keys } as JSONWebKeySet);
    } catch (cause) {
      throw Object.assign(idpCommunicationError(UNREACHABLE), { cause });
    }
  }
}

/** AWS's words; why is not for the one who asks. */
const UNREACHABLE =
  "Couldn't retrieve verification key from your identity provider, please reference " +
  'AssumeRoleWithWebIdentity documentation for requirements';

function readObject(json: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(json);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('no JSON object');
  return { ...value };
}
