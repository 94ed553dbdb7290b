import { secretsmanager } from '@coffer/wire/services';
import { defineRead } from '../../pipeline/operation.ts';
import { randomPassword } from './random-password.ts';

/** GetRandomPassword: every password that the request allows is as likely as the other. No record shows it. */
export const getRandomPassword = defineRead(secretsmanager.operations.GetRandomPassword, {
  load: async () => undefined,
  // A denial names no resource (AWS's sentence in users' reports).
  access: scope => [
    { action: 'secretsmanager:GetRandomPassword', resource: undefined, resourceAccountId: scope.accountId },
  ],
  handle: async (scope, input) => ({ RandomPassword: randomPassword(input, scope.random) }),
});
