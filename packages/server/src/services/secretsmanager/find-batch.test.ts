import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { secretsmanager } from '@coffer/wire/services';
import { perform } from '../../pipeline/perform.ts';
import type { CommittedReader } from '../../storage/database.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { batchGetSecretValue } from './batch-get-secret-value.ts';
import { findBatch, takeFound } from './find-batch.ts';
import { makeSecret } from './testing.ts';

const HERE = { accountId: '123456789012', region: 'us-east-1', partition: 'aws' };

onBothEngines('what a batch finds', engine => {
  let server: TestServer;
  let arn: string;
  before(async () => {
    server = await TestServer.open({ engine });
    arn = await makeSecret(server, 'one');
    await makeSecret(server, 'two');
  });
  after(() => server[Symbol.asyncDispose]());

  it('is each secret of the own account and region, by name and by ARN, with its current version', async () => {
    const inputs = ['one', arn, 'two', 'nowhere'].map(SecretId => ({ SecretId }));

    await findBatch({ reader: server.parts.line.reader, ...HERE }, inputs);

    const found = inputs.map(takeFound);
    assert.deepEqual(
      found.map(each => each?.row?.name),
      ['one', 'one', 'two', undefined],
    );
    assert.equal(found[2]?.row?.version_kind, 'string');
    assert.deepEqual(found[3], { row: undefined });
  });

  it('is nothing of other accounts, regions and partitions, nor of what names no secret', async () => {
    const inputs = [
      arn.replace('123456789012', '999999999999'),
      arn.replace('us-east-1', 'eu-west-1'),
      arn.replace('arn:aws:', 'arn:aws-cn:'),
      'not a name',
      arn.replace('one', 'o\0ne'),
    ].map(SecretId => ({ SecretId }));

    await findBatch({ reader: server.parts.line.reader, ...HERE }, inputs);

    assert.deepEqual(
      inputs.map(takeFound),
      inputs.map(() => undefined),
    );
  });

  it('is for the read that was asked for, once', async () => {
    const input = { SecretId: 'one' };

    await findBatch({ reader: server.parts.line.reader, ...HERE }, [input]);

    assert.equal(takeFound({ SecretId: 'one' }), undefined);
    assert.equal(takeFound(input)?.row?.name, 'one');
    assert.equal(takeFound(input), undefined);
  });

  it('takes one statement, however many secrets BatchGetSecretValue reads', async () => {
    const statements: string[] = [];
    const { line } = server.parts;
    const note = (strings: readonly string[]) => statements.push(strings.join('?'));
    const reader: CommittedReader = {
      all: statement => (note(statement.strings), line.reader.all(statement)),
      get: statement => (note(statement.strings), line.reader.get(statement)),
      getRemembered: (name, statement) => (note(statement.strings), line.reader.getRemembered(name, statement)),
    };

    const key = await line.accessKeys.find('AKIAIOSFODNN7EXAMPLE');
    assert.ok(key !== undefined);
    const { BatchGetSecretValue: contract } = secretsmanager.operations;

    await perform(
      { ...line, reader },
      {
        service: secretsmanager,
        name: 'BatchGetSecretValue',
        contract,
        operation: batchGetSecretValue,
        decode: () => ({ SecretIdList: ['one', 'two', 'nowhere', 'one'] }),
        caller: key.caller,
        region: 'us-east-1',
        requestId: 'r',
        now: server.clock.now(),
      },
    );

    assert.equal(statements.filter(each => each.includes('from secret s')).length, 1);
  });
});
