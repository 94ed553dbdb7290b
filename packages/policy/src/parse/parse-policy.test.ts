import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compilePolicy } from '../compile/compile-policy.ts';
import type { PolicyKind } from '../policy.ts';
import { A, parsed, refusal, request } from '../testing/fixtures.ts';
import { decide } from '../evaluate/decide.ts';
import { explain } from '../evaluate/explain.ts';
import { isPublic } from '../is-public.ts';
import { parsePolicy } from './parse-policy.ts';
import { MAX_DOCUMENT_LENGTH } from './read-json.ts';

const KINDS: readonly PolicyKind[] = ['managed', 'inline', 'session', 'resource', 'trust', 'key', 'endpoint'];
const BUCKET = 'arn:aws:s3:::example_bucket';

/** A managed policy of one statement, with these elements in place of the usual ones; undefined takes one away. */
function managed(elements: Record<string, unknown>): unknown {
  return {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 's3:ListBucket', Resource: BUCKET, ...elements },
  };
}

const SYNTAX = 'Syntax errors in policy.';
const LEGACY = 'The policy failed legacy parsing';
const VERSION = 'Policy document must be version 2012-10-17 or greater.';
const ACTIONS = 'Policy statement must contain actions.';
const RESOURCES = 'Policy statement must contain resources.';
const VENDOR = 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
const COLONS = 'Actions/Condition can contain only one colon.';
const REPEATED = 'Statement IDs (SID) in a single policy must be unique.';
const SID =
  'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*';
const IAM_PATH =
  'IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, ' +
  'server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.';

/** What CreatePolicy answers, as recorded from IAM. */
const REFUSALS: readonly (readonly [document: unknown, message: string])[] = [
  ['This is not a json document', SYNTAX],
  ['[]', SYNTAX],
  [{ Statement: { Effect: 'Allow', Action: 's3:ListBucket', Resource: BUCKET } }, VERSION],
  [{ Version: '2008-10-17', Statement: { Effect: 'Allow', Action: 's3:ListBucket', Resource: BUCKET } }, VERSION],
  [{ Version: '2013-10-17', Statement: { Effect: 'Allow', Action: 's3:ListBucket', Resource: BUCKET } }, SYNTAX],
  [{ Version: '2012-10-17' }, SYNTAX],
  [{ Version: '2012-10-17', Statement: ['afd'] }, SYNTAX],
  [{ Version: '2012-10-17', Statement: [] }, SYNTAX],
  [{ ...Object(managed({})), 'Extra field': 'value' }, SYNTAX],
  [{ ...Object(managed({})), Id: {} }, SYNTAX],
  [managed({ 'Extra field': 'value' }), SYNTAX],
  [managed({ Effect: 'invalid' }), SYNTAX],
  [managed({ Effect: undefined }), SYNTAX],
  [managed({ Effect: 'denY' }), LEGACY],
  [managed({ Sid: {} }), SYNTAX],
  [managed({ Action: 'invalid' }), VENDOR],
  [managed({ Action: undefined, NotAction: '' }), VENDOR],
  [managed({ Action: 'invalid', Resource: undefined }), VENDOR],
  [managed({ Action: 'a a:ListBucket' }), 'Vendor a a is not valid'],
  [managed({ Action: 's3:List:Bucket' }), COLONS],
  [managed({ Action: undefined }), ACTIONS],
  [managed({ Action: [] }), ACTIONS],
  [managed({ Action: undefined, Resource: undefined }), ACTIONS],
  [managed({ Action: [[]] }), SYNTAX],
  [managed({ Action: {} }), SYNTAX],
  [managed({ NotAction: 'iam:dsf' }), SYNTAX],
  [managed({ Resource: undefined }), RESOURCES],
  [managed({ Resource: [] }), RESOURCES],
  [managed({ Resource: { a: BUCKET } }), SYNTAX],
  [managed({ Resource: ['adfdf', {}] }), SYNTAX],
  [managed({ NotResource: '*' }), SYNTAX],
  [managed({ Resource: 'invalid resource' }), 'Resource invalid resource must be in ARN format or "*".'],
  [managed({ Resource: '' }), 'Resource  must be in ARN format or "*".'],
  [managed({ Action: 's:3:ListBucket', Resource: 'sdfsadf' }), 'Resource sdfsadf must be in ARN format or "*".'],
  [managed({ Resource: 'a:bs' }), 'Partition "bs" is not valid for resource "arn:bs:*:*:*:*".'],
  [managed({ Resource: 'a:b:cad' }), 'Partition "b" is not valid for resource "arn:b:cad:*:*:*".'],
  [managed({ Resource: 'a:b:c:d:e:f:g:h' }), 'Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".'],
  [managed({ Resource: 'aws:s3:::bucket' }), 'Partition "s3" is not valid for resource "arn:s3:::bucket:*".'],
  [managed({ Resource: 'arn:aws' }), 'Resource vendor must be fully qualified and cannot contain regexes.'],
  [managed({ Resource: 'arn:aws:s3::example_bucket' }), LEGACY],
  [managed({ Action: undefined, Resource: 'arn:aws:s3::example_bucket' }), LEGACY],
  [managed({ Resource: undefined, NotResource: 'arn:aws:s3::example_bucket' }), LEGACY],
  [managed({ Resource: 'arn:aws::::example_bucket' }), LEGACY],
  [managed({ Resource: 'arn:aws::fdsasf' }), LEGACY],
  [managed({ Resource: 'arn:aws:iam:::example_bucket' }), IAM_PATH],
  [
    managed({ Resource: 'arn:aws:iam:us-east-1::x' }),
    'IAM resource arn:aws:iam:us-east-1::x cannot contain region information.',
  ],
  [managed({ Resource: 'arn:aws:s3:us::x' }), 'Resource arn:aws:s3:us::x can not contain region information.'],
  [managed({ Condition: [] }), SYNTAX],
  [managed({ Condition: 'a' }), SYNTAX],
  [managed({ Condition: { a: 'b' } }), SYNTAX],
  [managed({ Condition: { DateGreaterThan: [] } }), SYNTAX],
  [managed({ Condition: { DateGreaterThan: { a: {} } } }), SYNTAX],
  [managed({ Action: undefined, Condition: { DateGreaterThan: { a: {} } } }), SYNTAX],
  [managed({ Condition: { x: { a: '1' } } }), SYNTAX],
  [managed({ Condition: { 'ForAnyValue::StringEqualsIfExists': { a: 'asf' } } }), SYNTAX],
  [managed({ Condition: { 'ForSomeValue:StringEquals': { a: 'asf' } } }), SYNTAX],
  [managed({ Condition: { NullIfExists: { a: 'true' } } }), SYNTAX],
  [managed({ Condition: { StringEquals: { a: null } } }), SYNTAX],
  [managed({ Condition: { DateGreaterThan: { a: 'sdfdsf' } } }), LEGACY],
  [managed({ Condition: { DateLessThan: { a: '9223372036854775808' } } }), LEGACY],
  [managed({ Resource: 'arn:error:s3:::b', Condition: { DateLessThan: { a: 'sdfdsf' } } }), LEGACY],
  [managed({ Condition: { NumericLessThan: { a: 'seven' } } }), LEGACY],
  [managed({ Condition: { IpAddress: { a: '1.2.3.4/99' } } }), LEGACY],
  [managed({ Condition: { Bool: { a: 'flase' } } }), LEGACY],
  [managed({ Condition: { Null: { a: '${b}' } } }), LEGACY],
  [managed({ Principal: '*' }), 'Policy document should not specify a principal.'],
  [managed({ NotPrincipal: '*' }), 'Policy document should not specify a principal.'],
  [managed({ Sid: 'with blanks' }), SID],
];

