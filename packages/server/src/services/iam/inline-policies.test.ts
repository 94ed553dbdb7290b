import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { allow, assertRefused } from './testing.ts';

onBothEngines('Inline policies', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
    await server.call('iam', 'CreateUser', { UserName: 'ana' });
    await server.call('iam', 'CreateGroup', { GroupName: 'devs' });
  });
  after(() => server[Symbol.asyncDispose]());

  const put = (PolicyName: string, PolicyDocument: string) =>
    server.call('iam', 'PutUserPolicy', { UserName: 'ana', PolicyName, PolicyDocument });

  it('are stored as they were written, and answered percent-encoded as RFC 3986 has it', async () => {
    const document = `{\n "Version": "2012-10-17", "Statement": {"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::a'(b)!/*"}}`;
    await put('exact', document);

    const { PolicyDocument, ...rest } = await server.call('iam', 'GetUserPolicy', {
      UserName: 'ana',
      PolicyName: 'exact',
    });

    assert.deepEqual(rest, { UserName: 'ana', PolicyName: 'exact' });
    assert.equal(decodeURIComponent(PolicyDocument), document);
    assert.match(PolicyDocument, /^[A-Za-z0-9\-._~%]+$/);
  });

  it('are replaced, listed and deleted', async () => {
    for (const name of ['b', 'a', 'c']) await put(name, allow('s3:*'));
    await put('a', allow('ec2:*'));

    const first = await server.call('iam', 'ListUserPolicies', { UserName: 'ana', MaxItems: 2 });
    const rest = await server.call('iam', 'ListUserPolicies', { UserName: 'ana', Marker: first.Marker });
    await server.call('iam', 'DeleteUserPolicy', { UserName: 'ana', PolicyName: 'b' });

    assert.deepEqual([...first.PolicyNames, ...rest.PolicyNames], ['a', 'b', 'c', 'exact']);
    const { PolicyDocument } = await server.call('iam', 'GetUserPolicy', { UserName: 'ana', PolicyName: 'a' });
    assert.equal(decodeURIComponent(PolicyDocument), allow('ec2:*'));
    const gone = [404, 'NoSuchEntity', 'The user policy with name b cannot be found.'] as const;
    await assertRefused(server, 'GetUserPolicy', { UserName: 'ana', PolicyName: 'b' }, gone);
    await assertRefused(server, 'DeleteUserPolicy', { UserName: 'ana', PolicyName: 'b' }, gone);
  });

  it('of groups are the groups’', async () => {
    const named = { GroupName: 'devs', PolicyName: 'p' };
    await server.call('iam', 'PutGroupPolicy', { ...named, PolicyDocument: allow('s3:*') });

    assert.equal(decodeURIComponent((await server.call('iam', 'GetGroupPolicy', named)).PolicyDocument), allow('s3:*'));
    assert.deepEqual((await server.call('iam', 'ListGroupPolicies', { GroupName: 'devs' })).PolicyNames, ['p']);
    await server.call('iam', 'DeleteGroupPolicy', named);
    assert.deepEqual((await server.call('iam', 'ListGroupPolicies', { GroupName: 'devs' })).PolicyNames, []);
    await assertRefused(server, 'GetGroupPolicy', named, [
      404,
      'NoSuchEntity',
      'The group policy with name p cannot be found.',
    ]);
  });

  it('must be policies, and their user must exist', async () => {
    const bad = { UserName: 'ana', PolicyName: 'bad' };
    const cases: readonly (readonly [document: string, message: string])[] = [
      ['{', 'Syntax errors in policy.'],
      [
        JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Principal: '*', Action: 's3:*' } }),
        'Policy document should not specify a principal.',
      ],
      [
        JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Resource: '*' } }),
        'Policy statement must contain actions.',
      ],
    ];
    for (const [PolicyDocument, message] of cases) {
      const refusal = [400, 'MalformedPolicyDocument', message] as const;
      await assertRefused(server, 'PutUserPolicy', { ...bad, PolicyDocument }, refusal);
    }
    await assertRefused(server, 'PutUserPolicy', { ...bad, UserName: 'none', PolicyDocument: allow('s3:*') }, [
      404,
      'NoSuchEntity',
      'The user with name none cannot be found.',
    ]);
  });

  it('of one owner have a length together, which white space does not count in', async () => {
    await server.call('iam', 'CreateUser', { UserName: 'long' });
    const input = { UserName: 'long', PolicyName: 'p' };
    const length = (size: number) => {
      const empty = allow('s3:').length;
      return allow(`s3:${'a'.repeat(size - empty)}`);
    };
    const refusal = [409, 'LimitExceeded', 'Maximum policy size of 2048 bytes exceeded for user long'] as const;

    await server.call('iam', 'PutUserPolicy', { ...input, PolicyDocument: `${' '.repeat(500)}${length(2_048)}` });
    await assertRefused(server, 'PutUserPolicy', { ...input, PolicyDocument: length(2_049) }, refusal);
    const other = { ...input, PolicyName: 'q', PolicyDocument: allow('s3:*') };
    await assertRefused(server, 'PutUserPolicy', other, refusal);
  });

  it('may stand in records, as AWS shows them', async () => {
    await put('recorded', allow('s3:*'));

    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {});
    const record = JSON.parse(Events[0]?.CloudTrailEvent ?? '{}') as Record<string, unknown>; // as rendered

    assert.deepEqual(record['requestParameters'], {
      userName: 'ana',
      policyName: 'recorded',
      policyDocument: allow('s3:*'),
    });
    assert.equal(record['responseElements'], null);
  });
});
