/**
 * The AWS CLI's spelling of an operation's or member's name: `RotationLambdaARN` is `rotation-lambda-arn`. Names come
 * from contracts, never from users.
 */
export function cliName(name: string): string {
  return name
    .replace(PLURAL_ACRONYM, plural => `-${plural.toLowerCase()}`)
    .replace(WORD, '$1-$2')
    .replace(LOWER_THEN_UPPER, '$1-$2')
    .toLowerCase()
    .replace(/^-/, '');
}

/** `ARNs` at the end is one word. */
const PLURAL_ACRONYM = /[A-Z]{2,}s$/;
const WORD = /(.)([A-Z][a-z]+)/g;
const LOWER_THEN_UPPER = /([a-z0-9])([A-Z])/g;