test('a managed policy is refused in the words of IAM', () => {
  for (const [document, message] of REFUSALS) {
    assert.equal(refusal(document, 'managed'), message, JSON.stringify(document));
  }
});

test('the Sids of an identity’s policy differ, whatever else is wrong', () => {
  const first = { Sid: 'sdf', Effect: 'Allow', Action: 's3:ListBucket', Resource: BUCKET };
  const document = { Version: '2012-10-17', Statement: [first, { Sid: 'sdf', Effect: 'Allow' }] };

  assert.equal(refusal(document, 'managed'), REPEATED);
  assert.equal(refusal(document, 'inline'), REPEATED);
  const unnamed = { ...first, Sid: '' };
  assert.ok(parsePolicy(JSON.stringify({ ...document, Statement: [unnamed, unnamed] }), 'managed').ok);
});

const ACCEPTED: readonly Record<string, unknown>[] = [
  { Action: 'iam: asdf safdsf af ' },
  { Action: '*' },
  { Action: ['*:*', 'S3:listbucket'] },
  { Resource: [BUCKET, '*'] },
  { Resource: 'arn:aws:iam:::user/example_bucket' },
  { Resource: 'arn:aws:iam::123456789012:*' },
  { Resource: 'arn:aws:fdsasf' },
  { Resource: 'arn:aws:cloudwatch:us-east-1::example_bucket' },
  { Resource: 'arn:*:ec2:*:*:volume/*' },
  { Condition: {} },
  { Condition: { a: {} } },
  { Condition: { DateGreaterThan: {} } },
  { Condition: { DateGreaterThan: { a: [] } } },
  { Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'Department' } } },
  { Condition: { Bool: { 'aws:SecureTransport': false }, NumericLessThan: { a: 7 } } },
  { Condition: { DateLessThan: { 'aws:CurrentTime': '2017-12-31T23:59:59Z' } } },
];

