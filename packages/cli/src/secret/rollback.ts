import { connectionFlags, connectionOf } from '../client/connection.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { Failure } from '../failure.ts';
import { toggle } from '../flags.ts';
import type { Io } from '../io.ts';
import { write } from '../io.ts';
import { asFailure, callSecrets } from './call-secrets.ts';
import { confirm } from './prompt.ts';

/** Moves AWSCURRENT back to the version that was current before. */
export const secretRollback: Command = command({
  name: 'secret rollback',
  summary: 'Makes the previous version of a secret the current one again.',
  words: ['NAME'],
  notes: [
    'Only labels move: nothing is changed in the database, and the credentials of the previous version are not tried.',
    'A rotation that runs is abandoned; the next one comes on schedule.',
  ],
  flags: { yes: toggle('do not ask'), ...connectionFlags },
  async run(io, flags, [name = '']) {
    const connection = connectionOf(io.env, io.cwd, flags);
    try {
      const { VersionIdsToStages: staged = {} } = await callSecrets(io, connection, 'DescribeSecret', {
        SecretId: name,
      });
      const [current, previous] = [versionWith(staged, 'AWSCURRENT'), versionWith(staged, 'AWSPREVIOUS')];
      if (current === undefined || previous === undefined) throw new Failure(`\`${name}\` has no previous version`);
      if (!flags.yes) await mayRollBack(io, name, previous);
      await callSecrets(io, connection, 'UpdateSecretVersionStage', {
        SecretId: name,
        VersionStage: 'AWSCURRENT',
        RemoveFromVersionId: current,
        MoveToVersionId: previous,
      });
      await write(io.stdout, `${previous} is current again, ${current} is the previous version\n`);
      return 0;
    } catch (error) {
      throw asFailure(error);
    }
  },
});

function versionWith(
  staged: Readonly<Record<string, readonly (string | undefined)[] | undefined>>,
  label: string,
): string | undefined {
  return Object.entries(staged).find(([, stages]) => stages?.includes(label) === true)?.[0];
}

async function mayRollBack(io: Io, name: string, previous: string): Promise<void> {
  if (io.stdin.isTTY !== true) throw new Failure('nobody can be asked here; `--yes` goes back without asking');
  const question = `make version ${previous} of ${name} current again, if its credentials still work?`;
  if (!(await confirm(io, question))) throw new Failure('nothing was changed');
}
