import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A private folder (mode 0700) that is removed when this is disposed of, and at the latest when the process exits. */
export class EphemeralFolder implements Disposable {
  readonly path: string;
  readonly #atExit = () => this[Symbol.dispose]();

  /** Makes the folder under `parent`, the system's folder for temporary files unless given. */
  constructor(parent: string = tmpdir()) {
    this.path = mkdtempSync(join(parent, 'coffer-'));
    // `exit` also comes after a second signal, when nothing else is waited for any more.
    process.on('exit', this.#atExit);
  }

  [Symbol.dispose](): void {
    process.off('exit', this.#atExit);
    rmSync(this.path, { recursive: true, force: true });
  }
}
