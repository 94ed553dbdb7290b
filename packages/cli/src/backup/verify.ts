import { resolve } from 'node:path';
import type { VerifiedBackup } from '@coffer/server';
import { operatorFlags } from '../account/operate.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { asFailure } from '../failure.ts';
import { choice } from '../flags.ts';
import { write } from '../io.ts';
import { progressBar } from '../progress-bar.ts';
import { serverOptions } from '../server/server-options.ts';
import { keyFlags, readKeys } from './keys.ts';

/** Whether a backup is whole, and whether everything in it can be read. */
export const backupVerifyCommand: Command = command({
  name: 'backup verify',
  summary:
    'Reads every byte of a backup and opens every ciphertext in it. The exit code is 1 when something does not open.',
  words: ['FILE'],
  notes: [
    'For a backup under the root key, give the flags that say where the root key lies. No server is asked, nothing is written.',
  ],
  flags: {
    ...operatorFlags,
    ...keyFlags,
    output: choice(['text', 'json'], 'how the result is written', { fallback: 'text' }),
  },
  async run(io, flags, [file = '']) {
    const path = resolve(io.cwd, file);
    const options = serverOptions(io, flags, flags, undefined);
    const { verifyBackup, viewBackup } = await import('@coffer/server');
    try {
      const { protection } = await viewBackup(path);
      const keys = await readKeys(io, protection, flags);
      using bar = progressBar(io);
      const found = await verifyBackup(options, path, keys, report => bar.update(report));
      bar[Symbol.dispose]();
      await write(io.stdout, flags.output === 'json' ? `${JSON.stringify(found, null, 4)}\n` : textOf(found));
      return found.ciphertexts.failed === 0 ? 0 : 1;
    } catch (error) {
      throw asFailure(error);
    }
  },
});

function textOf({
  createdAt,
  engine,
  protection,
  accounts,
  hasAudit,
  rows,
  bytes,
  ciphertexts,
}: VerifiedBackup): string {
  const { opened, lost, failed, unreadable } = ciphertexts;
  return [
    `made ${createdAt} from ${engine}, opens with ${protection}; ${accounts} accounts, ${hasAudit ? 'with' : 'without'} the audit history`,
    `${rows} rows in ${bytes} bytes, all as they were written`,
    `${opened} ciphertexts opened, ${failed} did not open, ${lost} lie under KMS keys that were deleted`,
    ...unreadable.map(({ table, row, problem }) => `${table} ${row}: ${problem}`),
    '',
  ].join('\n');
}
