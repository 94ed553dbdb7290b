import type { Environment } from './environment.ts';
import { switchIn } from './environment.ts';
import { valueError } from './rotation-error.ts';

/** What GetRandomPassword is asked for. */
export interface PasswordRules {
  readonly ExcludeCharacters: string;
  readonly PasswordLength?: number;
  readonly ExcludeNumbers?: boolean;
  readonly ExcludePunctuation?: boolean;
  readonly ExcludeUppercase?: boolean;
  readonly ExcludeLowercase?: boolean;
  readonly RequireEachIncludedType?: boolean;
}

/** What a template asks for unless its variables say otherwise. */
export interface PasswordDefaults {
  /** Characters that its statements, connection strings or shells cannot take. */
  readonly excludeCharacters: string;
  readonly length: number;
}

/**
 * A template's rules with what the variables of the function change: EXCLUDE_CHARACTERS, PASSWORD_LENGTH,
 * EXCLUDE_NUMBERS, EXCLUDE_PUNCTUATION, EXCLUDE_UPPERCASE, EXCLUDE_LOWERCASE, REQUIRE_EACH_INCLUDED_TYPE.
 */
export function passwordRules(environment: Environment, defaults: PasswordDefaults): PasswordRules {
  return {
    ExcludeCharacters: environment.get('EXCLUDE_CHARACTERS') ?? defaults.excludeCharacters,
    PasswordLength: lengthIn(environment) ?? defaults.length,
    ExcludeNumbers: switchIn(environment, 'EXCLUDE_NUMBERS', false),
    ExcludePunctuation: switchIn(environment, 'EXCLUDE_PUNCTUATION', false),
    ExcludeUppercase: switchIn(environment, 'EXCLUDE_UPPERCASE', false),
    ExcludeLowercase: switchIn(environment, 'EXCLUDE_LOWERCASE', false),
    RequireEachIncludedType: switchIn(environment, 'REQUIRE_EACH_INCLUDED_TYPE', true),
  };
}

function lengthIn(environment: Environment): number | undefined {
  const text = environment.get('PASSWORD_LENGTH');
  if (text === undefined) return undefined;
  if (!/^[0-9]{1,4}$/.test(text)) throw valueError('PASSWORD_LENGTH must be a number');
  return Number(text);
}
