import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Children } from './children.ts';
import { messageOf } from './children.ts';
import { whole } from './row.ts';

/** Data directories with secrets in them, each made when it is first asked for. One server at a time may have one. */
export class DataDirs {
  readonly #children: Children;
  readonly #folder: string;
  readonly #made = new Map<number, Promise<string>>();

  constructor(children: Children, folder: string) {
    this.#children = children;
    this.#folder = folder;
  }

  /** One with nothing in it, not even its database. */
  empty(): Promise<string> {
    return mkdtemp(join(this.#folder, 'data-'));
  }

  /** The one with so many secrets. */
  with(secrets: number): Promise<string> {
    const known = this.#made.get(secrets);
    if (known !== undefined) return known;
    const making = this.empty().then(dataDir => this.populate(dataDir, secrets));
    this.#made.set(secrets, making);
    return making;
  }

  /** Makes so many secrets in a data directory, or in the PostgreSQL that it belongs to; says how long it took. */
  async populate(dataDir: string, secrets: number, database?: string): Promise<string> {
    const args = [dataDir, String(secrets), ...(database === undefined ? [] : [database])];
    const child = this.#children.fork('populate.ts', args);
    const { createSeconds, indexSeconds } = await messageOf<Took>(child);
    if (child.exitCode === null) await new Promise(resolve => child.once('exit', resolve));
    console.log(
      `  ${whole(secrets)} secrets made through the line in ${createSeconds.toFixed(1)} s, their trail indexed in ${indexSeconds.toFixed(1)} s`,
    );
    return dataDir;
  }
}

/** What populate.ts sends. */
interface Took {
  readonly createSeconds: number;
  readonly indexSeconds: number;
}