test('what IAM accepts is accepted', () => {
  for (const elements of ACCEPTED) {
    assert.ok(parsePolicy(JSON.stringify(managed(elements)), 'managed').ok, JSON.stringify(elements));
  }
});

test('a document without a Version has the older one, and only managed policies need the newer', () => {
  const document = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };

  assert.equal(parsed(document, 'inline').version, '2008-10-17');
  assert.equal(parsed({ ...document, Version: '2012-10-17' }, 'inline').version, '2012-10-17');
  assert.equal(parsed(document, 'session').statements.length, 1);
});

test('a name that stands twice in an object is refused, however it is written', () => {
  const statement = (text: string): string => `{"Statement":{"Effect":"Allow","Action":"*","Resource":"*",${text}}}`;

  assert.equal(refusal(statement('"Effect":"Deny"'), 'inline'), SYNTAX);
  assert.equal(refusal(statement('"\\u0045ffect" : "Deny"'), 'inline'), SYNTAX);
  const twice = '{"StringEquals":{"a":"1"},"StringEquals":{"b":"2"}}';
  assert.equal(refusal(statement(`"Condition":${twice}`), 'inline'), SYNTAX);
  const nested = '{"StringEquals":{"a":["a","a","\\"a\\":"]},"StringLike":{"a":"a"}}';
  assert.ok(parsePolicy(statement(`"Condition":${nested}`), 'inline').ok);
});

test('an error says where it is', () => {
  const result = parsePolicy(
    JSON.stringify({ Statement: [{ Effect: 'Allow', Action: ['a:b', 'c'], Resource: '*' }] }),
    'inline',
  );

  assert.ok(!result.ok);
  assert.deepEqual(result.errors, [{ rule: 'action', message: VENDOR, path: 'Statement[0].Action[1]' }]);
});

test('all thirty managed policies of AWS parse and compile', () => {
  const text = readFileSync(new URL('../testing/managed-policies.json', import.meta.url), 'utf8');
  const documents: unknown = JSON.parse(text);
  const entries = Object.entries(Object(documents));

  assert.equal(entries.length, 30);
  for (const [name, document] of entries) {
    const { statements } = compilePolicy(parsed(document, 'managed'), { name });
    assert.ok(statements.length > 0, name);
  }
});

const element = fc.constantFrom('Effect', 'Action', 'NotAction', 'Resource', 'Principal', 'NotPrincipal', 'Condition');
const fragment = fc.oneof(
  fc.constantFrom(
    '*',
    'Allow',
    'Deny',
    'secretsmanager:*',
    '${aws:username}',
    `arn:aws:iam::${A}:root`,
    '${',
    '__proto__',
  ),
  fc.string({ unit: 'binary' }),
  fc.jsonValue({ maxDepth: 3 }),
  fc.dictionary(
    fc.constantFrom('AWS', 'Service', 'StringLike', 'IpAddress', '__proto__'),
    fc.constantFrom('*', 'x', {}),
  ),
);
const almost = fc.array(fc.dictionary(element, fragment), { maxLength: 3 }).map(list => {
  const whole = { Effect: 'Allow', Action: '*', Resource: '*', Principal: '*' };
  return JSON.stringify({ Statement: list.map(each => Object.assign({}, whole, each)) });
});

test('nothing throws, whatever the document and the request', () => {
  fc.assert(
    fc.property(
      fc.oneof(almost, almost, fc.string({ unit: 'binary' }), fc.json()),
      fc.constantFrom(...KINDS),
      fc.string({ unit: 'binary' }),
      (text, kind, strange) => {
        const result = parsePolicy(text, kind);
        if (!result.ok) {
          return;
        }
        const policy = compilePolicy(result.policy);
        const asked = request({ action: strange, resource: strange, context: { [strange]: strange } });
        for (const policies of [{ identity: [policy] }, { resource: policy }, { endpoint: policy, session: [] }]) {
          decide(asked, policies);
          explain(asked, policies);
        }
        isPublic(result.policy);
      },
    ),
    { numRuns: 200 },
  );
});

test('neither depth nor length stops the parser', () => {
  for (const kind of ['managed', 'resource'] as const) {
    for (const text of ['['.repeat(100_000), '{"a":'.repeat(20_000), `"${'x'.repeat(MAX_DOCUMENT_LENGTH)}"`]) {
      assert.ok(!parsePolicy(text, kind).ok);
    }
  }
  const long = JSON.stringify(managed({ Resource: `arn:x:${'y'.repeat(100_000)}` }));
  assert.ok(refusal(long, 'managed').length <= 4096);
  const padded = JSON.stringify(managed({})) + ' '.repeat(MAX_DOCUMENT_LENGTH);
  assert.equal(refusal(padded, 'managed'), SYNTAX);
});
