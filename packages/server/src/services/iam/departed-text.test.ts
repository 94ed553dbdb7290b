import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withDepartedShown } from './departed-text.ts';

const ANA = 'arn:aws:iam::123456789012:user/ana';
const GONE = new Map([[ANA, 'AIDAEXAMPLE']]);

describe('withDepartedShown', () => {
  it('shows unique ids for those who are gone, where they are principals, and nowhere else', () => {
    const statement = (principal: string) =>
      `{ "Sid":"${ANA}", "Principal" : {"AWS" : ${principal}, "Federated":"${ANA}"},\n "Condition":{"ArnLike":{"aws:PrincipalArn":"${ANA}"}} }`;
    const document = (principal: string) => `{"Statement":[${statement(principal)}, ${statement(`"*"`)}]}`;

    assert.equal(withDepartedShown(document(`"${ANA}"`), GONE), document('"AIDAEXAMPLE"'));
    assert.equal(
      withDepartedShown(document(`["x", "${ANA.replaceAll('/', '\\/')}"]`), GONE),
      document('["x", "AIDAEXAMPLE"]'),
    );
    assert.equal(withDepartedShown(document(`"${ANA}x"`), GONE), document(`"${ANA}x"`));
  });

  it('leaves a document as it is when nobody is gone', () => {
    assert.equal(withDepartedShown('{"a":1}', new Map()), '{"a":1}');
  });
});
