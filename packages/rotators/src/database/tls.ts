import type { Environment } from '../skeleton/environment.ts';
import type { DatabaseSecret } from './database-secret.ts';
import type { DatabaseEngine, Tls } from './engine.ts';

/**
 * The ways to connect, in the order in which they are tried. `ssl` in the secret: true or "true" is TLS only, false or
 * "false" none; absent or anything else is what
 * the engine says. Source: aws-secrets-manager-rotation-lambdas.
 */
export function waysToConnect(
  { members }: Pick<DatabaseSecret, 'members'>,
  environment: Environment,
  { withoutSsl }: Pick<DatabaseEngine, 'withoutSsl'>,
): readonly (Tls | undefined)[] {
  const tls = { ca: authorities(environment) };
  const ssl = members.get('ssl');
  switch (typeof ssl === 'string' ? ssl.toLowerCase() : ssl) {
    case true:
    case 'true':
      return [tls];
    case false:
    case 'false':
      return [undefined];
    default:
      return withoutSsl === 'either' ? [tls, undefined] : [undefined];
  }
}

/** `DATABASE_CA_PEM`: certificates of the authorities that databases have theirs from, as text. */
export function authorities(environment: Environment): string | undefined {
  const pem = environment.get('DATABASE_CA_PEM');
  // Variables that are written on one line carry their line ends so.
  return pem === undefined || pem === '' ? undefined : pem.replaceAll('\\n', '\n');
}
