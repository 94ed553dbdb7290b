/** A command: one table of flags that drives its parsing and its help, and what it does. */
import { readConfigFile } from './config-file.ts';
import { wrongUsage } from './failure.ts';
import type { FlagTable, FlagValues } from './flags.ts';
import { commandHelp } from './help.ts';
import type { Io } from './io.ts';
import { write } from './io.ts';
import { parseFlags } from './parse-flags.ts';

export interface Command {
  /** All its words: `secret put`. */
  readonly name: string;
  readonly summary: string;
  /** Resolves to the exit code; throws a `Failure` for what the user is told. */
  run(io: Io, argv: readonly string[]): Promise<number>;
}

export interface CommandSpec<T extends FlagTable> {
  readonly name: string;
  readonly summary: string;
  /** Names of the words that it needs, all required: `NAME`. */
  readonly words?: readonly string[];
  /** Said instead of the usual sentence when there are too many words. */
  readonly tooManyWords?: string;
  /** Further paragraphs of the help. */
  readonly notes?: readonly string[];
  readonly flags: T;
  /** `given`: the flags that stand among the words themselves, not in a variable or the configuration file. */
  run(io: Io, flags: FlagValues<T>, words: readonly string[], given: ReadonlySet<string>): Promise<number>;
}

/** Makes a command of its table. */
export function command<const T extends FlagTable>(spec: CommandSpec<T>): Command {
  const needed = spec.words ?? [];
  return {
    name: spec.name,
    summary: spec.summary,
    async run(io, argv) {
      const sources = { env: io.env, readConfig: readConfigFile };
      const { flags, given, words, warnings, help } = parseFlags(spec.flags, argv, sources);
      if (help) {
        await write(io.stdout, commandHelp(spec));
        return 0;
      }
      const extra = words[needed.length];
      if (extra !== undefined) {
        // Not repeated in the message: it may be a secret that stands where none belongs.
        throw wrongUsage(spec.tooManyWords ?? `\`coffer ${spec.name}\` takes ${wordCount(needed)}`);
      }
      const missing = needed[words.length];
      if (missing !== undefined)
        throw wrongUsage(`\`${missing}\` is missing: \`coffer ${[spec.name, ...needed].join(' ')}\``);
      for (const warning of warnings) await write(io.stderr, `coffer: ${warning}\n`);
      return spec.run(io, flags, words, given);
    },
  };
}

function wordCount(needed: readonly string[]): string {
  if (needed.length === 0) return 'no words beside its flags';
  return `only ${needed.map(each => `\`${each}\``).join(' and ')} beside its flags`;
}
