/** The API reference: it is what the contracts say, whole, and its links lead somewhere. And who names tests, names real ones. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { blob, integer, list, map, required, type ServiceContract, service, string, struct } from '@coffer/wire';
import { services } from '@coffer/wire/services';
import { apiDocs, staleDocs } from '../tools/api-docs.ts';
import { readSources, ROOT } from './support/sources.ts';

test('docs/api is what the contracts say; `npm run docs` writes it', () => {
  assert.deepEqual(staleDocs(), []);
});

test('every operation has a section with its sentence, members and errors', () => {
  const documents = apiDocs();

  for (const contract of Object.values<ServiceContract>(services)) {
    const sections = sectionsOf(documents.get(`${contract.service}.md`));
    const names = Object.keys(contract.operations);
    assert.deepEqual(
      [...sections.keys()].filter(name => name !== 'Structures'),
      names.toSorted(),
    );
    for (const [name, { doc, readOnly, input, output, errors, http }] of Object.entries(contract.operations)) {
      const section = sections.get(name) ?? '';
      const members = [...Object.keys(input.members), ...Object.keys(output.members)];
      const path = http === undefined ? '' : `\`${http.method} ${http.uri}\`, status ${http.status}.\n\n`;
      assert.ok(section.startsWith(`${doc}\n\n${path}${readOnly ? 'Read-only.' : 'Not read-only.'}`), name);
      assert.deepEqual(rowsOf(section), members);
      for (const error of errors) assert.ok(section.includes(`\`${error}\` (`), `${name}: ${error}`);
    }
  }
});

test('every link inside a document leads to one heading, and every structure is linked', () => {
  for (const [name, text] of apiDocs()) {
    const headings = [...text.matchAll(/^##+ (.+)$/gm)].map(([, heading = '']) =>
      heading.toLowerCase().replaceAll(' ', '-'),
    );
    const links = new Set([...text.matchAll(/\(#([^)]*)\)/g)].map(([, anchor]) => anchor));

    assert.equal(new Set(headings).size, headings.length, name);
    assert.deepEqual([...links].toSorted(), headings.filter(heading => heading !== 'structures').toSorted(), name);
  }
});

test('bounds, enums, patterns and traits stand in words', () => {
  const rows = documentOf({
    Token: string({ min: 32, max: 64, idempotencyToken: true }),
    Value: required(string({ max: 65_536, sensitive: true })),
    Bytes: blob({ min: 1, sensitive: true }),
    Days: integer({ min: 1, max: 1000 }),
    Order: string({ values: ['asc', 'desc'] }),
    Pattern: string({ min: 2, max: 2, pattern: 'a|b' }),
    Ids: list(string({ min: 1, max: 1 }), { min: 1 }),
    Labels: map(string({ max: 8 }), list(string(), { max: 20 })),
  });

  assert.deepEqual(rows, [
    '| `Token` | string |  | 32 to 64 characters; idempotency token |',
    '| `Value` | string | yes | at most 65,536 characters; sensitive |',
    '| `Bytes` | blob |  | at least 1 byte; sensitive |',
    '| `Days` | integer |  | 1 to 1,000 |',
    '| `Order` | string |  | one of `asc`, `desc` |',
    '| `Pattern` | string |  | 2 characters; pattern `a\\|b` |',
    '| `Ids` | list of string |  | at least 1 entry; each: 1 character |',
    '| `Labels` | map of string to list of string |  | keys: at most 8 characters; values: at most 20 entries |',
  ]);
});

test('a structure stands once, and under the name of its operation where the name alone means two', () => {
  const Tag = struct({ Key: string() });
  const Other = struct({ Value: string({ max: 5 }), Owner: struct({ Id: string() }) });

  const rows = documentOf({ Tags: list(Tag), Same: required(struct({ Key: string() })) }, { Tags: list(Other) });

  assert.deepEqual(rows, [
    '| `Tags` | list of [Tags entry of Try](#tags-entry-of-try) |  |  |',
    '| `Same` | [Tags entry of Try](#tags-entry-of-try) | yes |  |',
    '| `Tags` | list of [Tags entry of Try 2](#tags-entry-of-try-2) |  |  |',
    '| `Id` | string |  |  |',
    '| `Key` | string |  |  |',
    '| `Value` | string |  | at most 5 characters |',
    '| `Owner` | [Owner](#owner) |  |  |',
  ]);
});

test('every test that docs/guide-differences.md names is there, and every difference but the unreached names one', () => {
  const [listed = '', unreached = ''] = readFileSync(join(ROOT, 'docs/guide-differences.md'), 'utf8').split(
    '## Not reached',
  );
  const differences = listed.split(/^- /m).slice(1);
  const tests = readSources().filter(({ isTest }) => isTest);
  const isThere = ([, file = '', name = '']: RegExpMatchArray) =>
    tests.some(
      ({ path, text }) => basename(path) === file && ["'", '"'].some(quote => text.includes(`${quote}${name}${quote}`)),
    );

  const named = differences.map(difference => [...difference.matchAll(/^ {2}- `([^`]+)`: "(.+)"$/gm)]);

  assert.ok(differences.length > 10 && unreached !== '');
  assert.deepEqual(
    named
      .flat()
      .filter(each => !isThere(each))
      .map(([line]) => line),
    [],
  );
  assert.deepEqual(
    differences.filter((_, index) => named[index]?.length === 0),
    [],
  );
  assert.equal(named.flat().length, listed.match(/^ {2}- /gm)?.length);
});

test('every test that docs/divergences.md names is there, and every difference of Secrets Manager and of contracts names one', () => {
  const sections = sectionsOf(readFileSync(join(ROOT, 'docs/divergences.md'), 'utf8'));
  const tests = readSources().filter(({ isTest }) => isTest);
  // `policy/is-public.test.ts` lies in that package's `src`; below `test/` a folder may be named.
  const paths = tests.map(({ path }) => `/${path.replace(/\/src\//, '/')}`);
  const isThere = (name: string) =>
    paths.some(path => path.endsWith(`/${name.replace(/\/src\//, '/')}`) || path.startsWith(`/${name}/`));
  const differences = [...sections].map(([title, section]) => {
    const entries = section.split(/^- /m).slice(1);
    return { title, named: entries.map(entry => [...entry.matchAll(TEST_NAME)].map(([, name = '']) => name)), entries };
  });

  const missing = differences.flatMap(({ named }) => named.flat()).filter(name => !isThere(name));
  const unproven = differences
    .filter(({ title }) => title === 'Secrets Manager' || title === 'Contracts')
    .flatMap(({ entries, named }) => entries.filter((_, index) => named[index]?.length === 0));

  assert.ok(differences.flatMap(({ named }) => named.flat()).length > 150);
  assert.deepEqual(missing, []);
  assert.deepEqual(unproven, []);
});

/** A file or folder of tests in backticks. */
const TEST_NAME = /`([\w./-]+\.test\.ts|(?:packages|test)\/[\w./-]+)`/g;

/** The rows of all tables of a service with one operation. */
function documentOf(input: Parameters<typeof struct>[0], output: Parameters<typeof struct>[0] = {}): readonly string[] {
  const contract = service({
    service: 'tried',
    title: 'Tried',
    apiVersion: '2020-01-01',
    protocols: ['json-1.1'],
    targetPrefixes: ['Tried'],
    endpointPrefix: 'tried',
    xmlNamespace: '',
    messageKey: 'Message',
    errors: {},
    operations: {
      Try: { doc: 'Tries.', readOnly: false, input: struct(input), output: struct(output), errors: [] },
    },
  });
  const text = apiDocs([contract]).get('tried.md') ?? '';
  return text.split('\n').filter(line => line.startsWith('| `'));
}

/** The text of each section of the second level, by its heading. */
function sectionsOf(text = ''): ReadonlyMap<string, string> {
  const parts = text.split(/^## /m).slice(1);
  return new Map(parts.map(part => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n')).trimStart()]));
}

function rowsOf(section: string): readonly string[] {
  return [...section.matchAll(/^\| `([^`]*)`/gm)].map(([, member = '']) => member);
}
