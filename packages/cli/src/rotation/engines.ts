/** For which secrets there are rotation functions, and of which applications they are made. */
import { wrongUsage } from '../failure.ts';

/** What a secret opens. */
export interface RotationEngine {
  /** What the secret's `engine` may say; none: it is not asked for. */
  readonly engines: readonly string[];
  /** What the secret must hold beside `engine`. */
  readonly members: readonly string[];
  /** Names of the applications. */
  readonly applications: Readonly<Partial<Record<Strategy, string>>>;
  /** AWS publishes the applications; else they are Coffer's own. */
  readonly isPublishedByAws: boolean;
}

/**
 * `single`: the user changes its own password. `alternating`: two users take turns, a master secret's user changes them.
 * `two-keys`: a user has two keys, which take turns.
 */
export const STRATEGIES = ['single', 'alternating', 'two-keys'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** As `--engine` names them. */
export const ENGINES = [
  'postgres',
  'mysql',
  'mariadb',
  'sqlserver',
  'oracle',
  'mongodb',
  'redshift',
  'redis',
  'ldap',
  'iam-access-keys',
  'http-api',
] as const;
export type EngineName = (typeof ENGINES)[number];

const MEMBERS = ['host', 'username', 'password'];
const KEY_MEMBERS = ['UserName', 'APIKeyId', 'APIKey'];

/** Source: the functions that AWS publishes (aws-secrets-manager-rotation-lambdas), their documentation strings. */
const BY_NAME: Readonly<Record<EngineName, RotationEngine>> = {
  postgres: database('SecretsManagerRDSPostgreSQL', ['postgres', 'aurora-postgresql']),
  mysql: database('SecretsManagerRDSMySQL', ['mysql', 'aurora-mysql']),
  mariadb: database('SecretsManagerRDSMariaDB', ['mariadb']),
  sqlserver: database('SecretsManagerRDSSQLServer', ['sqlserver']),
  oracle: { ...database('SecretsManagerRDSOracle', ['oracle']), members: [...MEMBERS, 'dbname'] },
  mongodb: database('SecretsManagerMongoDB', ['mongo']),
  redshift: database('SecretsManagerRedshift', ['redshift']),
  redis: database('CofferRedis', ['redis', 'valkey']),
  ldap: database('CofferLDAP', ['ldap']),
  'iam-access-keys': keys('CofferIAMAccessKeyRotation', KEY_MEMBERS),
  'http-api': keys('CofferHTTPAPIKeyRotation', [...KEY_MEMBERS, 'KeysURL']),
};

export function engineOf(name: EngineName): RotationEngine {
  return BY_NAME[name];
}

/** Throws a `Failure` when what an engine opens cannot be rotated so. */
export function checkStrategy(name: EngineName, strategy: Strategy): void {
  const known = Object.keys(BY_NAME[name].applications).map(each => `\`${each}\``);
  if (BY_NAME[name].applications[strategy] === undefined) {
    throw wrongUsage(`\`--strategy\` of \`${name}\` is ${known.join(' or ')}`);
  }
}

function database(application: string, engines: readonly string[]): RotationEngine {
  return {
    engines,
    members: MEMBERS,
    applications: { single: `${application}RotationSingleUser`, alternating: `${application}RotationMultiUser` },
    isPublishedByAws: application.startsWith('SecretsManager'),
  };
}

function keys(application: string, members: readonly string[]): RotationEngine {
  return { engines: [], members, applications: { 'two-keys': application }, isPublishedByAws: false };
}

/** Who publishes AWS's applications, by partition. Source: AWS CDK, `secret-rotation.js`. */
const PUBLISHERS = new Map([
  ['aws', 'arn:aws:serverlessrepo:us-east-1:297356227824:applications/'],
  ['aws-cn', 'arn:aws-cn:serverlessrepo:cn-north-1:193023089310:applications/'],
  ['aws-us-gov', 'arn:aws-us-gov:serverlessrepo:us-gov-west-1:023102451235:applications/'],
]);

/** The ARN of the application of an engine and a strategy in a partition (`aws`). */
export function applicationArn(
  partition: string,
  { applications, isPublishedByAws }: RotationEngine,
  strategy: Strategy,
): string {
  const own = `arn:${partition}:serverlessrepo:us-east-1:000000000000:applications/`;
  return `${isPublishedByAws ? (PUBLISHERS.get(partition) ?? '') : own}${applications[strategy] ?? ''}`;
}
