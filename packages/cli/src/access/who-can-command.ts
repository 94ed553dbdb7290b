import { connectionFlags, connectionOf } from '../client/connection.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { Failure, wrongUsage } from '../failure.ts';
import { choice } from '../flags.ts';
import { write } from '../io.ts';
import { shownOn } from '../shown-on.ts';
import { accountPolicies } from './account-policies.ts';
import { isWithoutSecret, readAction } from './actions.ts';
import { accountDetails, callerIdentity } from './ask.ts';
import { contextFlag } from './context-flag.ts';
import { findTarget } from './find-target.ts';
import { isWithoutFunction } from './function-target.ts';
import { isWithoutKey } from './key-target.ts';
import { whoCan } from './who-can.ts';
import { whoCanText } from './who-can-text.ts';

/** The user guide's "Determining Access to a Secret", in one command; for KMS keys and functions too. */
export const whoCanCommand: Command = command({
  name: 'access who-can',
  summary:
    'Lists the principals that can do something with a secret, a KMS key or a function: always or sometimes, by which policy or grant, on what conditions.',
  words: ['ACTION', 'RESOURCE'],
  notes: [
    'It asks the server as you: you need iam:GetAccountAuthorizationDetails, for a secret secretsmanager:DescribeSecret and ' +
      'secretsmanager:GetResourcePolicy, for a key kms:DescribeKey, kms:GetKeyPolicy, kms:ListAliases, kms:ListResourceTags and kms:ListGrants, for a function ' +
      'lambda:GetFunctionConfiguration, lambda:ListTags and lambda:GetPolicy. A session of a role may have less than its role: a session policy limits it.',
  ],
  flags: {
    context: contextFlag,
    output: choice(['text', 'json'], 'how it is written', { fallback: 'text' }),
    ...connectionFlags,
  },
  async run(io, flags, [word = '', resource = '']) {
    const action = readAction(word);
    if (!isAboutOne(action)) throw wrongUsage(`\`${action}\` is not about one secret, key or function`);
    const asked = { connection: connectionOf(io.env, io.cwd, flags), clock: io.clock };
    const { Account: callerAccount = '', Arn = '' } = await callerIdentity(asked);
    const account = accountPolicies(await accountDetails(asked));
    const target = await findTarget(asked, { resource, action, callerAccount, roles: account.roles });
    if (target.account !== callerAccount)
      throw new Failure(
        `it belongs to account ${target.account}, whose users and roles are not shown to you: ask there`,
      );
    const [, partition = 'aws'] = Arn.split(':', 2);
    const list = whoCan({ partition, account, target, action, given: flags.context ?? [], now: io.clock.now() });
    const printed = flags.output === 'json' ? `${JSON.stringify(list, null, 4)}\n` : whoCanText(list);
    await write(io.stdout, shownOn(io.stdout, printed));
    for (const note of target.notes) await write(io.stderr, shownOn(io.stderr, `coffer: ${note}\n`));
    return 0;
  },
});

function isAboutOne(action: string): boolean {
  switch (action.slice(0, action.indexOf(':'))) {
    case 'secretsmanager':
      return !isWithoutSecret(action);
    case 'kms':
      return !isWithoutKey(action);
    case 'lambda':
      return !isWithoutFunction(action);
    default:
      return false;
  }
}
