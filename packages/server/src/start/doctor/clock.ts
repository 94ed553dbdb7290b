/** Whether this machine's clock can be right. */
import type { Database, Reader } from '../../storage/database.ts';
import { sql } from '../../storage/sql.ts';
import type { Findings } from './finding.ts';

/** Signatures are good for five minutes: clients with the right time are refused beyond. */
const MAX_SKEW_MS = 60_000;
const WARN_SKEW_MS = 2_000;

/** Holds the clock against that of PostgreSQL, and against the newest audit record. */
export async function checkClock(
  reader: Reader,
  engine: Database['engine'],
  now: () => number,
  findings: Findings,
): Promise<void> {
  const newest = await reader.get<{ at: number | null }>(sql`select max(last_at) as at from audit_batch`);
  const at = newest?.at ?? 0;
  if (at > now() + WARN_SKEW_MS) {
    const ahead = Math.round((at - now()) / 1_000);
    findings.problem(
      `the newest audit record is ${ahead} s in the future: the clock was set back, or was wrong before`,
    );
  } else {
    findings.ok('no audit record is in the future');
  }
  if (engine !== 'postgres') return;
  const before = now();
  // Not the transaction's beginning.
  const row = await reader.get<{ at: number }>(
    sql`select (extract(epoch from clock_timestamp()) * 1000)::bigint as at`,
  );
  const skew = Math.abs((row?.at ?? before) - (before + now()) / 2);
  const text = `the clock is ${(skew / 1_000).toFixed(1)} s away from that of PostgreSQL`;
  if (skew > MAX_SKEW_MS) findings.problem(`${text}: signatures are refused beyond five minutes; synchronize both`);
  else if (skew > WARN_SKEW_MS) findings.warning(`${text}: synchronize both`);
  else findings.ok(text);
}
