import { FunctionRefused } from './function-runtime.ts';

/** Which of the bootstraps runs a function. */
export type RuntimeKind = 'nodejs' | 'python' | 'provided';

/**
 * The kind of `nodejs22.x`, `python3.12`, `provided.al2023`: the version is the one of this machine.
 *
 * @throws FunctionRefused for what is not run here
 */
export function runtimeKind(runtime: string): RuntimeKind {
  if (/^nodejs[0-9]{1,3}\.x$/.test(runtime)) return 'nodejs';
  if (/^python3\.[0-9]{1,3}$/.test(runtime)) return 'python';
  if (/^provided(?:\.[a-z0-9]{1,16})?$/.test(runtime)) return 'provided';
  throw new FunctionRefused(
    'InvalidRuntimeException',
    `functions of runtime ${runtime} are not run here: nodejs20.x and newer, python3.x and provided.* are`,
  );
}
