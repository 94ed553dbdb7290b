import type { Random } from '../../clock.ts';

/** Longest name of a role, in characters. */
const MAX_NAME = 64;
const RANDOM_CHARACTERS = 13;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/**
 * The name that CloudFormation gives to something without one: stack, logical id and 13 random characters, the first two
 * shortened to fit. Source: the Secrets Manager guide, `aws-serverless-repository-SecretsManagerRotationTe-RANDOM`.
 */
export function physicalName(stackName: string, logicalId: string, random: Random): string {
  const room = MAX_NAME - RANDOM_CHARACTERS - 2;
  const half = Math.ceil(room / 2);
  // What one of them does not need, the other one may have.
  const stackPart = stackName.slice(0, Math.max(half, room - logicalId.length));
  return `${stackPart}-${logicalId.slice(0, room - stackPart.length)}-${randomPart(random)}`;
}

/** Bytes that would favour some characters are passed over. */
function randomPart(random: Random): string {
  const limit = 256 - (256 % ALPHABET.length);
  let text = '';
  while (text.length < RANDOM_CHARACTERS) {
    for (const byte of random(RANDOM_CHARACTERS)) {
      if (byte < limit && text.length < RANDOM_CHARACTERS) text += ALPHABET[byte % ALPHABET.length];
    }
  }
  return text;
}
