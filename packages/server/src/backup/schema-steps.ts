/** Which schema the rows of a backup are of, and whether this version of Coffer can take them. */
import { createHash } from 'node:crypto';
import type { Migration } from '../storage/migrations.ts';
import { OperatorError } from '../transport/operator-error.ts';
import type { SchemaStep } from './header.ts';

/** The steps as a header tells them, in order. */
export function schemaSteps(migrations: readonly Migration[]): readonly SchemaStep[] {
  return migrations
    .toSorted((a, b) => a.number - b.number)
    .map(migration => ({ number: migration.number, name: migration.name, digest: digestOf(migration) }));
}

/**
 * The migrations that a database must have run, and no others, to take the rows of a backup.
 *
 * @throws OperatorError for a backup of a newer version, or of another line of Coffer
 */
export function migrationsOf(steps: readonly SchemaStep[], known: readonly Migration[]): readonly Migration[] {
  const newest = Math.max(0, ...known.map(({ number }) => number));
  const newer = steps.find(step => step.number > newest);
  if (newer !== undefined) {
    throw new OperatorError(
      `the backup was made by a newer Coffer (migration ${newer.number} \`${newer.name}\`); this one knows up to ${newest}`,
    );
  }
  return steps.map(step => {
    const migration = known.find(({ number }) => number === step.number);
    if (migration === undefined || digestOf(migration) !== step.digest) {
      throw new OperatorError(
        `the backup was made by another line of Coffer: its migration ${step.number} \`${step.name}\` is not known here`,
      );
    }
    return migration;
  });
}

/** Of both engines' texts: a backup goes from one engine to the other. */
function digestOf({ number, name, sql }: Migration): string {
  const texts = typeof sql === 'string' ? [sql] : [sql.sqlite, sql.postgres];
  return createHash('sha256')
    .update(JSON.stringify([number, name, texts]))
    .digest('hex');
}
