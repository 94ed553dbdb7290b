import { AwsError } from '@coffer/wire';
import { Failure, messageOf } from '../failure.ts';
import type { Io } from '../io.ts';
import { write } from '../io.ts';
import { shownOn } from '../shown-on.ts';

/** What a command of several steps tells as it goes, and remembers for the case that it stops. */
export interface Progress {
  /** Tells a step. */
  tell(text: string): Promise<void>;
  /** Tells what was made; `undo` is the command line that removes it. */
  made(text: string, undo: string): Promise<void>;
  /** The error, and what was made before it: nothing is left half made unnoticed. */
  stopped(error: unknown): unknown;
}

export function progressOn(io: Pick<Io, 'stdout'>): Progress {
  const made: { readonly text: string; readonly undo: string }[] = [];
  const tell = (text: string) => write(io.stdout, shownOn(io.stdout, `${text}\n`));
  return {
    tell,
    async made(text, undo) {
      made.push({ text, undo });
      await tell(text);
    },
    stopped(error) {
      const isRefusal = error instanceof AwsError;
      if (!isRefusal && !(error instanceof Failure)) return error;
      const why = isRefusal ? `${error.code}: ${error.message}` : messageOf(error);
      if (made.length === 0) return isRefusal ? new Failure(why, { cause: error }) : error;
      // The last first, as it has to be removed: a stack stays while a policy of others hangs on its role.
      const left = made.toReversed().flatMap(({ text, undo }) => [`  ${text}`, `    to remove it: ${undo}`]);
      const lines = [
        why,
        'what was made until then is still there:',
        ...left,
        'the same command again goes on from there',
      ];
      return new Failure(lines.join('\n'), { cause: error });
    },
  };
}
