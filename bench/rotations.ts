/** What the benchmark of rotations asks of a server, and how it makes many secrets due at one moment. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import type { SecretListEntry, SecretsManager } from '@aws-sdk/client-secrets-manager';
import { zipSync } from 'fflate';
import { REGION, ROOT_KEY } from './secrets.ts';
import type { Subject } from './subject.ts';

/** So many at one time: what a node rotates. */
export const WIDTH = 8;

/** Asks for something for `count` secrets from a number on, `WIDTH` at a time. */
export async function many(from: number, count: number, ask: (number: number) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < count; i += WIDTH) {
    await Promise.all(Array.from({ length: Math.min(WIDTH, count - i) }, (_, j) => ask(from + i + j)));
  }
}

/** Waits until so many secrets were rotated at least once. Looking costs the server time: it is done twice a second. */
export async function allRotated(secrets: SecretsManager, wanted: number): Promise<void> {
  while ((await countOf(secrets, secret => secret.LastRotatedDate !== undefined)) < wanted) await delay(500);
}

/** Waits until no rotation is under way, nor one that is only tried. */
export async function nonePending(secrets: SecretsManager): Promise<void> {
  const isPending = ({ SecretVersionsToStages: versions = {} }: SecretListEntry) =>
    Object.values(versions).some(stages => stages.includes('AWSPENDING') && !stages.includes('AWSCURRENT'));
  while ((await countOf(secrets, isPending)) > 0) await delay(500);
}

async function countOf(secrets: SecretsManager, isMeant: (secret: SecretListEntry) => boolean): Promise<number> {
  let found = 0;
  let NextToken: string | undefined;
  do {
    const page = await secrets.listSecrets({ MaxResults: 100, ...(NextToken === undefined ? {} : { NextToken }) });
    found += (page.SecretList ?? []).filter(isMeant).length;
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return found;
}

/**
 * Makes every rotation that is planned due at one moment, in the database of a server that does not run: no schedule
 * that a server accepts would be due so soon.
 *
 * @param at milliseconds since 1970
 */
export function makeAllDue(dataDir: string, at: number): void {
  using database = new DatabaseSync(join(dataDir, 'coffer.db'));
  const planned = "select subject from job where kind = 'secretsmanager.rotation'";
  database
    .prepare(`update secret set next_rotation_at = ?, next_rotation_date = ? where id in (${planned})`)
    .run(at, at + 3_600_000);
  database.prepare("update job set due_at = ? where kind = 'secretsmanager.rotation'").run(at);
}

export async function timed(f: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await f();
  return performance.now() - begin;
}

/** A function that makes the fewest calls that a rotation takes, and no others. */
export async function makeFunction(subject: Subject): Promise<string> {
  using clients = new DisposableStack();
  const iam = clients.adopt(new IAM(clientOf(subject)), client => client.destroy());
  const lambda = clients.adopt(new Lambda(clientOf(subject)), client => client.destroy());
  const trust = { Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const { Role } = await iam.createRole({ RoleName: 'rotates', AssumeRolePolicyDocument: policy(trust) });
  const PolicyDocument = policy({ Action: 'secretsmanager:*', Resource: '*' });
  await iam.putRolePolicy({ RoleName: 'rotates', PolicyName: 'p', PolicyDocument });
  const { FunctionArn = '' } = await lambda.createFunction({
    FunctionName: 'rotates',
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: Role?.Arn,
    Timeout: 30,
    Code: {
      ZipFile: zipSync({ 'index.mjs': readFileSync(join(import.meta.dirname, 'rotation-bench-function.mjs')) }),
    },
  });
  const Principal = 'secretsmanager.amazonaws.com';
  await lambda.addPermission({ FunctionName: 'rotates', StatementId: 's', Action: 'lambda:InvokeFunction', Principal });
  return FunctionArn;
}

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
}

/** How clients reach it, as root. */
export function clientOf({ http: endpoint }: Subject) {
  return { endpoint, region: REGION, credentials: ROOT_KEY };
}
