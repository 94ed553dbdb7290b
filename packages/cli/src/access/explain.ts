import { connectionFlags, connectionOf } from '../client/connection.ts';
import type { Command } from '../command.ts';
import { command } from '../command.ts';
import { choice, parsed, text } from '../flags.ts';
import { write } from '../io.ts';
import { shownOn } from '../shown-on.ts';
import { accountPolicies } from './account-policies.ts';
import { readAction } from './actions.ts';
import { accountDetails, callerIdentity } from './ask.ts';
import { contextFlag } from './context-flag.ts';
import { explainQuestion } from './explanation.ts';
import { explanationText } from './explanation-text.ts';
import { findSubject } from './find-subject.ts';
import { findTarget } from './find-target.ts';

const FLAGS = {
  principal: text('ARN', 'of a user, a role, a session, the root user, or the name of a service; default: yourself'),
  action: parsed('ACTION', 'secretsmanager:GetSecretValue', readAction, { required: true }),
  resource: text(
    'ARN',
    'of what it is about, `*` for nothing in particular; of a secret or function the name will do, of a key its id or alias',
    {
      required: true,
    },
  ),
  context: contextFlag,
  output: choice(['text', 'json'], 'how it is written', { fallback: 'text' }),
  ...connectionFlags,
} as const;

/** Why a request is allowed or denied, by the policies as they are now. */
export const explainCommand: Command = command({
  name: 'access explain',
  summary: 'Tells whether a principal may do something, and by which statements of which policies.',
  notes: [
    'It asks the server as you: you need iam:GetAccountAuthorizationDetails, for a secret secretsmanager:DescribeSecret and ' +
      'secretsmanager:GetResourcePolicy, for a key kms:DescribeKey, kms:GetKeyPolicy, kms:ListAliases, kms:ListResourceTags and kms:ListGrants, for a function ' +
      'lambda:GetFunctionConfiguration, lambda:ListTags and lambda:GetPolicy. The request is taken to be made now, over TLS, with what `--context` says and nothing else.',
  ],
  flags: FLAGS,
  async run(io, flags) {
    const asked = { connection: connectionOf(io.env, io.cwd, flags), clock: io.clock };
    const action = flags.action ?? '';
    const resource = flags.resource ?? '';
    const { Account: callerAccount = '', Arn = '' } = await callerIdentity(asked);
    const account = accountPolicies(await accountDetails(asked));
    const subject = findSubject(flags.principal ?? Arn, callerAccount, account);
    const target = await findTarget(asked, { resource, action, callerAccount, roles: account.roles });
    const given = flags.context ?? [];
    const explanation = explainQuestion({ subject, action, target, given, now: io.clock.now() });
    const printed =
      flags.output === 'json' ? `${JSON.stringify(explanation, null, 4)}\n` : explanationText(explanation);
    await write(io.stdout, shownOn(io.stdout, printed));
    return 0;
  },
});
