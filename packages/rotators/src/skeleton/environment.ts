/** The function's environment variables. */
export type Environment = ReadonlyMap<string, string>;

/** Those of this process. */
export function processEnvironment(): Environment {
  return new Map(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** What says yes in a variable; everything else says no. Source: aws-secrets-manager-rotation-lambdas. */
const YES: ReadonlySet<string> = new Set(['true', '1', 'y', 'yes']);

/** A switch; its default when the variable is not there. */
export function switchIn(environment: Environment, name: string, byDefault: boolean): boolean {
  const value = environment.get(name);
  return value === undefined ? byDefault : YES.has(value.toLowerCase());
}
