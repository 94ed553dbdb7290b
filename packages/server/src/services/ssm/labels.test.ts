import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { assertRefused, put } from './testing.ts';

onBothEngines('Labels', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  function label(Name: string, Labels: readonly string[], ParameterVersion?: number) {
    return server.call('ssm', 'LabelParameterVersion', { Name, Labels, ParameterVersion });
  }

  async function labelsOf(Name: string) {
    const { Parameters = [] } = await server.call('ssm', 'GetParameterHistory', { Name });
    return Parameters.map(({ Version, Labels }) => [Version, Labels]);
  }

  it('move from version to version, and are listed as recorded', async () => {
    await put(server, '/labels/move', '1');
    await label('/labels/move', ['stable', 'old'], 1);
    await put(server, '/labels/move', '2', { Overwrite: true });

    assert.deepEqual(await label('/labels/move', ['stable'], 2), { InvalidLabels: [], ParameterVersion: 2 });
    assert.deepEqual(await label('/labels/move', ['valid', '123bad', 'awsBad', 'ssmBad', 'bad label']), {
      InvalidLabels: ['awsBad', '123bad', 'bad label', 'ssmBad'],
      ParameterVersion: 2,
    });
    assert.deepEqual(await label('/labels/move', ['bad label', 'AWSbad', 'bad label', 'Ssmbad']), {
      InvalidLabels: ['Ssmbad', 'AWSbad', 'bad label'],
      ParameterVersion: 2,
    });
    assert.deepEqual(await labelsOf('/labels/move'), [
      [1, ['old']],
      [2, ['valid', 'stable']],
    ]);
    assert.deepEqual(
      await server.call('ssm', 'UnlabelParameterVersion', {
        Name: '/labels/move',
        Labels: ['old', 'stable', 'missing'],
        ParameterVersion: 1,
      }),
      { InvalidLabels: ['stable', 'missing'], RemovedLabels: ['old'] },
    );
    assert.deepEqual(await labelsOf('/labels/move'), [
      [1, []],
      [2, ['valid', 'stable']],
    ]);
  });

  it('are refused at versions and parameters that are not there', async () => {
    await put(server, '/labels/none', '1');
    const missing = [
      'ParameterVersionNotFound',
      'Systems Manager could not find version 99 of /labels/none. Verify the version and try again.',
    ] as const;
    const input = { Name: '/labels/none', Labels: ['a'], ParameterVersion: 99 };

    await assertRefused(server, 'LabelParameterVersion', input, missing);
    await assertRefused(server, 'UnlabelParameterVersion', input, missing);
    await assertRefused(server, 'LabelParameterVersion', { ...input, Name: '/labels/x' }, ['ParameterNotFound']);
    await assertRefused(server, 'UnlabelParameterVersion', { ...input, Name: '/labels/x' }, ['ParameterNotFound']);
    await assertRefused(server, 'GetParameterHistory', { Name: '/labels/x' }, ['ParameterNotFound']);
  });

  it('are at most ten at a version', async () => {
    await put(server, '/labels/ten', '1');
    await label(
      '/labels/ten',
      Array.from({ length: 10 }, (_, i) => `l${i}`),
    );

    await assertRefused(server, 'LabelParameterVersion', { Name: '/labels/ten', Labels: ['l10'] }, [
      'ParameterVersionLabelLimitExceeded',
      'An error occurred (ParameterVersionLabelLimitExceeded) when calling the LabelParameterVersion operation: ' +
        'A parameter version can have maximum 10 labels.Move one or more labels to another version and try again.',
    ]);
    assert.deepEqual(await label('/labels/ten', ['l9', '1bad']), { InvalidLabels: ['1bad'], ParameterVersion: 1 });
  });

  it('are told with the history, a page at a time', async () => {
    const AllowedPattern = 'fixture-.*';
    await put(server, '/labels/history', 'fixture-one', { AllowedPattern, Description: 'fixture description' });
    await put(server, '/labels/history', 'fixture-two', { Overwrite: true });
    const input = { Name: '/labels/history', MaxResults: 1 };

    const first = await server.call('ssm', 'GetParameterHistory', input);
    const second = await server.call('ssm', 'GetParameterHistory', { ...input, NextToken: first.NextToken ?? '' });

    const versions = [...(first.Parameters ?? []), ...(second.Parameters ?? [])];
    const shown = versions.map(({ Value, ...rest }) => [Value?.unwrap(), rest]);
    const common = {
      AllowedPattern,
      DataType: 'text',
      Description: 'fixture description',
      Labels: [],
      LastModifiedDate: server.clock.now(),
      LastModifiedUser: 'arn:aws:iam::123456789012:root',
      Name: '/labels/history',
      Policies: [],
      Tier: 'Standard',
      Type: 'String',
    };
    assert.deepEqual(shown, [
      ['fixture-one', { ...common, Version: 1 }],
      ['fixture-two', { ...common, Version: 2 }],
    ]);
    assert.equal(second.NextToken, undefined);
    await assertRefused(server, 'GetParameterHistory', { ...input, NextToken: 'none' }, [
      'InvalidNextToken',
      'The following token is invalid: none.',
      'Message',
    ]);
  });
});
