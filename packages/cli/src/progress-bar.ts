/** How far long work has come, on one line of a terminal; nothing where standard error is none. */
import type { Io } from './io.ts';

export interface ProgressBar extends Disposable {
  update(report: { readonly phase: string; readonly done: number; readonly total: number }): void;
}

const WIDTH = 30;
/** How often the line is drawn at most, in milliseconds. */
const EVERY_MS = 100;

/** Draws on standard error. Disposing takes the line away. */
export function progressBar({ stderr, clock }: Pick<Io, 'stderr' | 'clock'>): ProgressBar {
  let drawnAt = Number.NEGATIVE_INFINITY;
  let isDrawn = false;
  return {
    update({ phase, done, total }) {
      const now = clock.now();
      if (stderr.isTTY !== true || now - drawnAt < EVERY_MS) return;
      drawnAt = now;
      isDrawn = true;
      const share = total > 0 ? Math.min(1, done / total) : 0;
      const filled = Math.round(share * WIDTH);
      const percent = String(Math.floor(share * 100)).padStart(3);
      stderr.write(`\r${phase.padEnd(8)} [${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${percent}%\u001b[K`);
    },
    [Symbol.dispose]() {
      if (isDrawn) stderr.write('\r\u001b[K');
    },
  };
}
