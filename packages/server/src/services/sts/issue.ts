import type { Session } from '../../pipeline/caller.ts';
import type { Scope } from '../../pipeline/operation.ts';
import type { SessionSubject } from '../../sessions/session-content.ts';
import { MAX_TOKEN } from '../../sessions/session-token.ts';
import type { IssuedCredentials, Sessions } from '../../sessions/sessions.ts';
import { invalid } from './errors.ts';

/** Source: the SDK's documentation of MinimumSessionTokenSize. */
const MAX_MINIMUM_SIZE = 4_096;

/** What all answers with credentials have in common. */
export interface IssuedAnswer {
  readonly Credentials: {
    readonly AccessKeyId: string;
    readonly SecretAccessKey: IssuedCredentials['secretAccessKey'];
    readonly SessionToken: string;
    readonly Expiration: number;
  };
  readonly SessionTokenUtilization: number;
  readonly SessionTokenSize: number;
}

/** What a new session is made of. */
export interface NewSession {
  readonly subject: SessionSubject;
  /** In seconds. */
  readonly seconds: number;
  readonly session: Omit<Session, 'issuedAt' | 'expiresAt'>;
  readonly minimumSize: number | undefined;
}

/**
 * Makes credentials. A session begins with a whole second, like everything that STS shows of it.
 *
 * @throws AwsError ValidationError for a MinimumSessionTokenSize that is none
 */
export function issue(
  sessions: Sessions,
  { now }: Pick<Scope, 'now'>,
  { subject, seconds, session, minimumSize = 0 }: NewSession,
): IssuedAnswer {
  if (minimumSize < 0 || minimumSize > MAX_MINIMUM_SIZE) {
    throw invalid(`MinimumSessionTokenSize must be between 0 and ${MAX_MINIMUM_SIZE}.`);
  }
  const issuedAt = Math.floor(now / 1_000) * 1_000;
  const content = { subject, session: { ...session, issuedAt, expiresAt: issuedAt + seconds * 1_000 } };
  const { accessKeyId, secretAccessKey, sessionToken, expiresAt } = sessions.issue(content, minimumSize);
  // The answer is where it leaves.
  const token = sessionToken.unwrap();
  return {
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: secretAccessKey,
      SessionToken: token,
      Expiration: expiresAt,
    },
    SessionTokenUtilization: Math.ceil((token.length * 100) / MAX_TOKEN),
    SessionTokenSize: token.length,
  };
}
