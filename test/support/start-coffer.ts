import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ROOT } from './sources.ts';

/** What `coffer server` writes to its ready file, as far as clients need it. */
export interface Ready {
  readonly https: string;
  readonly ca: string;
  readonly credentials: string;
  readonly pid: number;
  readonly endpoints?: readonly { readonly id: string; readonly vpcId: string; readonly https: string }[];
}

/** Who calls: long-term keys, or temporary ones with their token. */
export interface Identity {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** A server as people start it: the command, in a process of its own, answering over TLS. Its keys are its administrator's. */
export interface Coffer extends AsyncDisposable, Identity {
  readonly ready: Ready;
  readonly dataDir: string;
  readonly root: Identity;
  /** The whole environment of a client that is to call this server as its administrator. */
  readonly clientEnv: Readonly<Record<string, string>>;
  /** What it wrote so far, both streams. */
  output(): string;
  /** Ends it with a signal, SIGTERM unless named; gives its exit code, null when the signal ended it. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** How to start it. */
export interface StartOptions {
  /** Kept when the server ends; absent: a folder of its own that goes with it. */
  readonly dataDir?: string;
  /** Keeps its data in a folder that the server itself makes and removes. */
  readonly isEphemeral?: boolean;
  /** The command's file; absent: the repository's. */
  readonly program?: string;
  readonly flags?: readonly string[];
}

const READY_WITHIN_MS = 120_000;

/** Starts a server on a free port of 127.0.0.1 and waits until it answers; throws with what it said if it never does. */
export async function startCoffer(options: StartOptions = {}): Promise<Coffer> {
  const { program = join(ROOT, 'packages/cli/bin/coffer.js'), isEphemeral = false, flags = [] } = options;
  const folder = await mkdtemp(join(tmpdir(), 'coffer-client-test-'));
  const place = isEphemeral ? ['--ephemeral'] : ['--data-dir', options.dataDir ?? join(folder, 'data')];
  const readyFile = join(folder, 'ready.json');
  const child = spawn(
    process.execPath,
    [program, 'server', ...place, '--listen', '127.0.0.1:0', '--ready-file', readyFile, ...flags],
    {
      cwd: folder,
      env: plainEnv(),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const exited = once(child, 'exit');
  async function end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    child.kill(signal);
    await exited;
    return child.exitCode;
  }
  try {
    await answering(readyFile, () => child.exitCode !== null || child.signalCode !== null);
    const ready: Ready = JSON.parse(await readFile(readyFile, 'utf8'));
    const { administrator, root } = await readCredentials(ready.credentials);
    return {
      ready,
      dataDir: dirname(ready.ca),
      ...administrator,
      root,
      clientEnv: clientEnv(ready, administrator, folder),
      output: () => said,
      end,
      async [Symbol.asyncDispose]() {
        await end('SIGKILL');
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await end('SIGKILL');
    await rm(folder, { recursive: true, force: true });
    throw new Error(`the server did not start:\n${said}`, { cause: error });
  }
}

/** What programs need to run at all, and nothing that decides where they call. */
export function plainEnv(): Record<string, string> {
  const names = ['PATH', 'HOME', 'NODE_COMPILE_CACHE', 'TMPDIR'];
  return Object.fromEntries(names.flatMap(name => [[name, process.env[name]]]).filter(isPair));
}

function isPair(pair: readonly (string | undefined)[]): pair is readonly [string, string] {
  return pair[1] !== undefined;
}

async function answering(readyFile: string, hasEnded: () => boolean): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!existsSync(readyFile)) {
    if (hasEnded()) throw new Error('it ended');
    if (Date.now() > deadline) throw new Error(`it did not answer within ${READY_WITHIN_MS} ms`);
    await delay(20);
  }
}

async function readCredentials(path: string): Promise<{ readonly administrator: Identity; readonly root: Identity }> {
  const text = await readFile(path, 'utf8');
  return { administrator: profileIn(text, 'default'), root: profileIn(text, 'root') };
}

function profileIn(text: string, name: string): Identity {
  const [, section = ''] = text.split(`[${name}]\n`);
  const [own = ''] = section.split('\n[');
  const values = new Map(
    own
      .split('\n')
      .map(line => line.split(' = '))
      .map(([key = '', value = '']) => [key, value]),
  );
  return {
    accessKeyId: values.get('aws_access_key_id') ?? '',
    secretAccessKey: values.get('aws_secret_access_key') ?? '',
  };
}

function clientEnv(
  { https, ca }: Ready,
  { accessKeyId, secretAccessKey }: Identity,
  folder: string,
): Record<string, string> {
  return {
    ...plainEnv(),
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: https,
    AWS_CA_BUNDLE: ca,
    // Nothing of whoever runs the tests.
    AWS_CONFIG_FILE: join(folder, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
    LC_ALL: 'C.UTF-8',
    PYTHONWARNINGS: 'ignore',
  };
}
