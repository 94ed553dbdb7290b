import type { ServiceContract } from '@coffer/wire';
import { columns } from '../help.ts';
import type { Io } from '../io.ts';
import { write } from '../io.ts';
import { suggestion } from '../suggest.ts';
import { cliName } from './cli-name.ts';
import { runOperation } from './operation-command.ts';

/** Runs `coffer SERVICE OPERATION ...`; resolves to the AWS CLI's exit code. */
export async function runService(io: Io, contract: ServiceContract, argv: readonly string[]): Promise<number> {
  const operations = new Map(
    Object.entries(contract.operations).map(([name, operation]) => [cliName(name), { name, operation }]),
  );
  const [word = 'help', ...rest] = argv;
  if (word === '--help' || word === '-h' || word === 'help') {
    const rows = [...operations].map(([name, { operation }]): [string, string] => [name, operation.doc]);
    const head = [`usage: coffer ${contract.service} OPERATION [flags]`, '', `${contract.title}.`, '', 'operations:'];
    await write(io.stdout, [...head, ...columns(rows), ''].join('\n'));
    return 0;
  }
  const found = operations.get(word);
  if (found === undefined) {
    const hint = suggestion(word, operations.keys());
    await write(
      io.stderr,
      `coffer: \`${contract.service}\` has no operation \`${word}\`${hint}; see \`coffer ${contract.service} --help\`\n`,
    );
    return USAGE;
  }
  return runOperation(io, { contract, ...found }, rest);
}

/** AWS's exit code for a command that is wrong. */
const USAGE = 252;
