import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { InputOf } from '@coffer/wire';
import type { ssm } from '@coffer/wire/services';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { assertRefused, put } from './testing.ts';

type ByPath = Partial<InputOf<(typeof ssm)['operations']['GetParametersByPath']>>;
type Describe = Partial<InputOf<(typeof ssm)['operations']['DescribeParameters']>>;

onBothEngines('Listing parameters', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
    await put(server, '/app/string', 'one', { Tags: [{ Key: 'env', Value: 'two' }] });
    await server.call('ssm', 'LabelParameterVersion', { Name: '/app/string', Labels: ['historical'] });
    await put(server, '/app/string', 'two', { Overwrite: true });
    await server.call('ssm', 'LabelParameterVersion', { Name: '/app/string', Labels: ['stable'] });
    await put(server, '/app/list', 'red, green,blue', { Type: 'StringList' });
    await put(server, '/app/nested/secure', 'sealed', { Type: 'SecureString' });
    await put(server, '/app/nested/string', 'deep');
    await put(server, '/app0', 'beside');
    await put(server, '/app-', 'beside');
    await put(server, 'bare', 'v', { Tier: 'Advanced' });
  });
  after(() => server[Symbol.asyncDispose]());

  async function below(Path: string, more: ByPath = {}) {
    const { Parameters = [] } = await server.call('ssm', 'GetParametersByPath', { Path, ...more });
    return Parameters.map(({ Name, Value }) => [Name, Value?.unwrap()]);
  }

  async function described(more: Describe) {
    const { Parameters = [] } = await server.call('ssm', 'DescribeParameters', more);
    return Parameters.map(({ Name }) => Name);
  }

  it('shows a level of a hierarchy, or all below it', async () => {
    const level = [
      ['/app/list', 'red, green,blue'],
      ['/app/string', 'two'],
    ];
    const all = [
      ['/app/list', 'red, green,blue'],
      ['/app/nested/secure', 'sealed'],
      ['/app/nested/string', 'deep'],
      ['/app/string', 'two'],
    ];

    assert.deepEqual(await below('/app'), level);
    assert.deepEqual(await below('/app/'), level);
    assert.deepEqual(await below('/app', { Recursive: true, WithDecryption: true }), all);
    assert.deepEqual(
      (await below('/')).map(([name]) => name),
      ['/app-', '/app0', 'bare'],
    );
    assert.deepEqual(await below('/none'), []);
    const { code } = await server.refused('ssm', 'GetParametersByPath', { Path: 'app' });
    assert.equal(code, 'ValidationException');
  });

  it('pages through a hierarchy, and takes no token of another listing', async () => {
    const input = { Path: '/app', Recursive: true, MaxResults: 3 };
    const first = await server.call('ssm', 'GetParametersByPath', input);
    const NextToken = first.NextToken ?? '';
    const second = await server.call('ssm', 'GetParametersByPath', { ...input, NextToken });

    assert.deepEqual(
      [first.Parameters?.length, second.Parameters?.map(({ Name }) => Name), second.NextToken],
      [3, ['/app/string'], undefined],
    );
    for (const token of ['fixture-invalid-token', `${NextToken}A`]) {
      await assertRefused(server, 'GetParametersByPath', { ...input, NextToken: token }, [
        'InvalidNextToken',
        `The following token is invalid: ${token.slice(0, 256)}.`,
        'Message',
      ]);
    }
    const { code } = await server.refused('ssm', 'GetParametersByPath', { ...input, Recursive: false, NextToken });
    assert.equal(code, 'InvalidNextToken');
    const other = await server.refused('ssm', 'DescribeParameters', { NextToken });
    assert.equal(other.code, 'InvalidNextToken');
  });

  it('filters a hierarchy by type, key and label; a label shows its version', async () => {
    const filtered = (Key: string, Values: readonly string[], Option?: string) =>
      below('/app', {
        Recursive: true,
        ParameterFilters: [{ Key, Values, ...(Option === undefined ? {} : { Option }) }],
      });

    assert.deepEqual(await filtered('Type', ['String'], 'Equals'), [
      ['/app/nested/string', 'deep'],
      ['/app/string', 'two'],
    ]);
    assert.deepEqual((await filtered('Type', ['String'], 'BeginsWith')).length, 3);
    assert.deepEqual(
      (await filtered('KeyId', ['alias/aws/ssm'])).map(([name]) => name),
      ['/app/nested/secure'],
    );
    assert.deepEqual(await filtered('Label', ['historical']), [['/app/string', 'one']]);
    assert.deepEqual(await filtered('Label', ['stable']), [['/app/string', 'two']]);
    assert.deepEqual(await filtered('Label', ['nobody']), []);
  });

  it('refuses filters in the words of AWS', async () => {
    const options = (option: string, valid: string) =>
      [
        'InvalidFilterOption',
        `The following filter option is not valid: ${option}. Valid options include: [${valid}].`,
      ] as const;
    const refuse = (filter: object, refusal: readonly [string, string, 'Message'?]) =>
      assertRefused(server, 'GetParametersByPath', { Path: '/app', ParameterFilters: [filter] }, refusal);

    await refuse({ Key: 'Name', Values: ['x'] }, [
      'InvalidFilterKey',
      'The following filter key is not valid: Name. Valid filter keys include: [Type, KeyId, Label].',
      'Message',
    ]);
    await refuse({ Key: 'Type', Option: 'Contains', Values: ['x'] }, options('Contains', 'BeginsWith, Equals'));
    await refuse({ Key: 'Label', Option: 'BeginsWith', Values: ['x'] }, options('BeginsWith', 'Equals'));
    await refuse({ Key: 'Label', Values: ['a', 'b'] }, [
      'InvalidFilterValue',
      'The following filter Label can have only one value',
      'Message',
    ]);
    for (const Key of ['Type', 'KeyId']) {
      await assertRefused(server, 'DescribeParameters', { ParameterFilters: [{ Key }] }, [
        'InvalidFilterValue',
        `The following filter values are missing : null for filter key ${Key}.`,
        'Message',
      ]);
    }
    await assertRefused(
      server,
      'DescribeParameters',
      { Filters: [{ Key: 'Name', Values: ['x'] }], ParameterFilters: [] },
      ['ValidationException', 'You can use either Filters or ParameterFilters in a single request.'],
    );
  });

  it('describes parameters by every filter', async () => {
    const by = (Key: string, Values: readonly string[] | undefined, Option?: string) =>
      described({
        ParameterFilters: [{ Key, ...(Values && { Values }), ...(Option === undefined ? {} : { Option }) }],
      });
    const nested = ['/app/nested/secure', '/app/nested/string'];
    const all = ['/app-', '/app/list', ...nested, '/app/string', '/app0', 'bare'];

    assert.deepEqual(await described({}), all);
    assert.deepEqual(await described({ Shared: true }), []);
    assert.deepEqual(await by('Name', ['/app/string', '/bare', '/none']), ['/app/string', 'bare']);
    assert.deepEqual(await by('Name', ['bare']), ['bare']);
    assert.deepEqual(await by('Name', ['/app/n'], 'BeginsWith'), nested);
    assert.deepEqual(await by('Name', ['ste', 'are'], 'Contains'), [...nested, 'bare']);
    assert.deepEqual(await by('Path', ['/app']), ['/app/list', '/app/string']);
    assert.deepEqual(await by('Path', ['/app'], 'Recursive'), ['/app/list', ...nested, '/app/string']);
    assert.deepEqual(await by('Type', ['SecureString', 'StringList']), ['/app/list', '/app/nested/secure']);
    assert.deepEqual(await by('Tier', ['Advanced']), ['bare']);
    assert.deepEqual(await by('DataType', ['text']), all);
    assert.deepEqual(await by('tag:env', ['two']), ['/app/string']);
    assert.deepEqual(await by('tag:env', undefined), ['/app/string']);
    assert.deepEqual(await by('tag:env', ['one']), []);
    assert.deepEqual(await described({ Filters: [{ Key: 'Name', Values: ['/app/s'] }] }), ['/app/string']);
    assert.deepEqual(await described({ Filters: [{ Key: 'Type', Values: ['StringList'] }] }), ['/app/list']);
  });

  it('pages through descriptions without losing one', async () => {
    const names: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await server.call('ssm', 'DescribeParameters', { MaxResults: 3, ...(NextToken && { NextToken }) });
      names.push(...(page.Parameters ?? []).map(({ Name }) => Name));
      ({ NextToken } = page);
    } while (NextToken !== undefined);

    assert.deepEqual(names, await described({}));
  });
});
