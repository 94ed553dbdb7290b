import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Session } from '../pipeline/caller.ts';

/** Whose session it is: by ids, because names and paths may change meanwhile. */
export type SessionSubject =
  /** What AssumeRole and its relatives give. */
  | { readonly type: 'role'; readonly accountId: string; readonly roleId: string; readonly sessionName: string }
  /** What GetSessionToken gives: the user's, or root user's, whose access key asked for it. */
  | { readonly type: 'user'; readonly accountId: string; readonly parentKeyId: string }
  /** What GetFederationToken gives. */
  | { readonly type: 'federated'; readonly accountId: string; readonly parentKeyId: string; readonly name: string };

/** What a session token says of its session. */
export interface SessionContent {
  readonly subject: SessionSubject;
  readonly session: Session;
}

/** The longest content that is read, in bytes once it is unpacked: many times what the limits of STS let in. */
const MAX_UNPACKED = 65_536;

/** A session as few bytes: names are short, and the words of policies cost next to nothing. */
export function packSession({ subject, session }: SessionContent): Buffer {
  return pack([subjectFields(subject), sessionFields(session)]);
}

/** What `packSession` packed. It was sealed by a node of this deployment, so that it is what it says. */
export function unpackSession(packed: Uint8Array): SessionContent {
  const text = inflateRawSync(packed, { dictionary: DICTIONARY, maxOutputLength: MAX_UNPACKED }).toString('utf8');
  const [subject, session] = JSON.parse(text) as [SubjectFields, SessionFields]; // what `packSession` wrote
  return { subject: subjectOf(subject), session: sessionOf(session) };
}

/** How many bytes policies and tags take in a token: what PackedPolicySize is about. */
export function packedSize({ policies, policyArns, tags, transitiveTagKeys }: Partial<Session>): number {
  const parts = [policies, policyArns, tags, transitiveTagKeys].filter(part => part !== undefined && part.length > 0);
  return parts.length === 0 ? 0 : pack(parts).length;
}

function pack(value: unknown): Buffer {
  return deflateRawSync(Buffer.from(JSON.stringify(value), 'utf8'), { dictionary: DICTIONARY, level: 9 });
}

/** What many sessions say; its end is the cheapest. INVARIANT: a changed dictionary takes a new version of tokens. */
const DICTIONARY = Buffer.from(
  '"StringEquals":{"aws:PrincipalTag/"Condition":{"StringLike":{"ArnLike":{"Bool":{"kms:Decrypt"kms:ViaService' +
    '"secretsmanager:DescribeSecret","secretsmanager:ListSecrets""secretsmanager:GetSecretValue"' +
    'token.actions.githubusercontent.com:sub:aud"system:serviceaccount:sts.amazonaws.com' +
    'arn:aws:iam::aws:policy/arn:aws:secretsmanager:us-east-1::secret:' +
    '{"Version":"2012-10-17","Statement":[{"Sid":"","Effect":"Deny","NotAction":"Effect":"Allow","Action":["*"],' +
    '"Resource":"*"}]}\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Action\\":\\"' +
    '\\",\\"Resource\\":\\"*\\"}]}"],"a":["p":["{"t":[["k":["f":"arn:aws:iam::oidc-provider/"c":[["s":"' +
    '["f","["u","AKIA["r","AROA"],{"i":17,"e":17',
);

type SubjectFields = readonly ['r' | 'u' | 'f', ...string[]];

function subjectFields(subject: SessionSubject): SubjectFields {
  switch (subject.type) {
    case 'role':
      return ['r', subject.roleId, subject.accountId, subject.sessionName];
    case 'user':
      return ['u', subject.parentKeyId, subject.accountId];
    case 'federated':
      return ['f', subject.parentKeyId, subject.accountId, subject.name];
  }
}

function subjectOf([type, id = '', accountId = '', name = '']: SubjectFields): SessionSubject {
  switch (type) {
    case 'r':
      return { type: 'role', roleId: id, accountId, sessionName: name };
    case 'u':
      return { type: 'user', parentKeyId: id, accountId };
    case 'f':
      return { type: 'federated', parentKeyId: id, accountId, name };
  }
}

interface SessionFields {
  readonly i: number;
  readonly e: number;
  readonly m?: Session['mfaAt'];
  readonly p?: Session['policies'];
  readonly a?: Session['policyArns'];
  readonly t?: Session['tags'];
  readonly k?: Session['transitiveTagKeys'];
  readonly s?: Session['sourceIdentity'];
  readonly f?: Session['provider'];
  readonly c?: Session['claims'];
}

function sessionFields(session: Session): SessionFields {
  const { issuedAt: i, expiresAt: e, mfaAt: m, policies: p, policyArns: a } = session;
  const { tags: t, transitiveTagKeys: k, sourceIdentity: s, provider: f, claims: c } = session;
  return { i, e, m, p, a, t, k, s, f, c };
}

function sessionOf({ i, e, m, p, a, t, k, s, f, c }: SessionFields): Session {
  return {
    issuedAt: i,
    expiresAt: e,
    ...(m === undefined ? {} : { mfaAt: m }),
    ...(p === undefined ? {} : { policies: p }),
    ...(a === undefined ? {} : { policyArns: a }),
    ...(t === undefined ? {} : { tags: t }),
    ...(k === undefined ? {} : { transitiveTagKeys: k }),
    ...(s === undefined ? {} : { sourceIdentity: s }),
    ...(f === undefined ? {} : { provider: f }),
    ...(c === undefined ? {} : { claims: c }),
  };
}
