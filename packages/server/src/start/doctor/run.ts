/** Looks at everything that an operator can mend. It writes nothing. */
import { openCiphertexts } from '../../backup/ciphertexts.ts';
import { INTERNAL_PLACES } from '../../backup/internal-places.ts';
import type { Progress } from '../../backup/progress.ts';
import { snapshotRows } from '../../backup/row-source.ts';
import type { RowSource } from '../../backup/row-source.ts';
import type { Clock } from '../../clock.ts';
import type { Keyring } from '../../keys/keyring.ts';
import type { ServerOptions } from '../../options.ts';
import type { Database, Reader } from '../../storage/database.ts';
import { quoted } from '../../storage/snapshot.ts';
import type { Snapshot } from '../../storage/snapshot.ts';
import { sql } from '../../storage/sql.ts';
import { migrations } from '../migrations.ts';
import { TLS_PLACE } from '../tls-place.ts';
import { checkCertificates } from './certificates.ts';
import { checkClock } from './clock.ts';
import { checkDurability } from './durability.ts';
import { checkFiles, checkSpace } from './files.ts';
import { diagnosisOf, findingsInto, wordsOf } from './finding.ts';
import type { Diagnosis, Finding, Findings } from './finding.ts';
import { checkJobs } from './jobs.ts';
import { checkOrphans } from './orphans.ts';

/** What is examined. */
export interface DoctorParts {
  readonly options: ServerOptions;
  readonly clock: Clock;
  /** A server runs: then jobs must. */
  readonly isRunning: boolean;
  readonly engine: Database['engine'];
  /** Opens one moment of the database; rejects where there is none. */
  readonly openSnapshot: () => Promise<Snapshot>;
  /** Reads beside everything else: whole tables may be looked at. */
  readonly openAside: (snapshot: Snapshot) => Reader & AsyncDisposable;
  /** Opens the keyring of this moment: whether the root key is there. Rejects with why it is not. */
  readonly openKeyring: (snapshot: Snapshot) => Promise<OpenedKeyring>;
}

/** A keyring that was opened, or not, because people would have to be asked. */
export interface OpenedKeyring {
  readonly keyring: Pick<Keyring, 'openInternal' | 'unwrapKeyMaterial'> | undefined;
  /** For operators: where the root key lies. */
  readonly description: string;
}

/** Examines; `deep` opens every ciphertext. */
export async function examine(
  parts: DoctorParts,
  { deep, progress }: { readonly deep: boolean; readonly progress: Progress },
): Promise<Diagnosis> {
  const list: Finding[] = [];
  const on = (check: string) => findingsInto(list, check);
  const { options, clock } = parts;
  let done = 0;
  function step(): void {
    done += 1;
    progress({ phase: 'look', done, total: STEPS });
  }
  step();
  await checkFiles(options, on('files'));
  await checkSpace(options, on('space'));
  await using snapshot = await guarded(on('database'), parts.openSnapshot);
  step();
  const isUsable = snapshot !== undefined && (await checkSchema(snapshot, on('database')));
  const opened = isUsable ? await guarded(on('root-key'), () => parts.openKeyring(snapshot)) : undefined;
  step();
  if (opened?.keyring !== undefined)
    on('root-key').ok(`the root key lies in ${opened.description} and opens the keyring`);
  else if (opened !== undefined)
    on('root-key').unknown(`the root key lies in ${opened.description}: people must be asked`);
  await checkCertificates(options, isUsable ? snapshot : undefined, opened?.keyring, clock.now(), on('certificates'));
  step();
  if (!isUsable) return diagnosisOf(list);
  await using aside = parts.openAside(snapshot);
  await checkDurability(snapshot, parts.engine, on('database'));
  await checkClock(snapshot, parts.engine, () => clock.now(), on('clock'));
  await checkJobs(aside, { now: clock.now(), isRunning: parts.isRunning }, on('jobs'));
  step();
  await checkOrphans(aside, on('orphans'));
  step();
  if (deep) await checkDeep({ snapshot, aside }, parts.engine, opened?.keyring, progress, on);
  return diagnosisOf(list);
}

const STEPS = 6;

async function guarded<T>(findings: Findings, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    findings.problem(wordsOf(error));
    return undefined;
  }
}

/** Whether the database has the schema of this version; else what is in it cannot be judged. */
async function checkSchema(snapshot: Snapshot, findings: Findings): Promise<boolean> {
  const newest = Math.max(...migrations.map(({ number }) => number));
  try {
    const row = await snapshot.get<{ number: number | null }>(sql`select max(number) as number from schema_migration`);
    const number = row?.number ?? 0;
    if (number === newest) {
      findings.ok(`the database has the schema of this version (${number})`);
      return true;
    }
    if (number > newest) findings.problem(`the database was written by a newer Coffer (migration ${number}): use that`);
    else findings.unknown(`the next start brings the schema from ${number} to ${newest}; look again after it`);
  } catch (error) {
    findings.problem(`this is no database of Coffer: ${wordsOf(error)}`);
  }
  return false;
}

async function checkDeep(
  { snapshot, aside }: { readonly snapshot: Snapshot; readonly aside: Reader },
  engine: Database['engine'],
  keyring: OpenedKeyring['keyring'],
  progress: Progress,
  on: (check: string) => Findings,
): Promise<void> {
  if (engine === 'sqlite') {
    const damage = await aside.all<{ integrity_check: string }>(sql`pragma integrity_check(10)`);
    const wrong = damage.map(row => row.integrity_check).filter(text => text !== 'ok');
    for (const text of wrong) on('database').problem(`the file is damaged: ${text}`);
    if (wrong.length === 0) on('database').ok('every page of the file is whole');
  }
  const findings = on('ciphertexts');
  if (keyring === undefined) {
    findings.unknown('no ciphertext can be opened without the root key');
    return;
  }
  const total = await rowsIn(snapshot, aside);
  const source = counted(snapshotRows(snapshot), done => progress({ phase: 'decrypt', done, total }));
  const { opened, failed, lost, unreadable } = await openCiphertexts(source, keyring, [...INTERNAL_PLACES, TLS_PLACE]);
  for (const { table, row, problem } of unreadable) findings.problem(`\`${table}\` ${row}: ${problem}`);
  if (failed > unreadable.length) findings.problem(`${failed - unreadable.length} more do not open`);
  if (lost > 0) findings.warning(`${lost} lie under KMS keys that were deleted, as their owners wanted`);
  if (failed === 0) findings.ok(`all ${opened} ciphertexts open`);
}

async function rowsIn(snapshot: Snapshot, aside: Reader): Promise<number> {
  let rows = 0;
  for (const { name } of await snapshot.tables()) {
    const counting = { strings: [`select count(*) as count from ${quoted(name)}`], values: [] };
    rows += (await aside.get<{ count: number }>(counting))?.count ?? 0;
  }
  return rows;
}

/** Tells how many rows of the tables were taken. */
function counted(source: RowSource, onRows: (rows: number) => void): RowSource {
  let done = 0;
  async function* counting<T>(rows: AsyncIterable<T>): AsyncGenerator<T> {
    for await (const row of rows) {
      yield row;
      done += 1;
      if (done % 1_000 === 0) onRows(done);
    }
  }
  return {
    rowsOf: name => source.rowsOf(name),
    async *tables() {
      for await (const { table, rows } of source.tables()) yield { table, rows: counting(rows) };
    },
  };
}
