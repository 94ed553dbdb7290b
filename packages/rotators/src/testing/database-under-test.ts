import type { DatabaseEngine } from '../database/engine.ts';

/** A real server, and what the tests of every rotator for databases want of it. */
export interface DatabaseUnderTest extends AsyncDisposable {
  readonly port: number;
  /** May make users and change their passwords. */
  readonly administrator: { readonly username: string; readonly password: string };
  /** Makes a user who may read a table; its name holds `name`. */
  makeUser(name: string, password: string): Promise<string>;
  /** Logs in as an application does and reads the table; rejects when either is refused. */
  use(username: string, password: string): Promise<void>;
  /** Runs a statement as the administrator, where a test of the engine needs it. */
  run?(statement: string): Promise<void>;
}

/** What is proven, and on what. */
export interface ProvenEngine {
  readonly engine: DatabaseEngine;
  start(): Promise<DatabaseUnderTest>;
  /** Letters of a name that have to be quoted. */
  readonly oddName: string;
  /** What a secret for it names beside host and port. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** The password before stays valid until the next rotation of a single user. */
  readonly keepsPassword?: boolean;
}
