import { wrongUsage } from '../failure.ts';
import { manyParsed } from '../flags.ts';
import type { Key } from './subject.ts';

/** What a request says, for conditions. */
export const contextFlag = manyParsed(
  'KEY=VALUE',
  'a condition key of the request: aws:SourceIp=192.0.2.1; of a key with several values each by itself',
  readKey,
);

/** Source: the API model of SimulatePrincipalPolicy. */
const [MIN_KEY, MAX_KEY] = [5, 256];

function readKey(word: string): Key {
  const equals = word.indexOf('=');
  const key = word.slice(0, Math.max(0, equals));
  if (key.length < MIN_KEY || key.length > MAX_KEY || !key.includes(':'))
    throw wrongUsage('a condition key is written `KEY=VALUE`, as `secretsmanager:VersionStage=AWSCURRENT` is');
  return [key, word.slice(equals + 1)];
}
