/** What can be enabled: rotation functions by the names of AWS's applications, and those that only Coffer has. */

/** A rotation function that Coffer brings. */
export interface RotationTemplate {
  /** As the application is named: `SecretsManagerRDSPostgreSQLRotationSingleUser`. */
  readonly name: string;
  /** For `Handler`, from `builtInFolder`: `postgres/single-user.handler`. */
  readonly handler: string;
  /** `--engine` of commands: `postgres`. */
  readonly engine: string;
  readonly strategy: 'single' | 'alternating' | 'two-keys' | 'generic';
  /** The npm package of its driver; undefined: it needs none. */
  readonly driver: string | undefined;
  /** Names of the parameters that a stack takes beside `functionName` and `endpoint`. */
  readonly parameters: readonly string[];
  /** Whether AWS publishes an application of this name. */
  readonly isPublishedByAws: boolean;
}

const COMMON = ['excludeCharacters', 'kmsKeyArn', 'vpcSecurityGroupIds', 'vpcSubnetIds'];
const MASTER = ['masterSecretArn', 'masterSecretKmsKeyArn'];

/** Every template by its name. */
export const rotationTemplates: ReadonlyMap<string, RotationTemplate> = new Map(
  [
    ...database('mariadb', 'SecretsManagerRDSMariaDB', 'mysql2'),
    ...database('mysql', 'SecretsManagerRDSMySQL', 'mysql2'),
    ...database('postgres', 'SecretsManagerRDSPostgreSQL', 'pg'),
    ...database('redshift', 'SecretsManagerRedshift', 'pg'),
    ...database('sqlserver', 'SecretsManagerRDSSQLServer', 'tedious'),
    ...database('mongodb', 'SecretsManagerMongoDB', 'mongodb'),
    ...database('oracle', 'SecretsManagerRDSOracle', 'oracledb'),
    ...database('redis', 'CofferRedis', '@redis/client'),
    ...database('ldap', 'CofferLDAP', 'ldapts'),
    template('SecretsManagerRotationTemplate', 'generic', 'generic', 'rotation-template', undefined),
    template('CofferIAMAccessKeyRotation', 'iam-access-keys', 'two-keys', 'two-slots', undefined),
    template('CofferHTTPAPIKeyRotation', 'http-api', 'two-keys', 'two-slots', undefined),
  ].map(entry => [entry.name, entry]),
);

/** Where the handlers are: the folder of this package's code. */
export const builtInFolder: string = import.meta.dirname;

/** For `Runtime` of every template. */
export const builtInRuntime = 'nodejs22.x';

function database(engine: string, prefix: string, driver: string): readonly RotationTemplate[] {
  return [
    template(`${prefix}RotationSingleUser`, engine, 'single', 'single-user', driver),
    template(`${prefix}RotationMultiUser`, engine, 'alternating', 'alternating-users', driver),
  ];
}

function template(
  name: string,
  engine: string,
  strategy: RotationTemplate['strategy'],
  file: string,
  driver: string | undefined,
): RotationTemplate {
  const parameters = strategy === 'alternating' ? [...COMMON, ...MASTER] : COMMON;
  const isPublishedByAws = name.startsWith('SecretsManager');
  return { name, handler: `${engine}/${file}.handler`, engine, strategy, driver, parameters, isPublishedByAws };
}
