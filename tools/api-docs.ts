/**
 * The API reference, `docs/api/`, from the contracts: `npm run docs` writes it, `npm run docs -- --check` exits with 1
 * when what is there differs. The text depends on the contracts alone.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Members, OperationContract, ServiceContract } from '@coffer/wire';
import { services } from '@coffer/wire/services';
import { code, notesOf } from './api-docs-notes.ts';
import { collectStructures, type Structure, type Structures } from './api-docs-structures.ts';
import { ROOT } from './step.ts';

const FOLDER = join(ROOT, 'docs/api');
const GENERATED = '<!-- Generated from the contracts by `npm run docs`. Change the contract, not this file. -->';

/** The documents of `docs/api`, by file name. */
export function apiDocs(contracts: readonly ServiceContract[] = Object.values(services)): ReadonlyMap<string, string> {
  const sorted = contracts.toSorted((a, b) => (a.service < b.service ? -1 : 1));
  const documents = sorted.map(contract => [`${contract.service}.md`, serviceDocument(contract)] as const);
  return new Map([['README.md', overview(sorted)], ...documents]);
}

/** The file names of `docs/api` that differ from what the contracts say: changed, missing, or of no service. */
export function staleDocs(): readonly string[] {
  const wanted = apiDocs();
  const present = new Map(
    globSync('*', { cwd: FOLDER }).map(name => [name, readFileSync(join(FOLDER, name), 'utf8')] as const),
  );
  const names = [...new Set([...wanted.keys(), ...present.keys()])];
  return names.filter(name => wanted.get(name) !== present.get(name)).toSorted();
}

if (import.meta.main) {
  const stale = staleDocs();
  if (!process.argv.includes('--check')) write(stale);
  else if (stale.length > 0) {
    console.error(`docs/api is not what the contracts say: ${stale.join(', ')}; \`npm run docs\` writes it`);
    process.exitCode = 1;
  }
}

function write(names: readonly string[]): void {
  const documents = apiDocs();
  mkdirSync(FOLDER, { recursive: true });
  for (const name of names) {
    const text = documents.get(name);
    if (text === undefined) rmSync(join(FOLDER, name));
    else writeFileSync(join(FOLDER, name), text);
    console.log(`${text === undefined ? 'removed' : 'wrote'} docs/api/${name}`);
  }
}

function overview(contracts: readonly ServiceContract[]): string {
  const rows = contracts.map(({ service, title, apiVersion, operations }) => {
    const all = Object.values(operations);
    return `| [${title}](${service}.md) | ${apiVersion} | ${all.length} | ${all.filter(each => each.readOnly).length} |`;
  });
  return blocks([
    GENERATED,
    '# API reference',
    'The operations that Coffer has built, as clients see them. Names, bounds and errors are those of the AWS APIs of the same names.\n' +
      'Where Coffer differs, [divergences](../divergences.md) says so; where the AWS guide does, [guide differences](../guide-differences.md).',
    ['| service | API version | operations | of them read-only |', '|---|---|---|---|', ...rows].join('\n'),
    [
      'How to read the tables:',
      '',
      '- Lengths count Unicode characters for strings, bytes for blobs, entries for lists and maps.',
      '- A *blob* is bytes: base64 on the wire. An *integer* is 32 bits wide, a *long* 64.',
      '- A *timestamp* is a number of seconds since 1970 in JSON, an ISO 8601 text in the Query protocol.',
      '- What is *sensitive* never reaches a log, an error, a metric or an audit record.',
      '- An *idempotency token* is filled in by the SDKs when it is absent; a request that is sent again with it counts once.',
      '- *Read-only* operations change nothing; their audit records say so.',
      '- Every operation can also answer errors that belong to no service: of the signature, of authorization',
      '  (AccessDeniedException), of the bounds in these tables (ValidationException), of types (SerializationException), of',
      '  load (ThrottlingException, ServiceUnavailableException).',
    ].join('\n'),
  ]);
}

function serviceDocument(contract: ServiceContract): string {
  const operations = Object.entries(contract.operations).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const structures = collectStructures(operations);
  return blocks([
    GENERATED,
    `# ${contract.title}`,
    `API version ${contract.apiVersion}. [How to read the tables](README.md).`,
    wireFacts(contract),
    operations.map(([name]) => `[${name}](#${anchorOf(name)})`).join(' · '),
    ...operations.flatMap(([name, operation]) => operationSection(contract, name, operation, structures)),
    ...(structures.all.length === 0 ? [] : ['## Structures']),
    ...structures.all.flatMap(structure => structureSection(structure, structures)),
  ]);
}

function wireFacts({ service, endpointPrefix, protocols, targetPrefixes, xmlNamespace }: ServiceContract): string {
  return [
    `- Name in ARNs, policies and signatures: ${code(service)}; first label of host names: ${code(endpointPrefix)}`,
    `- Protocols: ${protocols.map(code).join(', ')}`,
    ...(targetPrefixes.length === 0
      ? []
      : [`- ${code('X-Amz-Target')}: ${targetPrefixes.map(prefix => code(`${prefix}.OPERATION`)).join(' or ')}`]),
    ...(protocols.includes('query') ? [`- XML namespace of the Query protocol: ${code(xmlNamespace)}`] : []),
  ].join('\n');
}

function operationSection(
  { errors }: ServiceContract,
  name: string,
  operation: OperationContract,
  structures: Structures,
): string[] {
  const { pages, http } = operation;
  const told = [...new Set(operation.errors)]
    .toSorted()
    .map(error => `${code(error)} (${errors[error]?.status ?? 400})`);
  return [
    `## ${name}`,
    operation.doc,
    ...(http === undefined ? [] : [`${code(`${http.method} ${http.uri}`)}, status ${http.status}.`]),
    [
      operation.readOnly ? 'Read-only.' : 'Not read-only.',
      ...(pages === undefined
        ? []
        : [
            `In pages: ${pages.limit === undefined ? '' : `at most ${code(pages.limit)} of `}` +
              `${[pages.result].flat().map(code).join(', ')}${pages.limit === undefined ? '' : ' at once'}; ` +
              `${code(pages.token ?? 'NextToken')} goes on.`,
          ]),
    ].join(' '),
    ...table('Request', operation.input.members, structures),
    ...table('Answer', operation.output.members, structures),
    told.length === 0 ? '**Errors**: none of its own.' : `**Errors** (with HTTP status): ${told.join(', ')}`,
  ];
}

function structureSection(structure: Structure, structures: Structures): string[] {
  const usedBy = structure.operations.map(name => `[${name}](#${anchorOf(name)})`).join(', ');
  return [`### ${structure.name}`, `Of ${usedBy}.`, ...table('Members', structure.shape.members, structures)];
}

function table(title: string, members: Members, structures: Structures): string[] {
  const entries = Object.entries(members);
  if (entries.length === 0) return [`**${title}**: no members.`];
  const rows = entries.map(([name, member]) => {
    const { type, notes } = notesOf(member, shape => {
      const { name: label } = structures.of(shape);
      return `[${label}](#${anchorOf(label)})`;
    });
    return `| ${code(name)} | ${type} | ${member.required === true ? 'yes' : ''} | ${notes} |`;
  });
  return [`**${title}**`, ['| member | type | required | notes |', '|---|---|---|---|', ...rows].join('\n')];
}

/** The anchor of a heading, as GitHub makes it: our headings have letters, digits and blanks only. */
function anchorOf(heading: string): string {
  return heading.toLowerCase().replaceAll(' ', '-');
}

function blocks(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}
