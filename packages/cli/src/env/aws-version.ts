/**
 * AWS_ENDPOINT_URL is known to AWS CLI 2.13 and botocore 1.31 (July 2023) and later. Older ones ignore it and would
 * send a secret to Amazon.
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
import { spawn } from 'node:child_process';
import { absolutePath, findProgram } from '../aws/find-program.ts';

export type InstalledAws = 'missing' | 'knows-endpoint-variable' | 'ignores-endpoint-variable';

/** A cold start of a large Python program on a slow disk, with room. */
const TIMEOUT_MS = 20_000;
/** `aws --version` prints one short line. */
const MAX_OUTPUT = 4096;

/**
 * Asks the `aws` on PATH. One that says nothing that can be understood in time counts as one that ignores the variable:
 * the shell function that stands in for it then works with every version.
 */
export function installedAws(env: NodeJS.ProcessEnv, timeoutMs: number = TIMEOUT_MS): Promise<InstalledAws> {
  const path = env['PATH'] ?? '';
  const program = findProgram('aws', path);
  if (program === undefined) return Promise.resolve('missing');
  return new Promise(resolve => {
    const child = spawn(program, ['--version'], {
      env: { ...env, PATH: absolutePath(path) },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    });
    let output = '';
    const take = (chunk: Buffer) => {
      if (output.length < MAX_OUTPUT) output += chunk.toString('latin1');
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', () => resolve('ignores-endpoint-variable'));
    const finish = () =>
      resolve(knowsEndpointVariable(output) ? 'knows-endpoint-variable' : 'ignores-endpoint-variable');
    child.on('close', finish);
    // A grandchild may hold the pipes open after the child is gone.
    child.on('exit', code => (code === 0 ? undefined : finish()));
  });
}

/** Whether the tool that prints this for `--version` honours AWS_ENDPOINT_URL. */
export function knowsEndpointVariable(output: string): boolean {
  const text = output.slice(0, MAX_OUTPUT);
  const cli = /aws-cli\/(\d{1,4})\.(\d{1,4})/.exec(text);
  if (cli === null) return false;
  const [major, minor] = [Number(cli[1]), Number(cli[2])];
  if (major >= 3) return true;
  if (major === 2) return minor >= 13;
  const botocore = /botocore\/(\d{1,4})\.(\d{1,4})/.exec(text);
  if (botocore === null) return major === 1 && minor >= 29;
  const [botocoreMajor, botocoreMinor] = [Number(botocore[1]), Number(botocore[2])];
  return botocoreMajor > 1 || (botocoreMajor === 1 && botocoreMinor >= 31);
}
