import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { allow, assertRefused, IAM } from './testing.ts';

onBothEngines('Attached policies', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
    await server.call('iam', 'CreateUser', { UserName: 'ana' });
    await server.call('iam', 'CreateGroup', { GroupName: 'devs' });
    for (let i = 0; i <= 10; i++) {
      const PolicyName = `p${i}`;
      await server.call('iam', 'CreatePolicy', { PolicyName, Path: '/p/', PolicyDocument: allow('s3:*') });
    }
  });
  after(() => server[Symbol.asyncDispose]());

  const own = (name: string) => ({ PolicyName: name, PolicyArn: `${IAM}:policy/p/${name}` });
  const admin = { PolicyName: 'AdministratorAccess', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' };

  it('are listed in the order in which they were attached, once each', async () => {
    for (const each of [own('p1'), admin, own('p0'), own('p1')]) {
      await server.call('iam', 'AttachUserPolicy', { UserName: 'ana', PolicyArn: each.PolicyArn });
      server.clock.advance(1);
    }

    const all = await server.call('iam', 'ListAttachedUserPolicies', { UserName: 'ana' });
    const first = await server.call('iam', 'ListAttachedUserPolicies', { UserName: 'ana', MaxItems: 2 });
    const rest = await server.call('iam', 'ListAttachedUserPolicies', { UserName: 'ana', Marker: first.Marker });
    const below = await server.call('iam', 'ListAttachedUserPolicies', { UserName: 'ana', PathPrefix: '/p/' });

    assert.deepEqual(all, { AttachedPolicies: [own('p1'), admin, own('p0')], IsTruncated: false });
    assert.deepEqual(first.AttachedPolicies, [own('p1'), admin]);
    assert.deepEqual(rest.AttachedPolicies, [own('p0')]);
    assert.deepEqual(below.AttachedPolicies, [own('p1'), own('p0')]);
  });

  it('can be detached, once', async () => {
    const { PolicyArn } = admin;
    await server.call('iam', 'AttachGroupPolicy', { GroupName: 'devs', PolicyArn });
    await server.call('iam', 'DetachGroupPolicy', { GroupName: 'devs', PolicyArn });

    assert.deepEqual(
      (await server.call('iam', 'ListAttachedGroupPolicies', { GroupName: 'devs' })).AttachedPolicies,
      [],
    );
    const gone = [404, 'NoSuchEntity', `Policy ${PolicyArn} was not found.`] as const;
    await assertRefused(server, 'DetachGroupPolicy', { GroupName: 'devs', PolicyArn }, gone);
    const { PolicyArn: other } = own('p9');
    const missing = [404, 'NoSuchEntity', `Policy ${other} was not found.`] as const;
    await assertRefused(server, 'DetachUserPolicy', { UserName: 'ana', PolicyArn: other }, missing);
  });

  it('are ten at most', async () => {
    for (let i = 0; i < 10; i++) {
      await server.call('iam', 'AttachGroupPolicy', { GroupName: 'devs', PolicyArn: own(`p${i}`).PolicyArn });
    }

    await assertRefused(server, 'AttachGroupPolicy', { GroupName: 'devs', PolicyArn: own('p10').PolicyArn }, [
      409,
      'LimitExceeded',
      'Cannot exceed quota for PoliciesPerGroup: 10',
    ]);
  });

  it('keep no policy alive that is deleted at the same moment', async () => {
    await server.call('iam', 'CreateUser', { UserName: 'racer' });
    const PolicyDocument = allow('s3:*');
    const { Policy } = await server.call('iam', 'CreatePolicy', { PolicyName: 'racing', PolicyDocument });
    const PolicyArn = Policy?.Arn ?? '';

    await Promise.allSettled([
      server.call('iam', 'AttachUserPolicy', { UserName: 'racer', PolicyArn }),
      server.call('iam', 'DeletePolicy', { PolicyArn }),
    ]);

    const { AttachedPolicies } = await server.call('iam', 'ListAttachedUserPolicies', { UserName: 'racer' });
    const { Policies } = await server.call('iam', 'ListPolicies', { Scope: 'Local' });
    assert.equal(AttachedPolicies?.length, Policies?.filter(({ Arn }) => Arn === PolicyArn).length);
  });
});
