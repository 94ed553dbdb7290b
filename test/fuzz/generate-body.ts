/** Bodies of requests: from such as an operation takes to such as nothing takes. */
import * as fc from 'fast-check';
import { services } from '@coffer/wire/services';

/** A body that one operation takes, but for what was changed in one of its members. */
export function almostValid(): fc.Arbitrary<{ readonly operation: string; readonly body: Uint8Array }> {
  const changed = fc.oneof(
    { weight: 3, arbitrary: anyText() },
    { weight: 3, arbitrary: anyScalar() },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
    { weight: 2, arbitrary: fc.constant(UNCHANGED) },
  );
  return fc
    .record({
      valid: fc.constantFrom(...VALID),
      at: fc.nat(9),
      more: fc.constantFrom(...MEMBERS),
      isMore: fc.boolean(),
      changed,
    })
    .map(({ valid: [operation, input], at, more, isMore, changed: value }) => {
      const names = Object.keys(input);
      const name = isMore ? more : (names[at % names.length] ?? '');
      const mutated = value === UNCHANGED ? input : { ...input, [name]: value };
      return { operation, body: Buffer.from(JSON.stringify(mutated), 'utf8') };
    });
}

/** The secret that is there for requests to find. */
export const KNOWN_SECRET = 'fuzz';
/** Its version. */
export const KNOWN_VERSION = '11111111-2222-4333-8444-555555555555';

const UNCHANGED = Symbol('unchanged');

/** Operations of Secrets Manager, each with an input that it takes. */
const VALID: readonly (readonly [operation: string, input: Readonly<Record<string, unknown>>])[] = [
  [
    'CreateSecret',
    { Name: 'new', ClientRequestToken: KNOWN_VERSION, SecretString: 'v', Tags: [{ Key: 'k', Value: 'v' }] },
  ],
  ['DescribeSecret', { SecretId: KNOWN_SECRET }],
  ['GetSecretValue', { SecretId: KNOWN_SECRET, VersionId: KNOWN_VERSION, VersionStage: 'AWSCURRENT' }],
  ['ListSecrets', { MaxResults: 10, SortOrder: 'asc', Filters: [{ Key: 'name', Values: ['f'] }] }],
  ['ListSecretVersionIds', { SecretId: KNOWN_SECRET, MaxResults: 10, IncludeDeprecated: true }],
  [
    'PutSecretValue',
    { SecretId: KNOWN_SECRET, ClientRequestToken: KNOWN_VERSION, SecretString: 'v', VersionStages: ['a'] },
  ],
  ['UpdateSecret', { SecretId: KNOWN_SECRET, ClientRequestToken: KNOWN_VERSION, Description: 'd' }],
  ['UpdateSecretVersionStage', { SecretId: KNOWN_SECRET, VersionStage: 'b', MoveToVersionId: KNOWN_VERSION }],
  ['DeleteSecret', { SecretId: 'new', RecoveryWindowInDays: 7 }],
  ['RestoreSecret', { SecretId: KNOWN_SECRET }],
];

/** Bytes that claim to be JSON, of no operation in particular. */
export function anyBody(): fc.Arbitrary<Uint8Array> {
  const input = fc.dictionary(
    fc.constantFrom(...MEMBERS),
    fc.oneof(anyText(), anyScalar(), fc.jsonValue({ maxDepth: 3 })),
    { maxKeys: 6, noNullPrototype: false },
  );
  const text = fc.oneof(
    { weight: 6, arbitrary: input.map(value => JSON.stringify(value)) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(input, fc.nat(), anyText())
        .map(([value, at, noise]) => spliced(JSON.stringify(value), at, noise)),
    },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.constantFrom(...ODD_TEXTS) },
  );
  return fc.oneof(
    { weight: 8, arbitrary: text.map(value => Buffer.from(value, 'utf8')) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(text, fc.uint8Array({ minLength: 1, maxLength: 4 }))
        .map(([value, bytes]) => Buffer.concat([Buffer.from(value, 'utf8'), bytes])),
    },
  );
}

const ODD_TEXTS: readonly string[] = [
  '',
  ' ',
  '{}',
  '[]',
  'null',
  '"a"',
  '\uFEFF{}',
  '['.repeat(50_000),
  '{"Tags":'.repeat(20_000),
  `{"Tags":${'['.repeat(2_000)}${']'.repeat(2_000)}}`,
  `{"SecretId":"${'a'.repeat(200_000)}"}`,
  `{"SecretId":"${'\\u0000'.repeat(1_000)}"}`,
  '{"SecretId":"\\uD800"}',
  '{"Name":"a\\uDC00","SecretString":"\\uD834"}',
  '{"SecretId":"a","SecretId":"b"}',
  '{"__proto__":{"SecretId":"a"},"constructor":{"prototype":{"x":1}}}',
  '{"MaxResults":1e400}',
  '{"MaxResults":-0}',
  '{"MaxResults":123456789012345678901234567890}',
  '{"MaxResults":1.5,"NextToken":"a"}',
  '{"RecoveryWindowInDays":9223372036854775808,"SecretId":"a"}',
  '{"StartTime":1e308,"EndTime":-1e308}',
  '{"StartTime":"NaN"}',
  '{"StartTime":8640000000001}',
  '{"Name":"n","SecretBinary":"####"}',
  '{"Name":"n","SecretBinary":"YQ"}',
  `{"CiphertextBlob":"${'A'.repeat(6_144)}"}`,
  `{"Filters":[{"Key":"name","Values":["${'!'.repeat(512)}"]}]}`,
  '{"LookupAttributes":[{"AttributeKey":"EventId","AttributeValue":"%"}],"NextToken":"AAAA"}',
  `{"NextToken":"${'w'.repeat(4_096)}"}`,
];

/** Texts that are names, ids and labels, or nothing of the kind. */
export function anyText(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ maxLength: 40 }),
    fc.constantFrom(
      'a',
      'fuzz',
      '\u0000',
      '\uD800',
      '11111111-2222-4333-8444-555555555555',
      'AWSCURRENT',
      'arn:aws:secretsmanager:us-east-1:123456789012:secret:fuzz-abcdef',
      'arn:::::',
      'alias/aws/secretsmanager',
      'x'.repeat(2_049),
    ),
  );
}

function anyScalar(): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(null, 1e21, -1, 0, 2 ** 53, [], {}, [[]], [null]),
  );
}

/** Names that inputs have, and names that only objects of JavaScript have. */
export const MEMBERS = [
  ...new Set(
    Object.values(services).flatMap(contract =>
      Object.values(contract.operations).flatMap(({ input }) => Object.keys(input.members)),
    ),
  ),
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  '',
  '\u0000',
  '\uD800',
];

function spliced(text: string, at: number, noise: string): string {
  const place = at % (text.length + 1);
  return `${text.slice(0, place)}${noise}${text.slice(place + 1)}`;
}
