/** IAM and STS as administrators and applications use them, by every client of this machine. */
import { after, before, describe, test } from 'node:test';
import type { Coffer } from '../support/start-coffer.ts';
import { startCoffer } from '../support/start-coffer.ts';
import { federatedUser, mfaSession, narrowSessions, roleAndSession, userWithKey } from './access-procedures.ts';
import { boto3Kinds } from './boto3-client.ts';
import { awsCliKinds, COFFER_CLI } from './cli-client.ts';
import { SDK } from './sdk-client.ts';
import { records, simulation } from './who-may-and-who-did.ts';

const SECRET = 'production/MyAwesomeAppSecret';
const QUICK = [SDK, ...boto3Kinds()];

describe('IAM and STS', { concurrency: true }, () => {
  let coffer: Coffer;
  before(async () => {
    coffer = await startCoffer();
    await using administrator = await SDK.open(coffer);
    await administrator.call('secretsmanager', 'CreateSecret', { Name: SECRET, SecretString: 'x' });
  });
  after(() => coffer[Symbol.asyncDispose]());

  for (const kind of [...QUICK, COFFER_CLI]) {
    test(kind.name, { skip: kind.skip, concurrency: true }, async t => {
      await using client = await kind.open(coffer);

      await Promise.all([
        t.test('a user with a key', () => userWithKey(client, `${kind.label}-ana`, SECRET)),
        t.test('a role and its session', () => roleAndSession(client, `${kind.label}-ben`, SECRET)),
      ]);
    });
  }

  // They are slow: where there are two, they share the work.
  for (const [at, kind] of awsCliKinds().entries()) {
    test(kind.name, { skip: kind.skip }, async () => {
      await using client = await kind.open(coffer);

      if (at === 0) await roleAndSession(client, `${kind.label}-ben`, SECRET);
      if (at > 0 || awsCliKinds().length === 1) await userWithKey(client, `${kind.label}-ana`, SECRET);
    });
  }

  for (const kind of QUICK) {
    test(`${kind.name}: sessions and records`, { skip: kind.skip }, async t => {
      await using client = await kind.open(coffer);

      await t.test('narrowed by a policy and an external id', () =>
        narrowSessions(client, `${kind.label}-narrow`, SECRET),
      );
      await t.test('proven with an MFA device', () => mfaSession(client, `${kind.label}-eva`, SECRET));
      await t.test('of a federated user', () => federatedUser(client, `${kind.label}-fay`, SECRET));
      await t.test('in the trail', () => records(client, coffer.root, `${kind.label}-trail`));
      await t.test('in the policy simulator', () => simulation(client, `${kind.label}-sim`));
    });
  }
});
