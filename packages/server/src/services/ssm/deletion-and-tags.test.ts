import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer, textOf } from '../../testing/test-server.ts';
import { assertRefused, put } from './testing.ts';

onBothEngines('Deletion and tags', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function tagsOf(ResourceId: string) {
    const { TagList } = await server.call('ssm', 'ListTagsForResource', { ResourceType: 'Parameter', ResourceId });
    return TagList;
  }

  it('deletes a parameter with all that belongs to it', async () => {
    await put(server, '/delete/one', 'v', { Tags: [{ Key: 'k', Value: 'v' }] });
    await put(server, '/delete/one', 'v2', { Overwrite: true });
    await server.call('ssm', 'LabelParameterVersion', { Name: '/delete/one', Labels: ['label'] });

    assert.equal(textOf(await server.send('ssm', 'DeleteParameter', '{"Name":"/delete/one"}')), '');
    await assertRefused(server, 'DeleteParameter', { Name: '/delete/one' }, ['ParameterNotFound']);
    await assertRefused(server, 'GetParameter', { Name: '/delete/one' }, ['ParameterNotFound']);

    assert.equal((await put(server, '/delete/one', 'again')).Version, 1);
    assert.deepEqual(await tagsOf('/delete/one'), []);
    const { code } = await server.refused('ssm', 'GetParameter', { Name: '/delete/one:label' });
    assert.equal(code, 'ParameterVersionNotFound');
  });

  it('deletes those of several that are there', async () => {
    for (const name of ['/delete/a', '/delete/b/c', 'loose']) await put(server, name, 'v');

    const answer = await server.call('ssm', 'DeleteParameters', {
      Names: ['/delete/a', '/delete/b/c', '/delete/missing', '/delete/a', '/delete/a:1', 'bad name', '/loose'],
    });

    assert.deepEqual(answer, {
      DeletedParameters: ['/delete/a', '/delete/b/c', '/loose'],
      InvalidParameters: ['/delete/missing', '/delete/a:1', 'bad name'],
    });
    await assertRefused(server, 'DeleteParameter', { Name: '/delete/a:1' }, [
      'ValidationException',
      'Invalid parameter name. Please use correct syntax for referencing a version/label  <name>:<version/label>',
    ]);
  });

  it('adds, replaces and removes tags', async () => {
    await put(server, '/tags', 'v', { Tags: [{ Key: 'probe', Value: 'p' }] });
    const resource = { ResourceType: 'Parameter', ResourceId: '/tags' } as const;

    await server.call('ssm', 'AddTagsToResource', {
      ...resource,
      Tags: [
        { Key: 'env', Value: 'one' },
        { Key: 'empty', Value: '' },
      ],
    });
    await server.call('ssm', 'AddTagsToResource', { ...resource, Tags: [{ Key: 'env', Value: 'zwölf' }] });
    const added = await tagsOf('/tags');
    await server.call('ssm', 'RemoveTagsFromResource', { ...resource, TagKeys: ['empty', 'absent'] });

    const kept = [
      { Key: 'probe', Value: 'p' },
      { Key: 'env', Value: 'zwölf' },
    ];
    assert.deepEqual(added, [...kept, { Key: 'empty', Value: '' }]);
    assert.deepEqual(await tagsOf('/tags'), kept);
  });

  it('refuses tags of what is no parameter, too many, and what is no tag', async () => {
    await put(server, '/tags/limits', 'v');
    const resource = { ResourceType: 'Parameter', ResourceId: '/tags/limits' };
    const many = Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' }));
    const reserved = 'Tag keys that begin with aws: are reserved.';
    const characters =
      "1 validation error detected: Value 'k!' at 'tags.1.member.key' failed to satisfy constraint: " +
      'Member must satisfy regular expression pattern: ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$';

    for (const ResourceId of ['/tags/missing', '/tags/limits:1', 'bad name']) {
      await assertRefused(server, 'ListTagsForResource', { ...resource, ResourceId }, ['InvalidResourceId']);
    }
    await assertRefused(server, 'ListTagsForResource', { ...resource, ResourceType: 'Document' }, [
      'InvalidResourceType',
    ]);
    await assertRefused(server, 'AddTagsToResource', { ...resource, Tags: many }, [
      'TooManyTagsError',
      'A parameter can have at most 50 tags.',
    ]);
    for (const [Key, message] of [
      ['AWS:x', reserved],
      ['k!', characters],
    ] as const) {
      const refusal = ['ValidationException', message] as const;
      await assertRefused(server, 'AddTagsToResource', { ...resource, Tags: [{ Key, Value: '' }] }, refusal);
    }
    assert.deepEqual(await tagsOf('/tags/limits'), []);
  });
});
