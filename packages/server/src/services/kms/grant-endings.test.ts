import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { recordsNamed } from '../secretsmanager/testing.ts';
import * as ofServer from './grants.test-support.ts';
import { isDenied, open, OWNER, ROOT, STRANGER } from './grants.test-support.ts';

onBothEngines('Making and ending grants', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  const createKey = () => ofServer.createKey(server);
  const seal = (KeyId: string, context?: Record<string, string>) => ofServer.seal(server, KeyId, context);
  const grantTo = (KeyId: string, grantee: string, more?: object) => ofServer.grantTo(server, KeyId, grantee, more);
  const makeGrantee = ofServer.granteeMaker(() => server);

  it('are shown as they were made', async () => {
    const KeyId = await createKey();
    const [user, retiring] = [await makeGrantee(), await makeGrantee()];
    const Constraints = { EncryptionContextSubset: { b: '2', a: '1' } };
    const made = await grantTo(KeyId, user.arn, {
      Operations: ['Encrypt', 'Decrypt', 'Encrypt'],
      RetiringPrincipal: retiring.arn,
      Name: 'named',
      Constraints,
    });
    const plain = await grantTo(KeyId, ROOT);

    const { Grants = [], Truncated } = await server.call('kms', 'ListGrants', { KeyId });

    const shown = new Map(Grants.map(grant => [grant.GrantId, { ...grant }]));
    const common = { KeyId, CreationDate: server.clock.now(), IssuingAccount: ROOT };
    assert.equal(Truncated, false);
    const { Constraints: kept, ...rest } = { ...shown.get(made.GrantId) };
    assert.deepEqual(rest, {
      ...common,
      GrantId: made.GrantId,
      Name: 'named',
      GranteePrincipal: user.arn,
      RetiringPrincipal: retiring.arn,
      Operations: ['Encrypt', 'Decrypt'],
    });
    assert.deepEqual({ ...kept?.EncryptionContextSubset }, { a: '1', b: '2' });
    assert.deepEqual(shown.get(plain.GrantId), {
      ...common,
      GrantId: plain.GrantId,
      GranteePrincipal: ROOT,
      Operations: ['Decrypt'],
    });
    const idsOf = async (where: object) =>
      (await server.call('kms', 'ListGrants', { KeyId, ...where })).Grants?.map(({ GrantId }) => GrantId);
    assert.deepEqual(await idsOf({ GranteePrincipal: user.arn }), [made.GrantId]);
    assert.deepEqual(await idsOf({ GrantId: plain.GrantId }), [plain.GrantId]);
    assert.deepEqual(await idsOf({ GrantId: '0'.repeat(64) }), []);
    assert.equal((await server.refused('kms', 'ListGrants', { KeyId, GrantId: 'x' })).code, 'InvalidGrantIdException');
  });

  it('are listed page by page', async () => {
    const KeyId = await createKey();
    const user = await makeGrantee();
    const made = await Promise.all(Array.from({ length: 5 }, () => grantTo(KeyId, user.arn)));

    const ids: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await server.call('kms', 'ListGrants', {
        KeyId,
        Limit: 2,
        ...(Marker === undefined ? {} : { Marker }),
      });
      ids.push(...(page.Grants ?? []).map(({ GrantId }) => GrantId));
      Marker = page.NextMarker;
      assert.equal(page.Truncated, Marker !== undefined);
    } while (Marker !== undefined);

    assert.deepEqual(ids.toSorted(), made.map(({ GrantId }) => GrantId).toSorted());
  });

  it('of one name that say the same are one', async () => {
    const KeyId = await createKey();
    const [user, other] = [await makeGrantee(), await makeGrantee()];
    const first = await grantTo(KeyId, user.arn, {
      Name: 'once',
      Constraints: { EncryptionContextEquals: { a: '1', b: '2' } },
    });

    const again = await grantTo(KeyId, user.arn, {
      Name: 'once',
      Constraints: { EncryptionContextEquals: { b: '2', a: '1' } },
    });

    assert.equal(again.GrantId, first.GrantId);
    assert.notEqual(again.GrantToken, first.GrantToken);
    const others = [
      await grantTo(KeyId, user.arn, { Name: 'once' }),
      await grantTo(KeyId, user.arn, { Name: 'twice' }),
      await grantTo(KeyId, other.arn, { Name: 'once' }),
      await grantTo(KeyId, user.arn, { Name: 'once', Operations: ['Encrypt'] }),
      await grantTo(KeyId, user.arn, { Name: 'once', RetiringPrincipal: other.arn }),
      await grantTo(KeyId, user.arn),
      await grantTo(KeyId, user.arn),
    ];
    assert.equal(new Set([first, ...others].map(({ GrantId }) => GrantId)).size, 8);
  });

  it('that are made at the same moment are all there, and one name is still one', async () => {
    const KeyId = await createKey();
    const user = await makeGrantee();

    const made = await Promise.all([
      ...Array.from({ length: 4 }, () => grantTo(KeyId, user.arn)),
      ...Array.from({ length: 4 }, () => grantTo(KeyId, user.arn, { Name: 'same' })),
    ]);

    const ids = new Set(made.map(({ GrantId }) => GrantId));
    assert.equal(ids.size, 5);
    const { Grants } = await server.call('kms', 'ListGrants', { KeyId });
    assert.deepEqual(new Set(Grants?.map(({ GrantId }) => GrantId)), ids);
    for (const GrantId of ids) await server.call('kms', 'RevokeGrant', { KeyId, GrantId });
    assert.ok(await isDenied(open(user.server, await seal(KeyId))));
  });

  it('are retired by those whom they name, and by the account that made them', async () => {
    const KeyId = await createKey();
    const [grantee, retiring, stranger] = [await makeGrantee(), await makeGrantee(), await makeGrantee()];
    const administrator = await makeGrantee({ Action: 'kms:RetireGrant' });
    const RetiringPrincipal = retiring.arn;
    const Operations = ['Decrypt', 'RetireGrant'];
    const retire = async (by: TestServer, options: object) => {
      const { GrantId } = await grantTo(KeyId, grantee.arn, options);
      const isRefused = await isDenied(by.call('kms', 'RetireGrant', { KeyId, GrantId }));
      const { Grants } = await server.call('kms', 'ListGrants', { KeyId, GrantId });
      assert.equal(Grants?.length, isRefused ? 1 : 0);
      return !isRefused;
    };

    assert.ok(await retire(retiring.server, { RetiringPrincipal }));
    assert.ok(await retire(grantee.server, { Operations }));
    assert.ok(await retire(server, {}));
    assert.ok(await retire(administrator.server, {}));
    assert.ok(!(await retire(grantee.server, { RetiringPrincipal })));
    assert.ok(!(await retire(retiring.server, { Operations })));
    assert.ok(!(await retire(stranger.server, { Operations, RetiringPrincipal })));
  });

  it('are retired by their token', async () => {
    const KeyId = await createKey();
    const [grantee, stranger] = [await makeGrantee(), await makeGrantee()];
    const Constraints = { EncryptionContextEquals: { a: '1' } };
    const { GrantId, GrantToken } = await grantTo(KeyId, grantee.arn, { Operations: ['RetireGrant'], Constraints });
    assert.ok(await isDenied(stranger.server.call('kms', 'RetireGrant', { GrantToken })));

    await grantee.server.call('kms', 'RetireGrant', { GrantToken });

    assert.equal((await server.call('kms', 'ListGrants', { KeyId })).Grants?.length, 0);
    // Who was the grantee of a grant that is gone has no right to hear so.
    assert.ok(await isDenied(grantee.server.call('kms', 'RetireGrant', { GrantToken })));
    const refusals = [
      [{ GrantToken }, 'NotFoundException'],
      [{ KeyId, GrantId }, 'NotFoundException'],
      [{ GrantToken: `${GrantToken.slice(0, -8)}AAAAAAA=` }, 'InvalidGrantTokenException'],
      [{ GrantToken: 'x' }, 'InvalidGrantTokenException'],
      [{ GrantToken, KeyId }, 'ValidationException'],
      [{ KeyId }, 'ValidationException'],
      [{ KeyId, GrantId: '\u0000' }, 'InvalidGrantIdException'],
      [{}, 'ValidationException'],
    ] as const;
    for (const [input, code] of refusals) {
      assert.equal((await server.refused('kms', 'RetireGrant', input)).code, code, JSON.stringify(input));
    }
  });

  it('that somebody may retire are listed for who asks in the account', async () => {
    const KeyId = await createKey();
    const [grantee, retiring] = [await makeGrantee(), await makeGrantee({ Action: 'kms:ListRetirableGrants' })];
    const RetiringPrincipal = retiring.arn;
    const { GrantId } = await grantTo(KeyId, grantee.arn, { RetiringPrincipal });
    await grantTo(KeyId, grantee.arn);

    const { Grants } = await retiring.server.call('kms', 'ListRetirableGrants', { RetiringPrincipal });

    assert.deepEqual(
      Grants?.map(grant => [grant.GrantId, grant.KeyId, grant.GranteePrincipal]),
      [[GrantId, KeyId, grantee.arn]],
    );
    assert.ok(await isDenied(grantee.server.call('kms', 'ListRetirableGrants', { RetiringPrincipal })));
    const foreign = RetiringPrincipal.replace(OWNER, STRANGER);
    const { code } = await server.refused('kms', 'ListRetirableGrants', { RetiringPrincipal: foreign });
    assert.equal(code, 'InvalidArnException');
    assert.equal((await server.refused('kms', 'ListRetirableGrants', {})).code, 'ValidationException');
    // Services have grants on keys of every account.
    const service = { RetiringServicePrincipal: 'rds.amazonaws.com' };
    assert.equal((await server.refused('kms', 'ListRetirableGrants', service)).code, 'InvalidArnException');
  });

  it('are not changed by a dry run', async () => {
    const KeyId = await createKey();
    const user = await makeGrantee();
    const { GrantId } = await grantTo(KeyId, user.arn);
    const inputs = [
      ['CreateGrant', { KeyId, GranteePrincipal: user.arn, Operations: ['Encrypt'] }],
      ['RetireGrant', { KeyId, GrantId }],
      ['RevokeGrant', { KeyId, GrantId }],
    ] as const;

    for (const [operation, input] of inputs) {
      const { code, message } = await server.refused('kms', operation, { ...input, DryRun: true });
      const words = 'The request would have succeeded, but the DryRun option is set.';
      assert.deepEqual([code, message], ['DryRunOperationException', words]);
    }

    const { Grants } = await server.call('kms', 'ListGrants', { KeyId });
    assert.deepEqual(
      Grants?.map(grant => grant.GrantId),
      [GrantId],
    );
  });

  it('are refused for nobody, for nothing, and for what the key cannot do', async () => {
    const KeyId = await createKey();
    const user = await makeGrantee();
    const GranteePrincipal = user.arn;
    const nobody = `arn:aws:iam::${OWNER}:user/nobody`;
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`k${i}`, 'v']));
    const valid = { KeyId, GranteePrincipal, Operations: ['Decrypt'] };
    const refusals = [
      [{ GranteePrincipal: nobody }, 'InvalidArnException'],
      [{ GranteePrincipal: 'nobody' }, 'InvalidArnException'],
      [{ GranteePrincipal: `arn:aws:iam::${OWNER}:group/g` }, 'InvalidArnException'],
      [{ RetiringPrincipal: nobody }, 'InvalidArnException'],
      [{ GranteePrincipal: undefined }, 'ValidationException'],
      [{ GranteeServicePrincipal: 'rds.amazonaws.com' }, 'ValidationException'],
      [{ GranteePrincipal: undefined, GranteeServicePrincipal: 'rds.amazonaws.com' }, 'ValidationException'],
      [{ Operations: [] }, 'ValidationException'],
      [{ Operations: ['Sign'] }, 'ValidationException'],
      [{ Operations: ['kms:Decrypt'] }, 'ValidationException'],
      [{ Constraints: { EncryptionContextEquals: many } }, 'ValidationException'],
      [{ Constraints: { EncryptionContextSubset: { k: 'v'.repeat(384) } } }, 'ValidationException'],
      [{ KeyId: 'nothing' }, 'NotFoundException'],
    ] as const;

    for (const [change, code] of refusals) {
      const refusal = await server.refused('kms', 'CreateGrant', JSON.stringify({ ...valid, ...change }));
      assert.equal(refusal.code, code, JSON.stringify(change));
    }
    const { message } = await server.refused('kms', 'CreateGrant', { ...valid, GranteePrincipal: nobody });
    assert.equal(message, `ARN does not refer to a valid principal: ${nobody}`);
    const missing = await server.refused('kms', 'RevokeGrant', { KeyId, GrantId: '0'.repeat(64) });
    assert.equal(missing.code, 'NotFoundException');
    assert.equal((await server.refused('kms', 'RevokeGrant', { KeyId, GrantId: 'x' })).code, 'InvalidGrantIdException');
  });

  it('are for services by their names', async () => {
    const KeyId = await createKey();
    const SourceArn = `arn:aws:rds:us-east-1:${OWNER}:db:orders`;
    const { GrantId } = await server.call('kms', 'CreateGrant', {
      KeyId,
      GranteeServicePrincipal: 'rds.amazonaws.com',
      RetiringServicePrincipal: 'rds.amazonaws.com',
      Operations: ['Decrypt'],
      Constraints: { SourceArn },
    });

    const { Grants } = await server.call('kms', 'ListGrants', { KeyId, GranteeServicePrincipal: 'rds.amazonaws.com' });

    const [grant] = Grants ?? [];
    assert.deepEqual(
      [grant?.GrantId, grant?.GranteePrincipal, grant?.GranteeServicePrincipal],
      [GrantId, 'rds.amazonaws.com', 'rds.amazonaws.com'],
    );
  });

  it('are not made for a key that is disabled or goes; they can be ended there, and end with the key', async () => {
    const KeyId = await createKey();
    const user = await makeGrantee();
    const [one, two] = [await grantTo(KeyId, user.arn), await grantTo(KeyId, user.arn)];
    const input = { KeyId, GranteePrincipal: user.arn, Operations: ['Decrypt'] };
    await server.call('kms', 'DisableKey', { KeyId });
    assert.equal((await server.refused('kms', 'CreateGrant', input)).code, 'DisabledException');
    await server.call('kms', 'RevokeGrant', { KeyId, GrantId: one.GrantId });
    await server.call('kms', 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
    assert.equal((await server.refused('kms', 'CreateGrant', input)).code, 'KMSInvalidStateException');
    const { Grants } = await server.call('kms', 'ListGrants', { KeyId });
    assert.deepEqual(
      Grants?.map(({ GrantId }) => GrantId),
      [two.GrantId],
    );

    server.clock.advanceDays(8);
    await server.parts.jobs.runDue();

    assert.equal((await server.refused('kms', 'ListGrants', { KeyId })).code, 'NotFoundException');
    const RetiringPrincipal = user.arn;
    assert.equal((await server.call('kms', 'ListRetirableGrants', { RetiringPrincipal })).Grants?.length, 0);
  });

  it('are in the records, without their tokens', async () => {
    const KeyId = await createKey();
    const user = await makeGrantee();
    const { GrantId, GrantToken } = await grantTo(KeyId, user.arn, {
      Constraints: { EncryptionContextSubset: { a: '1' } },
    });
    await server.call('kms', 'RevokeGrant', { KeyId, GrantId });

    const records = await recordsNamed(server, 'CreateGrant', 'RevokeGrant');

    const about = (name: string) =>
      records.find(record => record['eventName'] === name && JSON.stringify(record).includes(GrantId));
    assert.deepEqual(about('CreateGrant')?.['requestParameters'], {
      keyId: KeyId,
      granteePrincipal: user.arn,
      operations: ['Decrypt'],
      constraints: { encryptionContextSubset: { a: '1' } },
    });
    assert.deepEqual(about('CreateGrant')?.['responseElements'], { grantId: GrantId, keyId: KeyId });
    assert.deepEqual(about('CreateGrant')?.['resources'], [{ accountId: OWNER, type: 'AWS::KMS::Key', ARN: KeyId }]);
    assert.deepEqual(about('RevokeGrant')?.['requestParameters'], { keyId: KeyId, grantId: GrantId });
    assert.deepEqual(about('RevokeGrant')?.['responseElements'], { keyId: KeyId });
    assert.ok(!JSON.stringify(records).includes(GrantToken));
  });
});
