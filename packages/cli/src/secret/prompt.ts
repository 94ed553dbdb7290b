/** Questions on a terminal. They go to stderr, so that stdout stays what was asked for. */
import { Redacted } from '@coffer/wire';
import { Failure } from '../failure.ts';
import type { Io } from '../io.ts';
import { write } from '../io.ts';
import { lineEditor } from './line-editor.ts';

/**
 * Asks questions whose answers the terminal does not echo, one line each. Throws a `Failure` when the user gives up or
 * the terminal ends.
 */
export async function askHidden(io: Io, questions: readonly string[], maxBytes: number): Promise<Redacted<Buffer>[]> {
  const answers: Redacted<Buffer>[] = [];
  // The echo goes before the first question comes and stays away between them: whoever types ahead is not shown either.
  io.stdin.setRawMode?.(true);
  try {
    for (const question of questions) {
      await write(io.stderr, question);
      answers.push(new Redacted(await readLine(io, maxBytes)));
      await write(io.stderr, '\n');
    }
    return answers;
  } finally {
    io.stdin.setRawMode?.(false);
  }
}

/** True for `y` or `yes`; everything else is no. */
export async function confirm(io: Io, question: string): Promise<boolean> {
  await write(io.stderr, `${question} [y/N] `);
  const answer = (await readLine(io, MAX_ANSWER_BYTES)).toString('utf8').trim().toLowerCase();
  return answer === 'y' || answer === 'yes';
}

const MAX_ANSWER_BYTES = 1024;

function readLine(io: Io, maxBytes: number): Promise<Buffer> {
  const editor = lineEditor(maxBytes);
  return new Promise((resolve, reject) => {
    const stop = () => {
      io.stdin.off('data', onData);
      io.stdin.off('end', onEnd);
      io.stdin.pause();
    };
    const onEnd = () => {
      stop();
      reject(interrupted());
    };
    const onData = (chunk: Buffer | string) => {
      const result = editor.take(Buffer.from(chunk));
      if (result === 'more') return;
      stop();
      if (result === 'interrupted') reject(interrupted());
      else {
        // What was typed ahead answers the next question.
        if (result.rest.length > 0) io.stdin.unshift(result.rest);
        resolve(result.line);
      }
    };
    io.stdin.on('data', onData);
    io.stdin.on('end', onEnd);
    io.stdin.resume();
  });
}

/** 130 is what shells report of a command that Ctrl-C has ended. */
function interrupted(): Failure {
  return new Failure('given up', { exitCode: 130 });
}
