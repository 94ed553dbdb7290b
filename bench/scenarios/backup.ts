/** A backup and its restore against SQLite's own copy of the same file, which is neither encrypted nor checked. */
import type { BackupRounds } from '../backup-run.ts';
import type { Scenario } from '../bench.ts';
import { messageOf } from '../children.ts';
import type { Row } from '../row.ts';
import { figureRow, whole } from '../row.ts';
import { medianOf, spreadOf } from '../statistics.ts';

export const backupScenario: Scenario = {
  name: 'backup',
  async run({ plan, children, dataDirs }) {
    const { manySecrets } = plan;
    const dataDir = await dataDirs.with(manySecrets);
    const child = children.fork('backup-run.ts', [dataDir, await dataDirs.empty(), String(Math.min(plan.rounds, 8))]);
    const { rounds, firstMb, mostMb } = await messageOf<BackupRounds>(child);
    const secrets = `${whole(manySecrets)} secrets`;
    const seconds = (of: 'vacuumMs' | 'backupMs' | 'restoreMs') =>
      (medianOf(rounds.map(round => round[of])) / 1000).toFixed(2);
    const ratio: Row = {
      what: `backup and restore of ${secrets} against VACUUM INTO`,
      subject: `${seconds('backupMs')} + ${seconds('restoreMs')} s`,
      reference: `${seconds('vacuumMs')} s`,
      value: spreadOf(rounds.map(({ vacuumMs, backupMs, restoreMs }) => (backupMs + restoreMs) / vacuumMs)),
      unit: '',
      target: { atMost: 25 },
      cpu: '',
    };
    const sizes = rounds.map(({ bytes }) => bytes / 1_000_000);
    return [
      ratio,
      figureRow(
        `backup of ${secrets}`,
        rounds.map(({ backupMs }) => backupMs / 1000),
        ' s',
      ),
      figureRow(
        `restore of ${secrets}`,
        rounds.map(({ restoreMs }) => restoreMs / 1000),
        ' s',
      ),
      figureRow(`size of the backup of ${secrets}`, sizes, ' MB'),
      figureRow(`memory that backup and restore of ${secrets} take at most`, [mostMb - firstMb], ' MB', {
        atMost: 250,
      }),
    ];
  },
};
