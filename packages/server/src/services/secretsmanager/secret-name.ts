import { type AwsError, validation } from '@coffer/wire';

/** AWS: a secret's name has 1 to 512 characters. */
export const MAX_SECRET_NAME_LENGTH = 512;

/** Whether a secret can have this name: 1 to 512 characters, each an ASCII letter, a digit or one of `-/_+=.@!`. */
export function isSecretName(text: string): boolean {
  return text.length <= MAX_SECRET_NAME_LENGTH && hasOnlyNameCharacters(text);
}

/**
 * Throws AWS's ValidationException when no secret can have this name.
 * Too long a name is refused earlier, with the sentence of the model's bound.
 */
export function assertSecretName(text: string): void {
  if (!isSecretName(text)) {
    throw invalidSecretName();
  }
}

/** One pass over the text, whatever it holds; an empty text has no name characters. */
export function hasOnlyNameCharacters(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (!isNameCharacter(text.charCodeAt(i))) {
      return false;
    }
  }
  return text.length > 0;
}

/** Recorded for names and SecretIds with other characters, under the key `message`. */
export function invalidSecretName(): AwsError {
  return validation(
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  );
}

function isNameCharacter(code: number): boolean {
  return code < NAME_CHARACTERS.length && NAME_CHARACTERS[code] === true;
}

const NAME_CHARACTERS: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-/_+=.@!'.includes(String.fromCharCode(code)),
);
