/** What operators are told about accounts, in the words of every command. */
import { OperatorError } from '../transport/operator-error.ts';

export function noSuchAccount(accountId: string): OperatorError {
  return new OperatorError(`there is no account \`${accountId}\`; \`coffer account list\` shows those that are`);
}

export function accountClosed(accountId: string): OperatorError {
  return new OperatorError(`account \`${accountId}\` is closed`);
}

export function accountExists(accountId: string): OperatorError {
  return new OperatorError(`account \`${accountId}\` exists already`);
}

/** Before the first start nothing is there that a command could work on. */
export function noAccountYet(): OperatorError {
  return new OperatorError('there is no account yet: the first start of the server makes one');
}
