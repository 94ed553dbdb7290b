import { iam, secretsmanager } from '@coffer/wire/services';
import type { Ask } from '../client/ask.ts';
import { askerOf } from '../client/ask.ts';
import { connectionFlags, connectionOf } from '../client/connection.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { Failure, wrongUsage } from '../failure.ts';
import type { FlagValues } from '../flags.ts';
import { choice, count, parsed, text, toggle } from '../flags.ts';
import type { Io } from '../io.ts';
import { checkStrategy, ENGINES, engineOf, STRATEGIES } from './engines.ts';
import { readEvery } from './every.ts';
import { awaitRotation } from './first-rotation.ts';
import { policyNameFor, roleNameIn } from './names.ts';
import type { Plan } from './plan.ts';
import { planRotation } from './plan.ts';
import type { Progress } from './progress.ts';
import { progressOn } from './progress.ts';
import { grant } from './role-access.ts';
import { makeFunction, roleOf } from './rotation-function.ts';
import { rotationWarnings } from './warnings.ts';

const FLAGS = {
  engine: choice(ENGINES, 'what the secret opens', { required: true }),
  strategy: choice(STRATEGIES, 'a user changes its own password, two users take turns, or two keys of one user', {
    required: true,
  }),
  master: text('SECRET', "alternating users: the administrator's secret; default: what `masterarn` in the secret says"),
  every: parsed('TIME', '`30d`, `12h`, `rate(...)` or `cron(...)`', readEvery, { required: true }),
  duration: text('HOURS', 'how long the window is in which it rotates: `2h`'),
  function: text('NAME', "the function's name; one that is there is used by several secrets"),
  'exclude-characters': text('CHARACTERS', 'what passwords must not have in them'),
  'rotate-now': toggle('rotate at once; without, the function is tested only', { fallback: 'true', negatable: true }),
  wait: count('SECONDS', 'how long to wait for the first rotation', { min: 0, max: 3_600 }, { fallback: '60' }),
  ...connectionFlags,
} as const;

type Flags = FlagValues<typeof FLAGS>;

/** Does all that AWS's console does when rotation is enabled, through the API and with the caller's own rights. */
export const rotationEnableCommand: Command = command({
  name: 'rotation enable',
  summary: 'Makes the rotation function of a secret, lets it do what it has to, and rotates on schedule from now on.',
  words: ['SECRET'],
  notes: [
    'It plans a stack (serverlessrepo CreateCloudFormationChangeSet), has it made (cloudformation ExecuteChangeSet), grants its role ' +
      'what the secret needs\n(iam PutRolePolicy: the master secret, KMS keys, access keys), writes `masterarn` into the secret if it lacks it, and calls RotateSecret.',
    'Everything is done with your own rights: those of the managed policies SecretsManagerReadWrite and IAMFullAccess, while the\n' +
      "function's name begins with `SecretsManager`.",
    'Stopped halfway it says what it has made; the same command again goes on from there.',
  ],
  flags: FLAGS,
  async run(io, flags, [secret = '']) {
    checkStrategy(flags.engine, flags.strategy);
    if (flags.master !== undefined && flags.strategy !== 'alternating') {
      throw wrongUsage('`--master` is for `--strategy alternating`');
    }
    const connection = connectionOf(io.env, io.cwd, flags);
    const ask = askerOf(io, connection);
    const progress = progressOn(io);
    let failure: Failure | undefined;
    try {
      const plan = await planRotation(io, ask, {
        secret,
        engine: engineOf(flags.engine),
        strategy: flags.strategy,
        master: flags.master,
        functionName: flags.function,
        excludeCharacters: flags['exclude-characters'],
        region: connection.region,
      });
      const warnings = rotationWarnings(flags.strategy, flags.every, flags['rotate-now']);
      for (const warning of [...plan.notes, ...warnings]) await progress.tell(`note: ${warning}`);
      await makeFunction(io, ask, progress, plan.function, plan.found);
      await letItRotate(ask, progress, plan);
      await nameMaster(io, ask, progress, plan);
      failure = await rotate(io, ask, progress, plan, flags);
    } catch (error) {
      throw progress.stopped(error);
    }
    // Nothing was left halfway: rotation is on, and tries again.
    if (failure !== undefined) throw failure;
    return 0;
  },
});

