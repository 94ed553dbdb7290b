/** The golden matrix of authorization: every operation against every kind of caller. */
import { Redacted } from '@coffer/wire';
import type { TestServer } from '../../packages/server/src/testing/index.ts';
import { requestOf, send, told, type Told } from './send.ts';
import { AUTHORIZED, stopsBeforeDoing } from './stops-before-doing.ts';
import { allTargets, inputFor, nameOf, type Target } from './targets.ts';
import { makeCallers, type World } from './world.ts';

const UNSIGNED = ['anonymous', 'bad sig'];

/** One line for each operation, the columns aligned. */
export async function matrix(world: World): Promise<string> {
  const { server, names } = world;
  const callers = await makeCallers(world);
  const forger = server.as({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: new Redacted('not the key') });
  // The parts are those of every caller's server.
  Object.assign(server.parts, { line: stopsBeforeDoing(server.parts.line) });
  const rows = [['operation', ...UNSIGNED, ...callers.keys()]];
  const targets = allTargets();
  for (let at = 0; at < targets.length; at += AT_ONCE) {
    // More failures in a row would be slowed down.
    server.clock.advance(60_000);
    rows.push(...(await Promise.all(targets.slice(at, at + AT_ONCE).map(rowOf))));
  }
  async function rowOf(target: Target): Promise<string[]> {
    const input = inputFor(target, names);
    const answers = await Promise.all([
      anonymously(server, target, input),
      ...[forger, ...callers.values()].map(caller => send(caller, target.service, target.operation, input)),
    ]);
    return [nameOf(target), ...answers.map(cell)];
  }
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map(row => row[at]?.length ?? 0))) ?? [];
  return rows
    .map(
      row =>
        `${row
          .map((text, at) => text.padEnd(widths[at] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** Requests that wait together share the sync of their records. */
const AT_ONCE = 10;

/** Sends the request without a signature. */
export async function anonymously(
  server: TestServer,
  { service, operation }: Target,
  input: Readonly<Record<string, unknown>>,
): Promise<Told> {
  const { method, target, headers, body } = requestOf(service, operation, input);
  const rawHeaders = Object.entries(headers).flat();
  return told(service, await server.deliver({ method, target, rawHeaders, body: Buffer.from(body) }));
}

/** What comes after authorization says that there was one. */
const AFTER_AUTHORIZATION = new Set([AUTHORIZED, 'ValidationException', 'ValidationError']);

function cell({ code, message = '' }: Told): string {
  if (code === undefined || AFTER_AUTHORIZATION.has(code)) return 'allow';
  if (!code.startsWith('AccessDenied')) return SHORT.get(code) ?? code;
  const implicit = / because no (.+?)(?: policy)? allows the /.exec(message)?.[1];
  const explicit = / with an explicit deny in an? (.+?)(?: policy)?$/.exec(message)?.[1];
  const kind = implicit ?? explicit ?? '';
  return kind === '' ? 'deny' : `${implicit === undefined ? 'DENY' : 'deny'}:${KINDS.get(kind) ?? kind}`;
}

const KINDS = new Map([
  ['identity-based', 'identity'],
  ['resource-based', 'resource'],
  ['permissions boundary', 'boundary'],
]);

/** Codes as the legend of the file has them: JSON services and Query services spell them differently. */
const SHORT = new Map([
  ['MissingAuthenticationTokenException', 'unsigned'],
  ['MissingAuthenticationToken', 'unsigned'],
  ['InvalidSignatureException', 'signature'],
  ['SignatureDoesNotMatch', 'signature'],
  ['ExpiredTokenException', 'expired'],
  ['ExpiredToken', 'expired'],
  ['InvalidIdentityToken', 'token'],
]);
