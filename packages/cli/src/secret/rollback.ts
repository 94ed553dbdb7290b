import type { Connection } from '../client/connection.ts';
import { connectionFlags, connectionOf } from '../client/connection.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { Failure } from '../failure.ts';
import { toggle } from '../flags.ts';
import type { Io } from '../io.ts';
import { write } from '../io.ts';
import { shownOn } from '../shown-on.ts';
import { asFailure, callSecrets } from './call-secrets.ts';
import type { StagedVersions } from './labels.ts';
import { versionWith } from './labels.ts';
import { confirm } from './prompt.ts';
import { tryPrevious } from './try-previous.ts';

/** Moves AWSCURRENT back to the version that was current before, when its credentials work. */
export const secretRollback: Command = command({
  name: 'secret rollback',
  summary: 'Makes the previous version of a secret the current one again, when its credentials still work.',
  words: ['NAME'],
  notes: [
    "The secret's rotation function tries the previous version first (its `testSecret`). Nothing is moved unless that " +
      'succeeds, or `--untested` says so.',
    'Only labels move: nothing is changed in the database. The next rotation comes on schedule.',
    'It needs secretsmanager:DescribeSecret and secretsmanager:UpdateSecretVersionStage for the secret, and ' +
      'lambda:InvokeFunction for the function.',
  ],
  flags: {
    untested: toggle('go back without trying the credentials of the previous version'),
    yes: toggle('do not ask'),
    ...connectionFlags,
  },
  async run(io, flags, [name = '']) {
    const connection = connectionOf(io.env, io.cwd, flags);
    const asks = flags.yes !== true;
    try {
      const plan = await planOf(io, connection, name);
      const { current, previous, secretArn, staged, functionArn } = plan;
      if (asks && io.stdin.isTTY !== true) {
        throw new Failure('nobody can be asked here; `--yes` goes back without asking');
      }
      const isUntested = flags.untested === true || functionArn === undefined;
      if (functionArn === undefined && flags.untested !== true && !asks) throw cannotTry(plan);
      if (!isUntested) {
        await write(io.stderr, `trying version ${previous} with ${functionArn}\n`);
        const why = await tryPrevious(io, connection, { secretArn, functionArn, versionId: previous, staged });
        if (why !== undefined) throw doesNotWork(io, plan, why);
        await write(io.stderr, 'testSecret succeeded\n');
      }
      if (asks) await mayRollBack(io, name, plan, isUntested);
      await callSecrets(io, connection, 'UpdateSecretVersionStage', {
        SecretId: secretArn,
        VersionStage: 'AWSCURRENT',
        RemoveFromVersionId: current,
        MoveToVersionId: previous,
      });
      if (isUntested) await write(io.stderr, `coffer: warning: the credentials of ${previous} were not tried\n`);
      await write(io.stdout, `${previous} is current again, ${current} is the previous version\n`);
      return 0;
    } catch (error) {
      throw asFailure(error);
    }
  },
});

interface Plan {
  readonly secretArn: string;
  readonly current: string;
  readonly previous: string;
  readonly staged: StagedVersions;
  /** Undefined: nothing can try the credentials. */
  readonly functionArn: string | undefined;
  /** Why. */
  readonly whyNot: string;
}

/** What is to be moved; refuses where that is nothing, or where a rotation is at work. */
async function planOf(io: Io, connection: Connection, name: string): Promise<Plan> {
  const secret = await callSecrets(io, connection, 'DescribeSecret', { SecretId: name });
  const { ARN: secretArn = name, VersionIdsToStages: staged = {}, RotationEnabled, RotationLambdaARN } = secret;
  const [current, previous, pending] = ['AWSCURRENT', 'AWSPREVIOUS', 'AWSPENDING'].map(label =>
    versionWith(staged, label),
  );
  if (current === undefined || previous === undefined) throw new Failure(`\`${name}\` has no previous version`);
  if (RotationEnabled === true && pending !== undefined && pending !== current && pending !== previous) {
    throw new Failure(
      `a rotation to version ${pending} is not complete: wait until it is (\`coffer rotation status ${name}\`), or end ` +
        `it with \`coffer secretsmanager cancel-rotate-secret --secret-id ${name}\` and go back with \`--untested\`; ` +
        'the password that works may be the one of that version',
    );
  }
  // Where rotation was cancelled functions refuse every step.
  const functionArn = RotationEnabled === true ? RotationLambdaARN : undefined;
  const whyNot = RotationLambdaARN === undefined ? 'it has no rotation function' : 'its rotation is off';
  return { secretArn, current, previous, staged, functionArn, whyNot };
}

function cannotTry({ previous, whyNot }: Plan): Failure {
  return new Failure(
    `nothing can try the credentials of version ${previous}: ${whyNot}; \`--untested\` goes back all the same`,
  );
}

function doesNotWork(io: Io, { previous, functionArn = '' }: Plan, why: string): Failure {
  const functionName = functionArn.slice(functionArn.lastIndexOf(':') + 1);
  return new Failure(
    `the credentials of version ${previous} do not work: ${shownOn(io.stderr, why)}; nothing was changed: ` +
      `\`coffer functions logs ${functionName}\` may tell more, \`--untested\` goes back all the same`,
  );
}

async function mayRollBack(io: Io, name: string, { previous, whyNot, functionArn }: Plan, isUntested: boolean) {
  const untested = functionArn === undefined ? ` untested (${whyNot})` : ' untested';
  const question = `make version ${previous} of ${name} current again${isUntested ? untested : ''}?`;
  if (!(await confirm(io, question))) throw new Failure('nothing was changed');
}
