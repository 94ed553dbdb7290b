/** AWS has 56 digits. */
const DIGITS = 56;

/** What SDKs of old send with the next PutLogEvents. Nobody needs it, and nothing of it is looked at, as in AWS since 2023. */
export function sequenceToken(nextBatch: number): string {
  return `49${String(nextBatch).padStart(DIGITS - 2, '0')}`;
}
