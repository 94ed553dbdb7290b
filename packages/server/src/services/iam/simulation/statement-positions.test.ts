import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { statementSpans } from './statement-positions.ts';

describe('statementSpans', () => {
  it('counts as AWS does', () => {
    // Recorded: AdministratorAccess begins at 3:17 and ends at 8:6.
    const admin = [
      '{',
      '  "Version": "2012-10-17",',
      '  "Statement": [',
      '    {',
      '      "Effect": "Allow",',
      '      "Action": "*",',
      '      "Resource": "*"',
      '    }',
      '  ]',
      '}',
    ].join('\n');

    assert.deepEqual(statementSpans(admin), [
      { StartPosition: { Line: 3, Column: 17 }, EndPosition: { Line: 8, Column: 6 } },
    ]);
    const [span] = statementSpans('{"Version":"2012-10-17","Statement":[{"Effect":"Allow"}]}');
    assert.deepEqual(span?.StartPosition, { Line: 1, Column: 38 });
    const [spaced] = statementSpans('{"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}]}');
    assert.deepEqual(spaced?.StartPosition, { Line: 1, Column: 41 });
  });

  it('finds each statement, also one that is not in a list, whatever stands around it', () => {
    const condition = '"Condition":{"StringEquals":{"Statement":["[{","\\"}"]}}';
    const json = `{"Id":"Statement","Statement":[{${condition}} , {"a":[{}]}],"Version":"x"}`;
    const lone = '{"Statement":{"Effect":"Allow"}}';
    const text = (document: string) =>
      statementSpans(document).map(({ StartPosition, EndPosition }) =>
        document.slice(StartPosition.Column - 1, EndPosition.Column - 1).trim(),
      );

    assert.deepEqual(text(json), [`{${condition}}`, '{"a":[{}]}']);
    assert.deepEqual(text(lone), ['{"Effect":"Allow"}']);
  });
});
