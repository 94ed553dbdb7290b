/**
 * Reads a command's words, then what they leave open from variables, then from the configuration file, then from the
 * table's own fallbacks. Whatever is not in the table is an error: a mistyped flag must not pass as one that is off.
 */
import { Failure, messageOf, wrongUsage } from './failure.ts';
import type { Flag, FlagTable, FlagValues } from './flags.ts';
import { suggestion } from './suggest.ts';

export interface Parsed<T extends FlagTable> {
  readonly flags: FlagValues<T>;
  /** The words of the further flags that were given, unread. */
  readonly further: ReadonlyMap<string, readonly string[]>;
  /** The table's flags that stand among the words themselves, not in a variable or the configuration file. */
  readonly given: ReadonlySet<string>;
  /** The words that belong to no flag, in order. */
  readonly words: readonly string[];
  /** What the table's flags have to tell of values that stand among the words. */
  readonly warnings: readonly string[];
  /** `--help` or `-h` stands among the words; nothing else has been checked then. */
  readonly help: boolean;
}

export interface FlagSources {
  readonly env: NodeJS.ProcessEnv;
  /** Reads the file that the table's flag `config` names: values as text by flag name. */
  readonly readConfig?: (path: string) => ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads `argv` by a table. `further` are flags that are known only at run time: words, without variables or keys.
 * Throws a `Failure` of exit code 2 that names the flag, variable or key that is wrong.
 */
export function parseFlags<T extends FlagTable>(
  table: T,
  argv: readonly string[],
  sources: FlagSources,
  further: FlagTable = {},
): Parsed<T> {
  const given = splitWords({ ...table, ...further }, argv);
  const { words, help } = given;
  const more = new Map([...given.flags].filter(([name]) => Object.hasOwn(further, name)));
  const asWords = new Set([...given.flags.keys()].filter(name => Object.hasOwn(table, name)));
  if (help) return { flags: Object.create(null), further: more, given: asWords, words, warnings: [], help };
  let file: ReadonlyMap<string, readonly string[]> = new Map();
  let path = '';
  if (sources.readConfig !== undefined && Object.hasOwn(table, 'config')) {
    path = given.flags.get('config')?.[0] ?? fromVariable(table['config'], sources.env)?.[0] ?? '';
    if (path !== '') file = sources.readConfig(path);
  }
  for (const key of file.keys()) {
    if (!Object.hasOwn(table, key) || key === 'config') {
      throw wrongUsage(`unknown key \`${key}\` in \`${path}\`${suggestion(key, Object.keys(table))}`);
    }
  }
  const flags: Record<string, unknown> = Object.create(null);
  for (const [name, flag] of Object.entries(table)) {
    const layers: readonly (readonly [string, readonly string[] | undefined])[] = [
      [`--${name}`, given.flags.get(name)],
      [flag.variable ?? '', fromVariable(flag, sources.env)],
      [`${name}\` in \`${path}`, file.get(name)],
      ['', flag.fallback === undefined ? undefined : [flag.fallback]],
    ];
    const layer = layers.find(([, texts]) => texts !== undefined);
    if (layer?.[1] !== undefined) flags[name] = readValues(flag, layer[0], layer[1]);
    else if (flag.required) throw wrongUsage(`\`--${name}\` is missing`);
  }
  const warnings = Object.entries(table).flatMap(([name, flag]) =>
    (given.flags.get(name) ?? []).flatMap(each => flag.warn?.(each) ?? []),
  );
  // The loop above gave each name of the table a value of its flag's type, which the compiler cannot follow.
  return { flags: flags as FlagValues<T>, further: more, given: asWords, words, warnings, help };
}

interface Words {
  readonly flags: Map<string, string[]>;
  readonly words: string[];
  help: boolean;
}

function splitWords(table: FlagTable, argv: readonly string[]): Words {
  const result: Words = { flags: new Map(), words: [], help: false };
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (word === '--') {
      result.words.push(...argv.slice(i + 1));
      break;
    }
    if (word === '--help' || word === '-h') {
      result.help = true;
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      result.words.push(word);
      continue;
    }
    const equals = word.indexOf('=');
    const written = equals < 0 ? word : word.slice(0, equals);
    const { name, flag, negated } = lookUp(table, written);
    const inline = equals < 0 ? undefined : word.slice(equals + 1);
    const texts: string[] = [];
    if (flag.kind === 'switch') texts.push(negated ? 'false' : (inline ?? 'true'));
    else if (inline !== undefined) texts.push(inline);
    else {
      while (i + 1 < argv.length && !argv[i + 1]?.startsWith('--')) {
        i += 1;
        texts.push(argv[i] ?? '');
        if (flag.kind !== 'rest') break;
      }
      if (texts.length === 0 && flag.kind !== 'rest') {
        throw wrongUsage(`\`${written}\` needs a value (one that starts with \`--\` is written \`${written}=VALUE\`)`);
      }
    }
    if (negated && inline !== undefined) throw wrongUsage(`\`${written}\` takes no value`);
    const before = result.flags.get(name);
    if (before !== undefined && flag.kind !== 'many') throw wrongUsage(`\`${written}\` is given twice`);
    result.flags.set(name, [...(before ?? []), ...texts]);
  }
  return result;
}

function lookUp(table: FlagTable, written: string): { name: string; flag: Flag; negated: boolean } {
  if (written.startsWith('--')) {
    const name = written.slice(2);
    const flag = Object.hasOwn(table, name) ? table[name] : undefined;
    if (flag !== undefined) return { name, flag, negated: false };
    const positive = name.startsWith('no-') ? name.slice(3) : '';
    const negatable = Object.hasOwn(table, positive) ? table[positive] : undefined;
    if (negatable?.negatable) return { name: positive, flag: negatable, negated: true };
  }
  const names = Object.entries(table).flatMap(([name, flag]) => (flag.negatable ? [name, `no-${name}`] : [name]));
  throw wrongUsage(
    `unknown flag \`${written}\`${suggestion(
      written,
      names.map(name => `--${name}`),
    )}`,
  );
}

/** An empty variable counts as none, so that a compose file can pass on what nobody has set. */
function fromVariable(flag: Flag | undefined, env: NodeJS.ProcessEnv): readonly string[] | undefined {
  const value = flag?.variable === undefined ? undefined : env[flag.variable];
  if (value === undefined || value === '') return undefined;
  return flag?.kind === 'many' ? value.split(flag.separator ?? ',').map(each => each.trim()) : [value];
}

function readValues(flag: Flag, origin: string, texts: readonly string[]): unknown {
  try {
    if (flag.kind === 'many' || flag.kind === 'rest') return texts.map(each => flag.parse(each));
    if (texts.length !== 1) throw wrongUsage('takes one value');
    return flag.parse(texts[0] ?? '');
  } catch (error) {
    if (error instanceof Failure) throw wrongUsage(`\`${origin}\`: ${messageOf(error)}`);
    throw error;
  }
}
