import { randomBytes } from 'node:crypto';
import type { CompiledPolicy } from '@coffer/policy';
import { cloudformation, iam, lambda, logs, serverlessrepo, ssm, sts } from '@coffer/wire/services';
import { SigningKeys } from '@coffer/wire/sigv4';
import { AccessControl } from './access/access-control.ts';
import { CompiledPolicies } from './access/compiled-policies.ts';
import { Identities } from './access/identities.ts';
import { AccessKeys } from './accounts/access-keys.ts';
import type { AuditTrail } from './audit/trail.ts';
import { eventIds } from './audit/uuid-v7.ts';
import type { Clock } from './clock.ts';
import type { Keyring } from './keys/keyring.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { makePageTokens } from './page-tokens.ts';
import type { Line } from './pipeline/line.ts';
import { lazyService } from './pipeline/lazy-service.ts';
import { globalRegionOf } from './pipeline/region.ts';
import type { Service } from './pipeline/operation.ts';
import { restRoutes } from './pipeline/rest-routes.ts';
import { rememberingParameters, rememberingPlaintexts, rememberingSecrets } from './sessions/remember-fetched.ts';
import { SessionValues } from './sessions/session-values.ts';
import { FailureLimiter } from './quotas/failure-limiter.ts';
import type { Quotas } from './quotas/quotas.ts';
import type { SecurityLog } from './security-log.ts';
import { CredentialUses } from './sessions/credential-uses.ts';
import { Sessions } from './sessions/sessions.ts';
import { cloudtrailService } from './services/cloudtrail/index.ts';
import { kmsService } from './services/kms/index.ts';
import { functionCodeContract } from './services/lambda/download-contract.ts';
import type { BuiltIns, FunctionBucket, Functions, FunctionsElsewhere, LambdaParts } from './services/lambda/parts.ts';
import { secretsManagerService } from './services/secretsmanager/index.ts';
import { rotationFunctions } from './services/secretsmanager/rotation-functions.ts';
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
  /** Policies of VPC endpoints by their ids; what changes in it is in force with the next request. */
  readonly endpointPolicies: ReadonlyMap<string, CompiledPolicy>;
  /** What runs functions. */
  readonly functions: Functions;
  /** Where archives of code lie that requests name. */
  readonly functionBuckets: readonly FunctionBucket[];
  /** Folders of functions that this program brings with it, by name; absent: none. */
  readonly builtIns?: BuiltIns | undefined;
  /** Places where functions may run that are not run here; absent: none. */
  readonly elsewhere?: FunctionsElsewhere | undefined;
  /** A rotation that begins at once is being stored. */
  readonly onRotation: () => void;
  /** Fetches what identity providers publish, over HTTPS. */
  readonly fetchDocument: (url: string) => Promise<string>;
}

/** Puts the request line together: every service, found by each of its names. */
export function makeLine(parts: LineParts): Line {
  const { database, keyring, audit, clock, log, metrics, securityLog, regions, quotas, fetchDocument } = parts;
  const accessKeys = new AccessKeys(database, keyring);
  const sessions = new Sessions({ database, keyring, accessKeys }, randomBytes);
  const fetched = new SessionValues(clock);
  const failures = new FailureLimiter(clock);
  const onFailure = securityLog.failed.bind(securityLog);
  const services: readonly Service[] = [
    lazyService(cloudformation, async () => (await import('./services/cloudformation/index.ts')).cloudformationService),
    cloudtrailService(database),
    lazyService(iam, async () => {
      const { iamService } = await import('./services/iam/index.ts');
      return iamService({ database, keyring, failures, onFailure });
    }),
    rememberingPlaintexts(kmsService(keyring), fetched),
    lazyService(lambda, async () => {
      const { lambdaService } = await import('./services/lambda/index.ts');
      return lambdaService(await lambdaParts(parts, () => line));
    }),
    lazyService(logs, async () => (await import('./services/logs/index.ts')).logsService(keyring)),
    rememberingSecrets(secretsManagerService(rotationFunctions(() => line, parts.onRotation)), fetched),
    lazyService(serverlessrepo, async () => (await import('./services/serverlessrepo/index.ts')).serverlessrepoService),
    lazyService(ssm, async () => rememberingParameters((await import('./services/ssm/index.ts')).ssmService, fetched)),
    lazyService(sts, async () => {
      const { stsService } = await import('./services/sts/index.ts');
      return stsService({ database, keyring, sessions, failures, clock, fetchDocument, onFailure });
    }),
  ];
  const compiled = new CompiledPolicies();
  const identities = new Identities(database.reader, compiled);
  const functionCode = lazyService(functionCodeContract, async () => {
    const { functionCodeService } = await import('./services/lambda/get-function-code.ts');
    return functionCodeService(keyring);
  });
  const line: Line = {
    services: new Map(services.map(service => [service.contract.service, service])),
    targets: new Map(services.flatMap(service => service.contract.targetPrefixes.map(prefix => [prefix, service]))),
    versions: new Map(
      services
        .filter(service => service.contract.protocols.includes('query'))
        .map(service => [service.contract.apiVersion, service]),
    ),
    rest: restRoutes([...services, functionCode]),
    regions: new Set(regions),
    globalRegions: new Set(regions.map(globalRegionOf)),
    database,
    reader: database.reader,
    audit,
    accessKeys,
    sessions,
    fetched,
    uses: new CredentialUses(),
    failures,
    access: new AccessControl(identities, compiled, parts.endpointPolicies),
    signingKeys: new SigningKeys(),
    quotas,
    tokens: makePageTokens(keyring),
    clock,
    newEventId: eventIds(randomBytes),
    log,
    securityLog,
    metrics,
  };
  return line;
}

/** Of these a part of Lambda's own is made. */
export type LambdaLineParts = Pick<LineParts, 'keyring' | 'functions' | 'functionBuckets' | 'builtIns' | 'elsewhere'>;

/** What Lambda's operations share; its roles are assumed through the line. */
export async function lambdaParts(
  { keyring, functions, functionBuckets, builtIns, elsewhere }: LambdaLineParts,
  line: () => Line,
): Promise<LambdaParts> {
  const { makeLambdaParts } = await import('./services/lambda/make-parts.ts');
  const made = makeLambdaParts({ keyring, functions, functionBuckets, builtIns, elsewhere, line });
  return {
    ...made,
    async assumeRole(of) {
      const credentials = await made.assumeRole(of);
      line().fetched.watch(credentials.accessKeyId, credentials.expiresAt);
      return credentials;
    },
  };
}
