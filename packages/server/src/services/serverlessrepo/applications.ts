/** The applications that make rotation functions: those that AWS publishes, and Coffer's own. */

/** An application of the repository. */
export interface Application {
  readonly name: string;
  /** The version that is made when none is asked for, by partition. */
  readonly versions: Readonly<Record<Partition, string>>;
  /** Module and export of the built-in code. */
  readonly handler: string;
  /** Alternating users: the function reads the secret of a superuser too. */
  readonly isMultiUser: boolean;
}

type Partition = 'aws' | 'aws-cn' | 'aws-us-gov';

/** Who has published them. Source: AWS CDK, `secret-rotation.js`. */
const PUBLISHERS: ReadonlyMap<string, string> = new Map([
  ['aws', 'arn:aws:serverlessrepo:us-east-1:297356227824:applications/'],
  ['aws-cn', 'arn:aws-cn:serverlessrepo:cn-north-1:193023089310:applications/'],
  ['aws-us-gov', 'arn:aws-us-gov:serverlessrepo:us-gov-west-1:023102451235:applications/'],
]);

/**
 * Applications that nobody else publishes: their publisher is an account that nobody has, in every partition
 * (`arn:PARTITION` stands before it).
 */
const OWN_PUBLISHER = ':serverlessrepo:us-east-1:000000000000:applications/';

/** Names of all applications: also those of the built-in code that they are made of. */
export function applicationNames(): readonly string[] {
  return [...APPLICATIONS.keys(), ...OWN_APPLICATIONS.keys()];
}

/** The application that an ARN names, in the region's partition; undefined: there is none. */
export function findApplication(partition: string, arn: string): Application | undefined {
  const own = `arn:${partition}${OWN_PUBLISHER}`;
  if (arn.startsWith(own)) return OWN_APPLICATIONS.get(arn.slice(own.length));
  const prefix = PUBLISHERS.get(partition);
  return prefix !== undefined && arn.startsWith(prefix) ? APPLICATIONS.get(arn.slice(prefix.length)) : undefined;
}

/** The version of an application in a partition; there are no others here. */
export function versionOf({ versions }: Application, partition: string): string {
  return partition === 'aws-cn' || partition === 'aws-us-gov' ? versions[partition] : versions.aws;
}

/** Names and versions as published. Source: AWS CDK 2.276.0; the generic template's version is not in it. */
const APPLICATIONS: ReadonlyMap<string, Application> = new Map(
  [
    application('mariadb', 'SecretsManagerRDSMariaDBRotationSingleUser', '1.1.670', '1.1.442', '1.1.383'),
    application('mariadb', 'SecretsManagerRDSMariaDBRotationMultiUser', '1.1.670', '1.1.441', '1.1.383'),
    application('mysql', 'SecretsManagerRDSMySQLRotationSingleUser', '1.1.671', '1.1.440', '1.1.384'),
    application('mysql', 'SecretsManagerRDSMySQLRotationMultiUser', '1.1.671', '1.1.440', '1.1.383'),
    application('oracle', 'SecretsManagerRDSOracleRotationSingleUser', '1.1.671', '1.1.441', '1.1.382'),
    application('oracle', 'SecretsManagerRDSOracleRotationMultiUser', '1.1.671', '1.1.441', '1.1.383'),
    application('postgres', 'SecretsManagerRDSPostgreSQLRotationSingleUser', '1.1.671', '1.1.440', '1.1.383'),
    application('postgres', 'SecretsManagerRDSPostgreSQLRotationMultiUser', '1.1.671', '1.1.440', '1.1.383'),
    application('sqlserver', 'SecretsManagerRDSSQLServerRotationSingleUser', '1.1.670', '1.1.441', '1.1.383'),
    application('sqlserver', 'SecretsManagerRDSSQLServerRotationMultiUser', '1.1.671', '1.1.441', '1.1.384'),
    application('redshift', 'SecretsManagerRedshiftRotationSingleUser', '1.1.671', '1.1.441', '1.1.383'),
    application('redshift', 'SecretsManagerRedshiftRotationMultiUser', '1.1.671', '1.1.440', '1.1.383'),
    application('mongodb', 'SecretsManagerMongoDBRotationSingleUser', '1.1.671', '1.1.440', '1.1.384'),
    application('mongodb', 'SecretsManagerMongoDBRotationMultiUser', '1.1.671', '1.1.441', '1.1.384'),
    application('generic', 'SecretsManagerRotationTemplate', '1.1.671', '1.1.440', '1.1.384'),
  ].map(each => [each.name, each]),
);

/** For what people also have, and AWS has no function for. */
const OWN_APPLICATIONS: ReadonlyMap<string, Application> = new Map(
  [
    ownApplication('redis', 'CofferRedisRotationSingleUser'),
    ownApplication('redis', 'CofferRedisRotationMultiUser'),
    ownApplication('ldap', 'CofferLDAPRotationSingleUser'),
    ownApplication('ldap', 'CofferLDAPRotationMultiUser'),
    ownApplication('iam-access-keys', 'CofferIAMAccessKeyRotation'),
    ownApplication('http-api', 'CofferHTTPAPIKeyRotation'),
  ].map(each => [each.name, each]),
);

function ownApplication(engine: string, name: string): Application {
  const made = application(engine, name, '1.0.0', '1.0.0', '1.0.0');
  return name.endsWith('User') ? made : { ...made, handler: `${engine}/two-slots.handler` };
}

/** Each engine's code lies in a folder of the built-in functions, with a module for each strategy. */
function application(engine: string, name: string, aws: string, china: string, government: string): Application {
  const isMultiUser = name.endsWith('MultiUser');
  const module = engine === 'generic' ? 'rotation-template' : isMultiUser ? 'alternating-users' : 'single-user';
  return {
    name,
    versions: { aws, 'aws-cn': china, 'aws-us-gov': government },
    handler: `${engine}/${module}.handler`,
    isMultiUser,
  };
}
