/** One face of every client: the same calls by an SDK, by boto3 and by command lines, so that one test can drive them all. */
import type { Coffer, Identity } from '../support/start-coffer.ts';

/** Services that clients of tests call. */
export type ServiceName = 'cloudtrail' | 'iam' | 'kms' | 'secretsmanager' | 'ssm' | 'sts';

/** Members of an input or an output, by the names of the API model. Times come as texts or seconds, bytes in base64. */
export type Members = Readonly<Record<string, unknown>>;

/** A client that is pointed at a server. */
export interface AnyClient extends AsyncDisposable {
  /** Calls an operation; fails when the server refuses. What the client adds to the answer is left out. */
  call(service: ServiceName, operation: string, input?: Members): Promise<Members>;
  /** Calls an operation that must be refused; gives `CODE: message` as the client tells it. */
  refusal(service: ServiceName, operation: string, input?: Members): Promise<string>;
  /** Whether this version of the client has the operation; one whose version this repository chooses must have all. */
  knows(service: ServiceName, operation: string): Promise<boolean>;
  /** The same client as another caller, or in another region. It lives as long as the one that it was made of. */
  as(change: { readonly identity?: Identity; readonly region?: string }): AnyClient;
}

/** A client of this machine, or why it cannot be tried. */
export interface ClientKind {
  readonly name: string;
  /** A short word that no two kinds share, for the names of what their tests make. */
  readonly label: string;
  readonly skip: string | false;
  open(coffer: Coffer): Promise<AnyClient>;
}

/** The member that is a list of structures; fails when it is none. */
export function listIn(members: Members, name: string): readonly Members[] {
  const list = members[name];
  if (!Array.isArray(list)) throw new TypeError(`${name} is no list in ${JSON.stringify(members)}`);
  return list;
}

/** The member that is a structure; fails when it is none. */
export function structIn(members: Members, name: string): Members {
  const value = members[name];
  if (!isMembers(value)) throw new TypeError(`${name} is no structure in ${JSON.stringify(members)}`);
  return value;
}

/** The member as a text; fails when it is none. */
export function textIn(members: Members, name: string): string {
  const text = members[name];
  if (typeof text !== 'string') throw new TypeError(`${name} is no text in ${JSON.stringify(members)}`);
  return text;
}

/** A time as any client tells it, in milliseconds. Version 1 of the AWS CLI prints seconds. */
export function timeIn(members: Members, name: string): number {
  const time = members[name];
  return typeof time === 'number' ? time * 1_000 : Date.parse(textIn(members, name));
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
