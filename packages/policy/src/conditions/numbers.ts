/** Digits of a number in a policy or a request: far above anything that a condition compares. */
const MAX_NUMBER_LENGTH = 64;

/** An integer or decimal as conditions write it (`7`, `-1.5`); undefined when it is none. Never NaN or infinite. */
export function readNumber(text: string): number | undefined {
  if (text.length > MAX_NUMBER_LENGTH || !/^[+-]?\d+(?:\.\d+)?$/.test(text)) {
    return undefined;
  }
  return Number(text);
}
