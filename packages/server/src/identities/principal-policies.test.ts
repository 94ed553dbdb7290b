import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Database, Writer } from '../storage/database.ts';
import { onBothEngines } from '../testing/engines.ts';
import { TestServer } from '../testing/test-server.ts';
import { attach, detach } from './attachment-store.ts';
import { findAwsManagedPolicy } from './aws-managed-policies.ts';
import { beginIdentityChange, readIdentityEpoch, readIdentityEpochRemembered } from './epoch-store.ts';
import { addMember, insertGroup } from './group-store.ts';
import { putInlinePolicy } from './inline-policy-store.ts';
import { insertPolicy, insertPolicyVersion, updatePolicy } from './policy-store.ts';
import { readManagedDocuments, readPrincipalPolicies } from './principal-policies.ts';
import { insertRole } from './role-store.ts';
import { ACCOUNT, groupRow, policyRow, roleRow, userRow } from './testing.ts';
import { deleteUserRow, findUser, insertUser } from './user-store.ts';

const admin = findAwsManagedPolicy('/', 'AdministratorAccess');
assert.ok(admin !== undefined);
const ADMIN = admin;
const ADMIN_ARN = 'arn:aws:iam::aws:policy/AdministratorAccess';

onBothEngines('The policies of a principal', engine => {
  let server: TestServer;
  let database: Database;
  before(async () => {
    server = await TestServer.open({ engine });
    ({ database } = server.parts);
  });
  after(() => server[Symbol.asyncDispose]());

  const write = (f: (writer: Writer) => Promise<void>) => database.write(f);
  const policiesOf = (id: string) => readPrincipalPolicies(database.reader, id, 'aws');
  const give = (ownerId: string, policyId: string, at = 1) =>
    write(writer => attach(writer, { ownerId, policyId, accountId: ACCOUNT }, at));

  it('are those of a user and of its groups, with the boundary, each with whom it is attached to', async () => {
    const policy = policyRow('Own', { path: '/team/' });
    const boundary = policyRow('Limit');
    await write(async writer => {
      await insertPolicy(writer, policy, 'own v1');
      await insertPolicy(writer, boundary, 'limit');
      await insertUser(
        writer,
        userRow('ana', { path: '/d/', tags: '[{"Key":"k","Value":"v"}]', boundary_policy_id: boundary.id }),
      );
      await insertUser(writer, userRow('bob'));
      await insertGroup(writer, groupRow('devs'));
      await insertGroup(writer, groupRow('others'));
      await addMember(writer, { userId: 'AIDAANA', groupId: 'AGPADEVS' }, 1);
      await putInlinePolicy(writer, { owner_id: 'AIDAANA', name: 'mine', document: 'inline user' });
      await putInlinePolicy(writer, { owner_id: 'AGPADEVS', name: 'ours', document: 'inline group' });
      await putInlinePolicy(writer, { owner_id: 'AGPAOTHERS', name: 'theirs', document: 'no' });
      await putInlinePolicy(writer, { owner_id: 'AIDABOB', name: 'his', document: 'no' });
    });
    await give('AIDAANA', policy.id);
    await give('AGPADEVS', ADMIN.id);

    const found = await policiesOf('AIDAANA');

    const user = { kind: 'user', id: 'AIDAANA', name: 'ana' } as const;
    const group = { kind: 'group', id: 'AGPADEVS', name: 'devs' } as const;
    assert.ok(found !== undefined);
    const { policies, ...rest } = found;
    assert.deepEqual(rest, {
      kind: 'user',
      id: 'AIDAANA',
      accountId: ACCOUNT,
      name: 'ana',
      path: '/d/',
      arn: `arn:aws:iam::${ACCOUNT}:user/d/ana`,
      tags: [{ Key: 'k', Value: 'v' }],
      boundary: { kind: 'managed', name: `arn:aws:iam::${ACCOUNT}:policy/Limit`, document: 'limit', owner: user },
    });
    assert.deepEqual(
      new Set(policies.map(each => JSON.stringify(each))),
      new Set(
        [
          { kind: 'managed', name: `arn:aws:iam::${ACCOUNT}:policy/team/Own`, document: 'own v1', owner: user },
          { kind: 'managed', name: ADMIN_ARN, document: ADMIN.document, owner: group },
          { kind: 'inline', name: 'mine', document: 'inline user', owner: user },
          { kind: 'inline', name: 'ours', document: 'inline group', owner: group },
        ].map(each => JSON.stringify(each)),
      ),
    );
  });

  it('are those of a role, and follow the default version', async () => {
    const policy = policyRow('Versions');
    await write(async writer => {
      await insertPolicy(writer, policy, 'v1');
      await insertRole(writer, roleRow('job', { boundary_policy_id: ADMIN.id }));
      await putInlinePolicy(writer, { owner_id: 'AROAJOB', name: 'in', document: 'inline' });
    });
    await give('AROAJOB', policy.id);
    const documents = async () => (await policiesOf('AROAJOB'))?.policies.map(({ document }) => document).toSorted();

    assert.deepEqual(await documents(), ['inline', 'v1']);
    assert.equal((await policiesOf('AROAJOB'))?.boundary?.name, ADMIN_ARN);
    await write(async writer => {
      await insertPolicyVersion(writer, { policy_id: policy.id, version: 2, document: 'v2', created_at: 2 });
    });
    assert.deepEqual(await documents(), ['inline', 'v1']);
    await write(writer => updatePolicy(writer, { ...policy, default_version: 2, last_version: 2 }));
    assert.deepEqual(await documents(), ['inline', 'v2']);
    await write(async writer => {
      await detach(writer, 'AROAJOB', policy.id);
    });
    assert.deepEqual(await documents(), ['inline']);
  });

  it('cannot be told when a managed policy is missing, and are nobody’s when the principal is gone', async () => {
    await write(writer => insertUser(writer, userRow('lost')));
    assert.deepEqual((await policiesOf('AIDALOST'))?.policies, []);
    await give('AIDALOST', 'ANPAGONE');
    await assert.rejects(policiesOf('AIDALOST'), /policy ANPAGONE of AIDALOST is missing/);

    await write(writer => deleteUserRow(writer, 'AIDALOST'));
    assert.equal(await policiesOf('AIDALOST'), undefined);
    assert.equal(await policiesOf('AROANOBODY'), undefined);
  });

  it('of a session are found by ARN, path included, of AWS and of this account alone', async () => {
    await write(writer => insertPolicy(writer, policyRow('Pathed', { path: '/a/' }), 'doc'));
    const arns = [
      `arn:aws:iam::${ACCOUNT}:policy/a/Pathed`,
      `arn:aws:iam::${ACCOUNT}:policy/Pathed`,
      'arn:aws:iam::210987654321:policy/a/Pathed',
      ADMIN_ARN,
      'arn:aws:iam::aws:policy/None',
      'nonsense',
    ];

    const found = await readManagedDocuments(database.reader, ACCOUNT, arns);

    assert.deepEqual(found, [
      { arn: arns[0], document: 'doc' },
      { arn: ADMIN_ARN, document: ADMIN.document },
    ]);
  });

  it('count by epochs: a change in an account shows with the next read, here and remembered', async () => {
    const other = '210987654321';
    const epochs = () =>
      Promise.all([
        readIdentityEpoch(database.reader, ACCOUNT),
        readIdentityEpochRemembered(database.reader, ACCOUNT),
        readIdentityEpochRemembered(database.reader, other),
      ]);
    const [start] = await epochs();
    assert.deepEqual(await epochs(), [start, start, 0]);

    await write(writer => beginIdentityChange(writer, ACCOUNT));
    assert.deepEqual(await epochs(), [start + 1, start + 1, 0]);

    await assert.rejects(
      write(async writer => {
        await beginIdentityChange(writer, ACCOUNT);
        throw new Error('refused');
      }),
    );
    assert.deepEqual(await epochs(), [start + 1, start + 1, 0]);
  });

  it('are changed by one write at a time: what a write has read stays true', async () => {
    const inserted = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        database.write(async writer => {
          await beginIdentityChange(writer, ACCOUNT);
          if ((await findUser(writer, ACCOUNT, 'ONCE')) !== undefined) return false;
          await insertUser(writer, userRow('once', { id: `AIDAONCE${i}` }));
          return true;
        }),
      ),
    );

    assert.equal(inserted.filter(Boolean).length, 1);
  });
});
