/** IAM's dates have whole seconds: when something happened, in milliseconds since 1970. */
export function wholeSecond(now: number): number {
  return Math.floor(now / 1000) * 1000;
}
