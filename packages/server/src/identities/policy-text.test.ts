import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { asShown } from './policy-text.ts';

test('recorded: a policy is written anew, two blanks for each object around, lists in one line', () => {
  const sent =
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"}, ' +
    '"Action": "secretsmanager:GetSecretValue", "Resource": "*"}]}';

  assert.equal(
    asShown(sent),
    '{\n  "Version" : "2012-10-17",\n  "Statement" : [ {\n    "Effect" : "Allow",\n    "Principal" : {\n' +
      '      "AWS" : "arn:aws:iam::000000000000:root"\n    },\n    "Action" : "secretsmanager:GetSecretValue",\n' +
      '    "Resource" : "*"\n  } ]\n}',
  );
});

test('lists and what is empty stand in their line', () => {
  assert.equal(asShown('{"a":["b","c"],"d":[],"e":{},"f":[{"g":1},{}]}'), SHOWN);
});

const SHOWN = '{\n  "a" : [ "b", "c" ],\n  "d" : [ ],\n  "e" : { },\n  "f" : [ {\n    "g" : 1\n  }, { } ]\n}';

test('names keep their order and numbers their digits, also where values of JavaScript would not', () => {
  assert.equal(
    asShown('{"b":1,"1":12345678901234567890,"__proto__":1.0,"a":true}'),
    '{\n  "b" : 1,\n  "1" : 12345678901234567890,\n  "__proto__" : 1.0,\n  "a" : true\n}',
  );
});

test('strings are written without the escapes that they do not need', () => {
  assert.equal(asShown(String.raw`{"\u0041":"\/ \" \\ \u000a { } [ , :"}`), '{\n  "A" : "/ \\" \\\\ \\n { } [ , :"\n}');
});

test('only principals are shown by another name, and only where they are principals', () => {
  const arn = 'arn:aws:iam::1:role/r';
  const statement = { Sid: arn, Principal: { AWS: ['x', arn] }, Condition: { ArnEquals: { 'aws:PrincipalArn': arn } } };

  const shown = asShown(JSON.stringify({ Id: arn, Statement: statement }), new Map([[arn, 'AROAOLD']]));

  const renamed = { ...statement, Principal: { AWS: ['x', 'AROAOLD'] } };
  assert.deepEqual(JSON.parse(shown), { Id: arn, Statement: renamed });
  assert.deepEqual(
    JSON.parse(asShown(`{"Statement":[{"NotPrincipal":{"AWS":"${arn}"}}]}`, new Map([[arn, 'AROAOLD']]))),
    { Statement: [{ NotPrincipal: { AWS: 'AROAOLD' } }] },
  );
});

test('a document means what it meant, and is shown the same again', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), json => {
      const shown = asShown(json);

      assert.deepEqual(JSON.parse(shown), JSON.parse(json));
      assert.equal(asShown(shown), shown);
    }),
  );
});
