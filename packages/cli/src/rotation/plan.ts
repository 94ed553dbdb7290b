/** What enabling rotation of a secret will do, found out and checked before anything is made. */
import type { Redacted } from '@coffer/wire';
import { iam } from '@coffer/wire/services';
import type { Ask } from '../client/ask.ts';
import { Failure } from '../failure.ts';
import type { Io } from '../io.ts';
import type { DatabaseSecret } from './database-secret.ts';
import { checkDatabaseSecret, checkMaster, masterOf, textIn, withMaster } from './database-secret.ts';
import type { RotationEngine, Strategy } from './engines.ts';
import { applicationArn, engineOf } from './engines.ts';
import { functionNameFor, functionNameIn } from './names.ts';
import { neededPolicy } from './role-access.ts';
import type { RotatedSecret } from './rotated-secret.ts';
import { findSecret, keyArnOf, readValue, readValueIfAllowed } from './rotated-secret.ts';
import type { FoundStack, WantedFunction } from './rotation-function.ts';
import { findFunction } from './rotation-function.ts';

/** What is asked for. */
export interface Wish {
  readonly secret: string;
  readonly engine: RotationEngine;
  readonly strategy: Strategy;
  readonly master: string | undefined;
  readonly functionName: string | undefined;
  readonly excludeCharacters: string | undefined;
  readonly region: string;
}

export interface Plan {
  readonly secret: RotatedSecret;
  readonly function: WantedFunction;
  readonly functionArn: string;
  readonly found: FoundStack;
  /** What the function's role is granted beside what its stack grants. */
  readonly policy: string | undefined;
  /** The secret's value with `masterarn`; undefined: it stays as it is. */
  readonly value: Redacted<string> | undefined;
  /** What could not be checked, or is worth to be known. */
  readonly notes: readonly string[];
}

/** Throws a `Failure` for what would not work. */
export async function planRotation(io: Pick<Io, 'clock'>, ask: Ask, wish: Wish): Promise<Plan> {
  const { region, engine, strategy } = wish;
  const secret = await findSecret(ask, wish.secret, region);
  const value = await readValue(ask, secret);
  checkDatabaseSecret(value, engine);
  const master = strategy === 'alternating' ? await findMaster(ask, wish, secret, value) : undefined;
  const [, partition = 'aws', , , accountId] = secret.arn.split(':');
  const name =
    wish.functionName ??
    (secret.functionArn === undefined ? functionNameFor(secret.arn) : functionNameIn(secret.functionArn));
  const functionArn = `arn:${partition}:lambda:${region}:${accountId}:function:${name}`;
  if (secret.isOn && secret.functionArn !== functionArn) {
    throw new Failure(
      `rotation of \`${secret.name}\` is on already, by ${secret.functionArn ?? 'itself'}: ` +
        `end it first with \`coffer rotation disable ${secret.name}\``,
    );
  }
  const application = applicationArn(partition, engine, strategy);
  const wanted = { name, application, region, partition, excludeCharacters: wish.excludeCharacters };
  const found = await findFunction(io, ask, wanted);
  const access = {
    masterArn: master?.arn,
    masterKeyArn: master?.keyArn,
    keyArn: await keyArnOf(ask, secret),
    userArn: wish.engine === engineOf('iam-access-keys') ? await userArnOf(ask, value) : undefined,
  };
  return {
    secret,
    function: wanted,
    functionArn,
    found,
    policy: neededPolicy(access),
    value: master?.value,
    notes: master?.notes ?? [],
  };
}

interface Master {
  readonly arn: string;
  readonly keyArn: string | undefined;
  readonly value: Redacted<string> | undefined;
  readonly notes: readonly string[];
}

async function findMaster(ask: Ask, wish: Wish, user: RotatedSecret, value: DatabaseSecret): Promise<Master> {
  const master = await findSecret(ask, masterOf(value, wish.master), wish.region);
  if (master.arn === user.arn) throw new Failure(`\`${user.name}\` cannot be its own master secret`);
  const masterValue = await readValueIfAllowed(ask, master);
  if (masterValue !== undefined) checkMaster(value, masterValue, wish.engine);
  const note = `you may not read the master secret \`${master.name}\`: that it fits was not checked`;
  return {
    arn: master.arn,
    keyArn: await keyArnOf(ask, master),
    // Without `--master` the secret names it already, in whatever form.
    value: wish.master === undefined ? undefined : withMaster(value, master.arn),
    notes: masterValue === undefined ? [note] : [],
  };
}

async function userArnOf(ask: Ask, { members }: DatabaseSecret): Promise<string> {
  const { User } = await ask(iam, 'GetUser', { UserName: textIn(members, 'UserName') });
  return User?.Arn ?? '';
}
