/** The root key sealed by a program of the administrator's own: for whatever Coffer does not know. */
import { spawn } from 'node:child_process';
import type { Random } from './aead.ts';
import { RootKeyAway } from './root-key.ts';
import type { RootKeyProvider } from './root-key.ts';
import { base64Of, sealedRootKey, stateText } from './sealed-root.ts';

/** How long the program may take, in milliseconds. */
const TIMEOUT_MS = 10_000;
/** How long its answer may be, and how much of its complaint is shown, in bytes. */
const MAX_ANSWER_BYTES = 65_536;
const MAX_COMPLAINT_BYTES = 500;

/**
 * A provider over the program at this absolute path. It is run without arguments, without environment and in `/`, gets
 * one line of JSON on its standard input and answers with one on its standard output:
 *
 * ```
 * {"version":1,"operation":"wrap","rootKeyId":"rk-…","key":"BASE64"}     →  {"blob":"…"}
 * {"version":1,"operation":"unwrap","rootKeyId":"rk-…","blob":"…"}       →  {"key":"BASE64"}
 * ```
 *
 * `blob` is any text of at most 8,192 characters. Any other ending than exit code 0 means that it is away.
 */
export function rootKeyExec(path: string, random: Random, timeoutMs: number = TIMEOUT_MS): RootKeyProvider {
  return sealedRootKey(
    {
      kind: 'exec',
      description: `the program \`${path}\``,
      isUnattended: true,
      async seal(material, rootKeyId) {
        const key = base64Of(material);
        const answer = await ask(path, { version: 1, operation: 'wrap', rootKeyId, key }, timeoutMs);
        return { blob: textOf(path, answer, 'blob') };
      },
      async unseal(state, rootKeyId) {
        const blob = stateText(state, 'blob');
        const answer = await ask(path, { version: 1, operation: 'unwrap', rootKeyId, blob }, timeoutMs);
        return Buffer.from(textOf(path, answer, 'key'), 'base64');
      },
    },
    random,
  );
}

function textOf(path: string, answer: object, name: string): string {
  const value = new Map<string, unknown>(Object.entries(answer)).get(name);
  // The answer is not shown: it may hold the key.
  if (typeof value !== 'string' || value.length > 8_192)
    throw new RootKeyAway(`\`${path}\` answers without \`${name}\``);
  return value;
}

async function ask(path: string, question: object, timeoutMs: number): Promise<object> {
  const output = await run(path, `${JSON.stringify(question)}\n`, timeoutMs);
  try {
    const value: unknown = JSON.parse(output.toString('utf8'));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below.
  } finally {
    output.fill(0);
  }
  throw new RootKeyAway(`\`${path}\` does not answer with one line of JSON`);
}

function run(path: string, input: string, timeoutMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, [], { cwd: '/', env: {}, stdio: ['pipe', 'pipe', 'pipe'], shell: false });
    const [output, complaint] = [new Collected(MAX_ANSWER_BYTES), new Collected(MAX_COMPLAINT_BYTES)];
    const refuse = (why: string, cause?: unknown) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      output.bytes().fill(0);
      reject(new RootKeyAway(`the root key's program \`${path}\` ${why}`, { cause }));
    };
    const timer = setTimeout(() => refuse(`has not answered within ${timeoutMs} ms`), timeoutMs);
    child.on('error', error => refuse(`cannot be run: ${error.message}`, error));
    // Who ends without reading is told of by its exit code.
    child.stdin.on('error', () => {});
    child.stdout.on('data', (chunk: Buffer) => {
      if (!output.take(chunk)) refuse(`answers with more than ${MAX_ANSWER_BYTES} bytes`);
    });
    child.stderr.on('data', (chunk: Buffer) => void complaint.take(chunk));
    child.on('close', (code, signal) => {
      if (code !== 0) return refuse(`ended with ${signal ?? code}${wordsOf(complaint)}`);
      clearTimeout(timer);
      resolve(output.bytes());
    });
    child.stdin.end(input);
  });
}

/** Bytes up to a bound. */
class Collected {
  readonly #max: number;
  readonly #chunks: Buffer[] = [];
  #length = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Whether all of it fitted. */
  take(chunk: Buffer): boolean {
    this.#chunks.push(chunk.subarray(0, this.#max - this.#length));
    this.#length = Math.min(this.#max, this.#length + chunk.length);
    return this.#length < this.#max;
  }

  /** All of it, once: what it came in is zeroed. */
  bytes(): Buffer {
    const all = Buffer.concat(this.#chunks);
    for (const chunk of this.#chunks.splice(0)) chunk.fill(0);
    return all;
  }
}

/** What the program complained of, in one line that no terminal takes for more. */
function wordsOf(complaint: Collected): string {
  const words = complaint
    .bytes()
    .toString('utf8')
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .trim();
  return words === '' ? '' : `: ${words}`;
}
