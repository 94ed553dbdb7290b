/** The secrets that every scenario reads and makes: what a program keeps of a database's user. */

/** The root key pair that subjects get at their first start. Not a secret: AWS's documents use it as their example. */
export const ROOT_KEY = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

export const REGION = 'us-east-1';

/** Of equal length for all numbers below a million, so that all answers are equally long. */
export function secretName(number: number): string {
  return `bench/secret-${String(number).padStart(6, '0')}`;
}

/** Names of secrets that are made while it is measured. */
export function createdName(number: number): string {
  return `bench/created-${String(number).padStart(9, '0')}`;
}

export const SECRET_TEXT = JSON.stringify({
  username: 'admin',
  password: '0123456789abcdef',
  host: 'db.example.com',
});

/** The body of a CreateSecret request. */
export function creation(name: string, token: string, more: object = {}): string {
  return JSON.stringify({ Name: name, SecretString: SECRET_TEXT, ClientRequestToken: token, ...more });
}

/** The body of a PutSecretValue request. */
export function putting(name: string, token: string): string {
  return JSON.stringify({ SecretId: name, SecretString: SECRET_TEXT, ClientRequestToken: token });
}

/** What is said of the secret of this number: in every hundredth one `TEAM`. */
export function describe(number: number): object {
  const [team, stage] = [number % 100, number % 2 === 0 ? 'prod' : 'staging'];
  return {
    Description: `Database user of team${team} in ${stage}`,
    Tags: [{ Key: 'Owner', Value: `team-${team}@example.com` }],
  };
}

/** A word in the descriptions of one secret of a hundred. */
export const TEAM = 'team 42';
