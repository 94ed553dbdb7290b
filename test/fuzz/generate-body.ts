/** Bodies of requests: from such as an operation takes to such as nothing takes. */
import * as fc from 'fast-check';
import { services } from '@coffer/wire/services';
import { type Fixture, type ValidInput, validInputs } from '../conformance/valid-inputs.ts';

/** An input that one operation takes, but for what was changed in one of its members. */
export interface AlmostValid {
  readonly service: string;
  readonly operation: string;
  readonly body: Uint8Array;
}

/** Inputs of all operations that have an entry in `validInputs`. */
export function almostValid(): fc.Arbitrary<AlmostValid> {
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
    .map(({ valid: [path, input], at, more, isMore, changed: value }) => {
      const [service = '', operation = ''] = path.split('.');
      const names = Object.keys(input);
      const name = isMore ? more : (names[at % names.length] ?? '');
      const mutated = value === UNCHANGED ? input : { ...input, [name]: value };
      return { service, operation, body: Buffer.from(JSON.stringify(mutated), 'utf8') };
    });
}

/** What is there for requests to find: a secret, and a parameter. */
export const KNOWN: Fixture = { name: 'fuzz', ciphertext: 'AAAA' };

const UNCHANGED = Symbol('unchanged');

/** What these do would leave nothing to find. */
const ENDS = new Set(['CreateSecret', 'DeleteSecret', 'PutParameter', 'DeleteParameter', 'DeleteParameters']);

const VALID: readonly (readonly [path: string, input: ValidInput['input']])[] = [...validInputs(KNOWN).keys()].map(
  path => {
    const isEnd = ENDS.has(path.split('.')[1] ?? '');
    const valid = validInputs(isEnd ? { ...KNOWN, name: 'new' } : KNOWN).get(path);
    return [path, valid?.input ?? {}];
  },
);

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
