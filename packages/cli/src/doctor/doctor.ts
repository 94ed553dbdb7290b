import type { Diagnosis } from '@coffer/server';
import { operatorFlags } from '../account/operate.ts';
import { operateLong } from '../account/operate-long.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { choice, toggle } from '../flags.ts';
import { write } from '../io.ts';

const FLAGS = {
  ...operatorFlags,
  deep: toggle('opens every ciphertext and reads every page of the database file too'),
  output: choice(['text', 'json'], 'how the findings are written', { fallback: 'text' }),
} as const;

/** Looks at everything that an operator can mend. */
export const doctorCommand: Command = command({
  name: 'doctor',
  summary:
    'Looks at configuration, files, certificates, the clock, the root key, jobs and rows that belong to nothing. It changes nothing.',
  notes: [
    'The exit code is 0 when all is well or only warned of, 1 for problems, 2 when something could not be looked at.',
    'A running server looks itself. Without one, give the flags that the server is started with.',
  ],
  flags: FLAGS,
  async run(io, flags) {
    const deep = flags.deep === true;
    const diagnosis = await operateLong<Diagnosis>(io, flags, {
      path: '/doctor',
      input: { deep },
      read: readDiagnosis,
      withoutServer: ({ examineOffline }, options, progress) => examineOffline(options, { deep, progress }),
    });
    const text = flags.output === 'json' ? `${JSON.stringify(diagnosis, null, 4)}\n` : textOf(diagnosis);
    await write(io.stdout, text);
    return EXIT_CODES[diagnosis.level];
  },
});

const EXIT_CODES = { ok: 0, warning: 0, problem: 1, unknown: 2 } as const;

/** The worst first, within it the order of the examination. */
const ORDER = ['problem', 'unknown', 'warning', 'ok'] as const;

function textOf({ findings }: Diagnosis): string {
  const lines = ORDER.flatMap(level => findings.filter(finding => finding.level === level)).map(
    ({ level, check, message }) => `${level.padEnd(7)}  ${check.padEnd(12)}  ${message}\n`,
  );
  const counts = ORDER.map(level => [findings.filter(finding => finding.level === level).length, level] as const);
  const summary = counts.filter(([count]) => count > 0).map(([count, level]) => `${count} ${level}`);
  return `${lines.join('')}${summary.join(', ')}\n`;
}

function readDiagnosis(answer: object): Diagnosis | undefined {
  const { level, findings }: Readonly<Record<string, unknown>> = { ...answer };
  const known = ORDER.find(each => each === level);
  if (known === undefined || !Array.isArray(findings) || !findings.every(isFinding)) return undefined;
  return { level: known, findings };
}

function isFinding(value: unknown): value is Diagnosis['findings'][number] {
  if (typeof value !== 'object' || value === null) return false;
  const { level, check, message }: Readonly<Record<string, unknown>> = { ...value };
  return ORDER.some(each => each === level) && typeof check === 'string' && typeof message === 'string';
}