async function letItRotate(ask: Ask, progress: Progress, { secret, policy, function: { name } }: Plan): Promise<void> {
  if (policy === undefined) return;
  const role = roleNameIn(await roleOf(ask, name));
  const policyName = policyNameFor(secret.arn);
  await grant(ask, role, policyName, policy);
  await progress.made(
    `role ${role}: granted what rotation of ${secret.name} needs (iam PutRolePolicy ${policyName})`,
    `coffer ${iam.service} delete-role-policy --role-name ${role} --policy-name ${policyName}`,
  );
}

async function nameMaster(io: Io, ask: Ask, progress: Progress, { secret, value }: Plan): Promise<void> {
  if (value === undefined) return;
  const input = { SecretId: secret.arn, SecretString: value, ClientRequestToken: io.uuid() };
  const { VersionId = '' } = await ask(secretsmanager, 'PutSecretValue', input);
  await progress.made(
    `secret ${secret.name}: \`masterarn\` added, nothing else changed (PutSecretValue, version ${VersionId})`,
    `coffer secret rollback ${secret.name} --untested`,
  );
}

/** Begins the rotation and waits for it; how it failed, when it did. */
async function rotate(
  io: Io,
  ask: Ask,
  progress: Progress,
  { secret, functionArn, function: { name } }: Plan,
  flags: Flags,
): Promise<Failure | undefined> {
  const rules = { ...flags.every, ...(flags.duration === undefined ? {} : { Duration: flags.duration }) };
  if (secret.isOn && isSame(secret.rules, rules)) {
    await progress.tell(`rotation of ${secret.name} is on already, on this schedule`);
    return undefined;
  }
  const isAtOnce = flags['rotate-now'];
  const { VersionId: versionId = '' } = await ask(secretsmanager, 'RotateSecret', {
    SecretId: secret.arn,
    RotationLambdaARN: functionArn,
    RotationRules: rules,
    RotateImmediately: isAtOnce,
    ClientRequestToken: io.uuid(),
  });
  await progress.made(
    `rotation of ${secret.name}: on (RotateSecret${isAtOnce ? `, to version ${versionId}` : ', tested only'})`,
    `coffer rotation disable ${secret.name} --delete-function`,
  );
  if (flags.wait === 0) return undefined;
  const wait = { arn: secret.arn, versionId, waitMs: flags.wait * 1_000 };
  const { state, why = '' } = await awaitRotation(io, ask, wait);
  const what = isAtOnce ? 'the first rotation' : 'the test';
  if (state === 'succeeded') {
    await progress.tell(`${what} succeeded; \`coffer rotation status ${secret.name}\` tells when the next one comes`);
    return undefined;
  }
  if (state === 'underway') {
    await progress.tell(`${what} is not over yet; \`coffer rotation status ${secret.name}\` tells how it goes`);
    return undefined;
  }
  if (state === 'unknown') {
    await progress.tell(
      `${what} is over; how it went is in the trail, where you may not look (cloudtrail:LookupEvents)`,
    );
    return undefined;
  }
  const { name: secretName } = secret;
  return new Failure(
    `${what} ${state}: ${why}\n\`coffer functions logs ${name}\` tells what the function said, \`coffer rotation status ` +
      `${secretName}\` what comes next; \`coffer rotation disable ${secretName} --delete-function\` ends it`,
  );
}

/** Whether the stored rules are those asked for, in whatever order. */
function isSame(stored: object | undefined, rules: object): boolean {
  const sorted = (value: object) =>
    JSON.stringify(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
  return stored !== undefined && sorted(stored) === sorted(rules);
}
