/**
 * Goes on with what is known already at once, and with what has to be read when it is there. The steps of a request that
 * find everything in memory wait for nothing this way; a promise for each would cost more than most of them do.
 */
export function whenKnown<T, U>(value: T | Promise<T>, f: (value: T) => U | Promise<U>): U | Promise<U> {
  return value instanceof Promise ? value.then(f) : f(value);
}
