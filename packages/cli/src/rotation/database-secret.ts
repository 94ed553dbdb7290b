/** What rotation functions for databases want of the JSON of secrets, looked at before anything is made. */
import { Redacted } from '@coffer/wire';
import { Failure } from '../failure.ts';
import type { RotationEngine } from './engines.ts';
import { ENGINES, engineOf } from './engines.ts';

/** The value of a secret, and what it holds. Nothing of it gets into a message. */
export interface DatabaseSecret {
  /** What messages call it: its name. */
  readonly name: string;
  readonly value: Redacted<string>;
  readonly members: ReadonlyMap<string, unknown>;
}

/** Reads a secret's value. Throws a `Failure` when it is no JSON object. */
export function readDatabaseSecret(name: string, value: Redacted<string> | undefined): DatabaseSecret {
  if (value === undefined) throw new Failure(`the value of \`${name}\` is no text; rotation functions want JSON`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(value.unwrap());
  } catch {
    throw new Failure(`the value of \`${name}\` is not JSON, and rotation functions want JSON`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new Failure(`the value of \`${name}\` is no JSON object, and rotation functions want one`);
  }
  return { name, value, members: new Map(Object.entries(parsed)) };
}

/** Throws a `Failure` when a secret lacks what the functions of its engine need. */
export function checkDatabaseSecret({ name, members }: DatabaseSecret, engine: RotationEngine): void {
  if (engine.engines.length > 0 && !engine.engines.includes(textIn(members, 'engine'))) {
    const allowed = engine.engines.map(each => `\`${each}\``).join(' or ');
    const said = members.has('engine') ? 'says another `engine`' : 'has no `engine`';
    const other = ENGINES.find(each => engineOf(each).engines.includes(textIn(members, 'engine')));
    const hint = other === undefined ? '' : `, or say \`--engine ${other}\``;
    throw new Failure(`the JSON of \`${name}\` ${said}: it must be ${allowed}${hint}`);
  }
  const missing = engine.members.filter(member => textIn(members, member) === '');
  if (missing.length > 0) {
    throw new Failure(`the JSON of \`${name}\` lacks ${missing.map(member => `\`${member}\``).join(', ')}`);
  }
}

/**
 * Throws a `Failure` when the two secrets of alternating users do not belong together: an administrator's password is
 * sent to the host of its own secret alone.
 */
export function checkMaster(user: DatabaseSecret, master: DatabaseSecret, engine: RotationEngine): void {
  checkDatabaseSecret(master, engine);
  if (textIn(user.members, 'host') !== textIn(master.members, 'host')) {
    throw new Failure(`\`${user.name}\` and its master secret \`${master.name}\` name different hosts`);
  }
  if (textIn(user.members, 'username') === textIn(master.members, 'username')) {
    throw new Failure(`\`${user.name}\` is for the same user as its master secret \`${master.name}\``);
  }
}

/** Which master secret is meant: the one asked for, else what the secret's `masterarn` says. */
export function masterOf({ name, members }: DatabaseSecret, asked: string | undefined): string {
  const said = textIn(members, 'masterarn');
  const master = asked ?? (said === '' ? undefined : said);
  if (master !== undefined) return master;
  throw new Failure(`alternating users need a master secret: \`--master SECRET\`, or \`masterarn\` in \`${name}\``);
}

/** The secret's value with `masterarn`, everything else as it is written; undefined: it says so already. */
export function withMaster({ name, value, members }: DatabaseSecret, arn: string): Redacted<string> | undefined {
  if (members.get('masterarn') === arn) return undefined;
  if (members.has('masterarn')) {
    throw new Failure(`\`masterarn\` in \`${name}\` names another secret than ${arn}: change it, or the \`--master\``);
  }
  const text = value.unwrap().trimEnd();
  const comma = members.size === 0 ? '' : ',';
  return new Redacted(`${text.slice(0, -1).trimEnd()}${comma}"masterarn":${JSON.stringify(arn)}}`);
}

/** A member that is a text; empty: there is none. */
export function textIn(members: ReadonlyMap<string, unknown>, name: string): string {
  const value = members.get(name);
  return typeof value === 'string' ? value : '';
}
