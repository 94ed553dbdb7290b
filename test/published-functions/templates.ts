/** Which of the published functions can be run against servers that tests start, by the names of their folders. */
export interface Template {
  /** As in the repository of AWS, and as in the Serverless Application Repository. */
  readonly name: string;
  /** What the secret says. */
  readonly engine: string;
  readonly server: 'mariadb' | 'postgres';
  readonly strategy: 'single' | 'alternating';
}

export const templates: readonly Template[] = [
  both('RDSMariaDB', 'mariadb', 'mariadb'),
  // There is no MySQL to start; MariaDB understands what these functions say.
  both('RDSMySQL', 'mysql', 'mariadb'),
  both('RDSPostgreSQL', 'postgres', 'postgres'),
].flat();

function both(product: string, engine: string, server: Template['server']): readonly Template[] {
  const name = `SecretsManager${product}Rotation`;
  return [
    { name: `${name}SingleUser`, engine, server, strategy: 'single' },
    { name: `${name}MultiUser`, engine, server, strategy: 'alternating' },
  ];
}
