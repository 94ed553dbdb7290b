import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pythons, without } from '../support/require.ts';
import type { Coffer, Identity } from '../support/start-coffer.ts';
import type { AnyClient, ClientKind, Members, ServiceName } from './any-client.ts';

/** Every boto3 of this machine; one that says what is missing where there is none. */
export function boto3Kinds(): readonly ClientKind[] {
  const found = pythons().map((python, at) => ({
    name: `boto3 of ${python}`,
    label: `boto${at}`,
    skip: false as const,
    open: (coffer: Coffer) => openBoto3(python, coffer),
  }));
  return found.length > 0 ? found : [{ ...NONE, skip: without('boto3') }];
}

const NONE = { name: 'boto3', label: 'boto', open: () => Promise.reject(new Error('there is no boto3')) };
const DRIVER = join(import.meta.dirname, 'boto3-driver.py');

interface Outcome {
  readonly answer?: Members;
  readonly refusal?: string;
  /** The client itself would not send it. */
  readonly failure?: string;
  readonly knows?: boolean;
}

/** One Python, which takes calls one after the other. */
function openBoto3(python: string, coffer: Coffer): Promise<AnyClient> {
  const { https, ca } = coffer.ready;
  const child = spawn(realPython(python), [DRIVER, https, ca], { env: coffer.clientEnv });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  // A driver that has ended is told of by the answer that does not come.
  child.stdin.on('error', () => {});
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  let turn: Promise<unknown> = Promise.resolve();
  function exchange(call: object): Promise<Outcome> {
    const next = turn.then(async () => {
      child.stdin.write(`${JSON.stringify(call)}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`the driver ended:\n${complaint}`);
      const outcome: Outcome = JSON.parse(value);
      return outcome;
    });
    turn = next.catch(() => {});
    return next;
  }
  async function end(): Promise<void> {
    child.stdin.end();
    if (child.exitCode === null) await once(child, 'exit');
  }
  return Promise.resolve(boto3Client({ exchange, end }, coffer, 'us-east-1'));
}

interface Driver {
  exchange(call: object): Promise<Outcome>;
  end(): Promise<void>;
}

function boto3Client(
  driver: Driver,
  { accessKeyId, secretAccessKey, sessionToken }: Identity,
  region: string,
): AnyClient {
  const identity = { accessKeyId, secretAccessKey, sessionToken };
  const exchange = (service: ServiceName, operation: string, input: Members | null) =>
    driver.exchange({ service, operation, input, region, identity });
  return {
    async call(service, operation, input = {}) {
      const { answer, refusal, failure } = await exchange(service, operation, input);
      assert.ok(answer !== undefined, `${operation}: ${refusal ?? failure}`);
      return answer;
    },
    async refusal(service, operation, input = {}) {
      const { answer, refusal, failure } = await exchange(service, operation, input);
      assert.ok(refusal !== undefined, `${operation} was not refused: ${failure ?? JSON.stringify(answer)}`);
      return refusal;
    },
    knows: async (service, operation) => (await exchange(service, operation, null)).knows === true,
    as: change => boto3Client(driver, change.identity ?? identity, change.region ?? region),
    [Symbol.asyncDispose]: () => driver.end(),
  };
}

/** Behind a shim of pyenv, whose shell would take longer than the calls. */
function realPython(python: string): string {
  return spawnSync(python, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout.trim();
}
