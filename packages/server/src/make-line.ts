import { randomBytes } from 'node:crypto';
import { SigningKeys } from '@coffer/wire/sigv4';
import { AccessKeys } from './accounts/access-keys.ts';
import type { AuditTrail } from './audit/trail.ts';
import { eventIds } from './audit/uuid-v7.ts';
import type { Clock } from './clock.ts';
import type { Keyring } from './keys/keyring.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { makePageTokens } from './page-tokens.ts';
import type { Line } from './pipeline/line.ts';
import type { Service } from './pipeline/operation.ts';
import type { Quotas } from './quotas/quotas.ts';
import type { SecurityLog } from './security-log.ts';
import { cloudtrailService } from './services/cloudtrail/index.ts';
import { kmsService } from './services/kms/index.ts';
import { secretsManagerService } from './services/secretsmanager/index.ts';
import { ssmService } from './services/ssm/index.ts';
import type { Database } from './storage/database.ts';

export interface LineParts {
  readonly database: Database;
  readonly keyring: Keyring;
  readonly audit: AuditTrail;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly securityLog: SecurityLog;
  readonly regions: readonly string[];
  readonly quotas: Quotas;
}

/** Puts the request line together: every service, found by each of its names. */
export function makeLine(parts: LineParts): Line {
  const { database, keyring, audit, clock, log, metrics, securityLog, regions, quotas } = parts;
  const services: readonly Service[] = [
    cloudtrailService(database),
    kmsService(keyring),
    secretsManagerService,
    ssmService,
  ];
  return {
    services: new Map(services.map(service => [service.contract.service, service])),
    targets: new Map(services.flatMap(service => service.contract.targetPrefixes.map(prefix => [prefix, service]))),
    versions: new Map(
      services
        .filter(service => service.contract.protocols.includes('query'))
        .map(service => [service.contract.apiVersion, service]),
    ),
    regions: new Set(regions),
    database,
    reader: database.reader,
    audit,
    accessKeys: new AccessKeys(database, keyring),
    signingKeys: new SigningKeys(),
    quotas,
    tokens: makePageTokens(keyring),
    clock,
    newEventId: eventIds(randomBytes),
    log,
    securityLog,
    metrics,
  };
}
