/** Whether what is acknowledged outlives a power cut. */
import type { Database, Reader } from '../../storage/database.ts';
import type { Findings } from './finding.ts';

/** SQLite is opened as it must be; PostgreSQL is set by its administrator. */
export async function checkDurability(reader: Reader, engine: Database['engine'], findings: Findings): Promise<void> {
  if (engine !== 'postgres') return;
  const { unsafeSettings } = await import('../../storage/postgres-settings.ts');
  const unsafe = await unsafeSettings(reader);
  for (const text of unsafe) findings.warning(text);
  if (unsafe.length === 0) findings.ok('PostgreSQL writes what it acknowledges to disk');
}
