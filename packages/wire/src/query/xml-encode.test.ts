import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Redacted } from '../redacted.ts';
import { secretsmanager } from '../services/index.ts';
import { blob, boolean, double, integer, list, map, string, struct, timestamp } from '../shape.ts';
import { encodeQueryResponse, escapeXml } from './xml-encode.ts';

const NS = 'https://iam.amazonaws.com/doc/2010-05-08/';

test('an answer wraps its result and its request id', () => {
  const xml = encodeQueryResponse(
    secretsmanager.xmlNamespace,
    'GetSecretValue',
    secretsmanager.operations.GetSecretValue.output,
    { Name: 'a', SecretString: new Redacted('<&>'), VersionStages: ['AWSCURRENT'], CreatedDate: 1_790_456_674_932 },
    'id-1',
  );

  assert.equal(
    xml,
    '<GetSecretValueResponse xmlns="https://secretsmanager.amazonaws.com/doc/2017-10-17/"><GetSecretValueResult>' +
      '<Name>a</Name><SecretString>&lt;&amp;&gt;</SecretString><VersionStages><member>AWSCURRENT</member></VersionStages>' +
      '<CreatedDate>2026-09-26T21:04:34.932Z</CreatedDate></GetSecretValueResult>' +
      '<ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></GetSecretValueResponse>',
  );
});

test('each type is written', () => {
  const shape = struct({
    B: boolean(),
    I: integer(),
    D: double(),
    Bytes: blob(),
    At: timestamp(),
    M: map(string(), struct({ X: string({ wire: 'x' }) })),
    L: list(list(string())),
    S: struct({}),
    Absent: string(),
  });

  const xml = encodeQueryResponse(
    NS,
    'Do',
    shape,
    { B: true, I: -1, D: 0.5, Bytes: Uint8Array.of(104, 105), At: 0, M: { 'a<': { X: 'v' } }, L: [['p'], []], S: {} },
    'id',
  );

  assert.ok(
    xml.includes(
      '<DoResult><B>true</B><I>-1</I><D>0.5</D><Bytes>aGk=</Bytes><At>1970-01-01T00:00:00Z</At>' +
        '<M><entry><key>a&lt;</key><value><x>v</x></value></entry></M>' +
        '<L><member><member>p</member></member><member></member></L><S></S></DoResult>',
    ),
    xml,
  );
});

test('an operation without output has no result', () => {
  assert.equal(
    encodeQueryResponse(NS, 'DeleteUser', struct({}), {}, 'id'),
    `<DeleteUserResponse xmlns="${NS}"><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></DeleteUserResponse>`,
  );
});

test('text is escaped, and what XML cannot carry is never dropped', () => {
  assert.equal(escapeXml('a&b<c>d"e\'\r\n\té😀'), "a&amp;b&lt;c&gt;d&quot;e'&#xD;\n\té😀");
  assert.equal(escapeXml('\u0000\u0001\u001F\uFFFE'), '&#x0;&#x1;&#x1F;&#xFFFE;');
});

test('a secret leaves only where the shape says that one does', () => {
  assert.throws(
    () => encodeQueryResponse(NS, 'Do', struct({ A: string() }), { A: new Redacted('x') }, 'id'),
    TypeError,
  );
});
