import assert from 'node:assert/strict';
import { awsClis, without } from '../support/require.ts';
import type { Coffer } from '../support/start-coffer.ts';
import type { AnyClient, ClientKind, Members, ServiceName } from './any-client.ts';
import { CommandLine } from './command-line.ts';

/** Coffer's own command. */
export const COFFER_CLI: ClientKind = {
  name: 'coffer',
  label: 'coffer',
  skip: false,
  open: async coffer => cliClient(await CommandLine.ofCoffer(coffer), () => Promise.resolve(true)),
};

/** Every AWS CLI of this machine; one that says what is missing where there is none. */
export function awsCliKinds(): readonly ClientKind[] {
  const found = awsClis().map((program, at) => ({
    name: program,
    label: `cli${at}`,
    skip: false as const,
    open: async (coffer: Coffer) => cliClient(await CommandLine.ofAws(program, coffer), awsCliKnows),
  }));
  return found.length > 0 ? found : [{ ...NONE, skip: without('aws') }];
}

const NONE = { name: 'aws', label: 'cli', open: () => Promise.reject(new Error('there is no AWS CLI')) };

/** What must not stand among a process's arguments. Of all services that are called, only these have such members. */
const SENSITIVE = new Set(['SAMLAssertion', 'SecretString', 'Value', 'WebIdentityToken']);

/** Whether a program has a command. */
type Knows = (program: CommandLine, service: ServiceName, command: string) => Promise<boolean>;

function cliClient(program: CommandLine, knows: Knows): AnyClient {
  async function words(service: ServiceName, operation: string, input: Members = {}): Promise<string[]> {
    const all = [service, cliName(operation)];
    for (const [member, value] of Object.entries(input)) all.push(...(await wordsOf(program, member, value)));
    return all;
  }
  return {
    async call(service, operation, input) {
      const printed = await program.text(...(await words(service, operation, input)), '--output', 'json');
      // Nothing is printed of an answer without members.
      const answer: Members = printed === '' ? {} : JSON.parse(printed);
      return answer;
    },
    async refusal(service, operation, input) {
      const told = await program.refusal(...(await words(service, operation, input)));
      const parts = /^An error occurred \(([^)]+)\) when calling the (\w+) operation: ?([^]*)$/.exec(told);
      assert.equal(parts?.[2], operation, told);
      return `${parts[1]}: ${parts[3]}`;
    },
    knows: (service, operation) => knows(program, service, cliName(operation)),
    as: change => cliClient(program.as(change), knows),
    [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
  };
}

/** Asks an AWS CLI for the input of a command, which sends nothing. */
async function awsCliKnows(program: CommandLine, service: ServiceName, command: string): Promise<boolean> {
  const code = await program.exitCode(service, command, '--generate-cli-skeleton');
  assert.ok(code === 0 || UNKNOWN_COMMAND.has(code), `${service} ${command}: ended with ${code}`);
  return code === 0;
}

/** How the AWS CLIs end when they have no such command: version 1, and version 2. */
const UNKNOWN_COMMAND = new Set([2, 252]);

/** A member as a flag of its own: lists and structures as JSON, secrets in a file. */
async function wordsOf(program: CommandLine, member: string, value: unknown): Promise<string[]> {
  const name = cliName(member);
  if (typeof value === 'boolean') return [`--${value ? '' : 'no-'}${name}`];
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
  if (!SENSITIVE.has(member)) return [`--${name}`, text];
  await program.writeFile(`${name}.txt`, text);
  return [`--${name}`, `file://${name}.txt`];
}

/** `RotationLambdaARN` is `rotation-lambda-arn`. */
function cliName(name: string): string {
  return name
    .replace(/MFADevices?|OpenIDConnect|SAML/, word => word.charAt(0) + word.slice(1).toLowerCase())
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase();
}
