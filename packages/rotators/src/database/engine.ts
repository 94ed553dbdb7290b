/** What the rotations of databases need to know of one. */
import type { Redacted } from '@coffer/wire';
import type { PasswordDefaults } from '../skeleton/password-rules.ts';

/** A product whose users rotate. */
export interface DatabaseEngine {
  /** As errors name it: `postgres`. */
  readonly name: string;
  /** What the secret's `engine` may say. */
  readonly engines: readonly string[];
  /** What the secret must hold beside `engine`; default: host, username, password. */
  readonly requiredKeys?: readonly string[];
  readonly defaultPort: number;
  readonly defaultDatabase: string | undefined;
  readonly password: PasswordDefaults;
  readonly clone: CloneNames;
  /** Where the clone's suffix goes in the user's name; default: to its end. */
  splitName?(username: string): SplitName;
  /**
   * How to connect when the secret has no `ssl`: with TLS and, when that fails, without; or without, where a port is for
   * one of the two.
   */
  readonly withoutSsl: 'either' | 'plain';
  /**
   * Logs in.
   *
   * @throws LoginRefused when the server says that user or password are wrong, and whatever else went wrong
   */
  connect(login: Login): Promise<DatabaseSession>;
}

/** How the other one of two alternating users is named. */
export interface CloneNames {
  readonly suffix: string;
  /** Longest name that the product takes; undefined: no limit that matters. */
  readonly limit: number | undefined;
  /** What counts: characters, or bytes in UTF-8. */
  readonly unit: 'characters' | 'bytes';
}

/** A user's name in the part that is cloned, and what stands around it. */
export interface SplitName {
  readonly before: string;
  readonly name: string;
  readonly after: string;
}

/** With what to log in. */
export interface Login {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: Redacted<string>;
  readonly database: string | undefined;
  /** Undefined: without TLS. */
  readonly tls: Tls | undefined;
}

/** TLS to a database: its certificate is always verified. */
export interface Tls {
  /** Authorities in PEM; undefined: those that Node.js trusts. */
  readonly ca: string | undefined;
}

/** A user as its server knows it. */
export interface Account {
  readonly name: string;
  /** What belongs to the account beside its name: the host of MySQL's accounts. */
  readonly scope: string | undefined;
}

/** A session of somebody who is logged in. Disposing of it ends it. */
export interface DatabaseSession extends AsyncDisposable {
  /** Asks for something that every user may ask for. */
  probe(): Promise<void>;
  /** Who is logged in, as whom the clone is to be like. */
  account(): Promise<Account>;
  /** Gives the user who is logged in, with `used`, another password. */
  changeOwnPassword(password: Redacted<string>, used: Redacted<string>): Promise<void>;
  /**
   * Gives a user a password, as an administrator; makes the user when it is not there, with what `like` may do. The
   * name is the other one of two alternating users.
   */
  putUser(name: string, password: Redacted<string>, like: Account): Promise<void>;
}

/** The server knows no such user with this password: trying again without TLS would only show it once more. */
export class LoginRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LoginRefused';
  }
}

/** How long a server may take to let somebody in, in milliseconds; as in AWS's functions. */
export const CONNECT_TIMEOUT_MS = 5_000;
/** How long a statement may take, in milliseconds: less than the functions' own timeout of 30 seconds. */
export const STATEMENT_TIMEOUT_MS = 10_000;
