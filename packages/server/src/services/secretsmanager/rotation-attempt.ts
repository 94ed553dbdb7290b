import type { Outcome, Purpose, Step } from './rotation-machine.ts';
import { STEPS } from './rotation-machine.ts';

/** What became of a step. */
export type StepOutcome = Outcome;

/** What an attempt does and looks at; the simulation has its own. */
export interface AttemptEffects {
  /** Whether the rotation is still to be made: looked at before each step. */
  isWanted(): Promise<boolean>;
  /** Has the function do a step. */
  invoke(step: Step): Promise<StepOutcome>;
}

/** All steps of a rotation in their order, until one fails; undefined when somebody ended the rotation meanwhile. */
export async function runAttempt(purpose: Purpose, effects: AttemptEffects): Promise<Outcome | undefined> {
  for (const step of STEPS[purpose]) {
    if (!(await effects.isWanted())) return undefined;
    const outcome = await effects.invoke(step);
    if (outcome.kind !== 'done') return outcome;
  }
  return { kind: 'done' };
}
