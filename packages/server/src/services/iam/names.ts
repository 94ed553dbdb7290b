/** The longest name of anything in IAM. */
const MAX_NAME = 128;

/**
 * Whether a text can be a name at all: what is looked up before the input is validated. Source: the API model's pattern
 * of names.
 */
export function canBeName(text: string | undefined): text is string {
  return text !== undefined && text.length <= MAX_NAME && /^[\w+=,.@-]+$/.test(text);
}
