/** GetSecretValue against a bare server of Node.js. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeAuthority, makeServerCertificate } from '../../packages/server/src/transport/certificates.ts';
import type { Bench, Scenario } from '../bench.ts';
import { CONNECTIONS } from '../bench.ts';
import { end, messageOf, pidOf } from '../children.ts';
import { FEW_SECRETS } from '../plan.ts';
import { cpuMicros, residentMegabytes } from '../process-facts.ts';
import { readRequests } from '../requests.ts';
import type { Pair, Row } from '../row.ts';
import { figureRow, rateRow, slowestRow } from '../row.ts';
import type { Side } from '../rounds.ts';
import { alternate } from '../rounds.ts';
import { SECRET_TEXT, secretName } from '../secrets.ts';
import { send } from '../send.ts';
import type { Subject } from '../subject.ts';
import { startSubject } from '../subject.ts';
import { wrkSide } from '../wrk.ts';

/** The promises of the issue: a share of the bare server, and a multiple of its slowest percent. */
const LEAST_RATE = { atLeast: 0.25 };
const MOST_P99 = { atMost: 6 };

export const httpScenario: Scenario = {
  name: 'http',
  async run(bench) {
    await using subject = await startSubject(bench.children, await bench.dataDirs.with(FEW_SECRETS));
    const { pairs, reads } = await againstBare(bench, subject, 'http');
    const before = cpuMicros(subject.pid);
    await untilQuiet(subject.pid);
    return [
      ...rowsOf('GetSecretValue, HTTP', pairs),
      figureRow('memory (VmRSS) after that load', [residentMegabytes(subject.pid)], ' MB'),
      figureRow('indexing of the trail, later, a read', [(cpuMicros(subject.pid) - before) / reads], ' µs'),
    ];
  },
};

export const tlsScenario: Scenario = {
  name: 'tls',
  async run(bench) {
    const files = await certificateFiles(bench.folder);
    const flags = ['--tls-cert', files.certificate, '--tls-key', files.key];
    await using subject = await startSubject(bench.children, await bench.dataDirs.with(FEW_SECRETS), { flags });
    const { pairs } = await againstBare(bench, subject, 'https', files);
    return rowsOf('GetSecretValue, TLS', pairs);
  },
};

interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

interface Compared {
  readonly pairs: readonly Pair[];
  /** What the subject answered, warming up included. */
  readonly reads: number;
}

async function againstBare(
  { children, folder, plan }: Bench,
  subject: Subject,
  scheme: 'http' | 'https',
  files?: CertificateFiles,
): Promise<Compared> {
  const answer = await send(subject, 'GetSecretValue', { SecretId: secretName(1) }, 'http');
  if (!answer.includes(JSON.stringify(SECRET_TEXT))) throw new Error(`another secret was answered: ${answer}`);
  const tls = files === undefined ? [] : [files.certificate, files.key];
  const bare = children.fork('bare-server.ts', [String(Buffer.byteLength(answer)), ...tls]);
  try {
    const { port } = await messageOf<{ readonly port: number }>(bare);
    const url = subject[scheme];
    const requests = () => readRequests(new URL(url).host, FEW_SECRETS, FEW_SECRETS);
    const load = { children, folder, connections: CONNECTIONS, requests };
    const side = wrkSide({ ...load, pid: subject.pid, url });
    const bareSide = wrkSide({ ...load, pid: pidOf(bare), url: `${scheme}://127.0.0.1:${port}` });
    let reads = 0;
    const counted: Side = {
      ...side,
      async load(seconds) {
        const round = await side.load(seconds);
        reads += round.requests;
        return round;
      },
    };
    return { pairs: await alternate(counted, bareSide, plan), reads };
  } finally {
    await end(bare, 'SIGKILL');
  }
}

function rowsOf(what: string, pairs: readonly Pair[]): readonly Row[] {
  return [rateRow(what, pairs, LEAST_RATE), slowestRow(`${what}: p99`, pairs, MOST_P99)];
}

/** A certificate of the kind that the server makes for itself, in files that both sides read. */
async function certificateFiles(folder: string): Promise<CertificateFiles> {
  const names = { dnsNames: ['localhost'], ips: ['127.0.0.1'] };
  const now = new Date();
  const { certificate, key } = await makeServerCertificate(await makeAuthority(names, now), names, now);
  const files = { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };
  await writeFile(files.certificate, certificate);
  await writeFile(files.key, key.unwrap(), { mode: 0o600 });
  return files;
}

/** What a server looks at in idle moments it looks at every two seconds. */
const QUIET_MS = 3_000;
const LONGEST_WAIT_MS = 60_000;

/** Waits until a server has done what it put off. */
async function untilQuiet(pid: number): Promise<void> {
  const deadline = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const before = cpuMicros(pid);
    await delay(QUIET_MS);
    // An idle server uses less than two percent of a CPU.
    if (cpuMicros(pid) - before < QUIET_MS * 20 || performance.now() > deadline) return;
  }
}
