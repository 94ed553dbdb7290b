import { createReadStream, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Redacted } from '@coffer/wire';
import { mustBePrivateFolder, readPrivateFile } from '../client/private-files.ts';
import { send } from '../client/send.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { Failure, codeOf, messageOf, wrongUsage } from '../failure.ts';
import { count, text } from '../flags.ts';
import type { FlagValues } from '../flags.ts';
import type { Io } from '../io.ts';
import { write } from '../io.ts';
import { askHidden } from '../secret/prompt.ts';
import { dataDirFlag } from '../server/server-flags.ts';

/** As the server takes them, in bytes. */
const MAX_SHARE_BYTES = 1_024;
const TIMEOUT_MS = 30_000;

const FLAGS = {
  'data-dir': { ...dataDirFlag, doc: "the server's folder, which names its address and what to trust" },
  'endpoint-url': text('URL', "the server's address, https://HOST:PORT"),
  'ca-bundle': text('FILE', 'certificates to trust (PEM); needed with `--endpoint-url` for a certificate of the wait'),
  fd: count('N', 'read the share from this file descriptor', { min: 3, max: 65_535 }),
} as const;

/** A share of the root key for a server that waits for it. */
export const unsealCommand: Command = command({
  name: 'root-key unseal',
  summary: 'Gives a share of the root key to a sealed server, over TLS.',
  tooManyWords:
    "a share is never taken from the arguments, where other users and the shell's history can read it: " +
    'type it when you are asked, pipe it in, or use `--fd`',
  notes: [
    'The share comes from a prompt that does not show it, from a pipe, or from `--fd N`: the line, or its whole file.',
    'From another machine name the server and what to trust: DIR/sealed-ca.pem of the server, or your own authority.',
  ],
  flags: FLAGS,
  async run(io, flags) {
    const { endpoint, ca } = placeOf(io, flags);
    const share = await readShare(io, flags.fd);
    const { status, body } = await post(endpoint, ca, share);
    const { message, given, threshold } = readAnswer(body);
    if (status !== 200) throw new Failure(message);
    await write(io.stdout, given === undefined ? `${message}\n` : `${message}: ${given} of ${threshold}\n`);
    return 0;
  },
});

interface Place {
  readonly endpoint: URL;
  readonly ca: string | undefined;
}

function placeOf(io: Io, flags: FlagValues<typeof FLAGS>): Place {
  const given = flags['endpoint-url'];
  const bundle = flags['ca-bundle'];
  const known = given === undefined ? readSealedFile(resolve(io.cwd, flags['data-dir'])) : undefined;
  const endpoint = URL.parse(given ?? known?.https ?? '');
  if (endpoint?.protocol !== 'https:') throw wrongUsage('a share goes over TLS only: name an address with https://');
  const path = bundle ?? known?.ca;
  try {
    return { endpoint, ca: path === undefined ? undefined : readFileSync(resolve(io.cwd, path), 'utf8') };
  } catch (error) {
    throw new Failure(`cannot read the certificates to trust: ${messageOf(error)}`, { cause: error });
  }
}

/** It names the address that shares go to, so folder and file must be as only a server of this user or of root makes them. */
function readSealedFile(dataDir: string): { readonly https: string; readonly ca: string } {
  const path = join(dataDir, 'sealed.json');
  try {
    mustBePrivateFolder(dataDir);
    const value: unknown = JSON.parse(readPrivateFile(path));
    if (typeof value === 'object' && value !== null && 'https' in value && 'ca' in value) {
      return { https: String(value.https), ca: String(value.ca) };
    }
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (codeOf(error) !== 'ENOENT') throw new Failure(`cannot read \`${path}\`: ${messageOf(error)}`, { cause: error });
    throw new Failure(`no sealed server waits in \`${dataDir}\``);
  }
  throw new Failure(`\`${path}\` does not name a server`);
}

async function readShare(io: Io, fd: number | undefined): Promise<Redacted<Buffer>> {
  if (fd === undefined && io.stdin.isTTY === true) {
    const [share] = await askHidden(io, ['share of the root key (not shown): '], MAX_SHARE_BYTES);
    if (share !== undefined) return share;
    throw new Failure('no share was typed');
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of fd === undefined ? io.stdin : createReadStream('', { fd })) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > MAX_SHARE_BYTES) throw new Failure('this is no share: it is too long');
    chunks.push(bytes);
  }
  return new Redacted(Buffer.concat(chunks));
}

async function post(endpoint: URL, ca: string | undefined, share: Redacted<Buffer>) {
  const body = share.unwrap();
  try {
    return await send({
      endpoint,
      ca,
      method: 'POST',
      target: '/coffer/unseal',
      rawHeaders: ['Host', endpoint.host, 'Content-Type', 'text/plain'],
      body,
      timeoutMs: TIMEOUT_MS,
    });
  } catch (error) {
    throw new Failure(`the server at ${endpoint.origin} does not answer: ${messageOf(error)}`, { cause: error });
  } finally {
    body.fill(0);
  }
}

function readAnswer(body: string): { readonly message: string; readonly given?: number; readonly threshold?: number } {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string') {
      const { message } = value;
      if (!('given' in value && 'threshold' in value)) return { message: message.slice(0, 500) };
      return { message: message.slice(0, 500), given: Number(value.given), threshold: Number(value.threshold) };
    }
  } catch {
    // Said below.
  }
  return { message: 'the server takes no shares: it is not sealed, or its root key is not in shares' };
}
