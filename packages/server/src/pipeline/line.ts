import type { SigningKeys } from '@coffer/wire/sigv4';
import type { AuditTrail } from '../audit/trail.ts';
import type { Clock } from '../clock.ts';
import type { AccessControl } from '../access/access-control.ts';
import type { AccessKeys } from '../accounts/access-keys.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { FailureLimiter } from '../quotas/failure-limiter.ts';
import type { Quotas } from '../quotas/quotas.ts';
import type { SecurityLog } from '../security-log.ts';
import type { CredentialUses } from '../sessions/credential-uses.ts';
import type { SessionValues } from '../sessions/session-values.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { CommittedReader, Database } from '../storage/database.ts';
import type { PageTokens, Service } from './operation.ts';
import type { RestRoute } from './rest-routes.ts';

/** Everything that the steps of the request line share; made once, at start. */
export interface Line {
  readonly services: ReadonlyMap<string, Service>;
  /** Services by the prefix of `X-Amz-Target`. */
  readonly targets: ReadonlyMap<string, Service>;
  /** Query services by their `Version`; no two share one. */
  readonly versions: ReadonlyMap<string, Service>;
  /** What REST services are asked for by method and path. */
  readonly rest: readonly RestRoute[];
  readonly regions: ReadonlySet<string>;
  /** The regions for which requests to services without regions are signed: one for each partition that is served. */
  readonly globalRegions: ReadonlySet<string>;
  readonly database: Database;
  /** Reads what is committed. */
  readonly reader: CommittedReader;
  readonly audit: AuditTrail;
  readonly accessKeys: AccessKeys;
  /** Temporary credentials. */
  readonly sessions: Sessions;
  /** What sessions of functions have fetched, for masking. */
  readonly fetched: SessionValues;
  /** When credentials were last used. */
  readonly uses: CredentialUses;
  /** Slows down guessing. */
  readonly failures: FailureLimiter;
  readonly access: AccessControl;
  readonly signingKeys: SigningKeys;
  readonly quotas: Quotas;
  readonly tokens: PageTokens;
  readonly clock: Clock;
  /** The id of a new record, by the time of its event. */
  readonly newEventId: (at: number) => string;
  readonly log: Log;
  readonly securityLog: SecurityLog;
  readonly metrics: Metrics;
}
