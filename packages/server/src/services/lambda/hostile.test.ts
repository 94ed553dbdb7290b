/** What somebody without rights, or with rights of yesterday, tries with functions. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { makeUser, policyOfStatements } from '../../access/testing.ts';
import type { TestUser } from '../../access/testing.ts';
import { insertAccount, markClosed } from '../../accounts/account-store.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { ACCOUNT, archive, makeFunction, makeLambdaRole, ROLE_ARN } from './testing.ts';

const OTHER = '999999999999';
/** Counts its calls. */
const NUMBERS = archive({
  'index.mjs': `
    let calls = 0;
    export const handler = async () => ({ calls: ++calls });`,
});

onBothEngines('Functions, to whom they are none of', engine => {
  let server: TestServer;
  let other: TestUser;
  before(async () => {
    server = await TestServer.open({ engine });
    const ca = join(server.dataDir, 'ca.pem');
    await writeFile(ca, '');
    server.parts.functions.serve({ endpoint: 'https://127.0.0.1:1', ca });
    await makeLambdaRole(server);
    await server.parts.database.write(writer =>
      insertAccount(writer, { account_id: OTHER, name: null, aws_partition: 'aws', is_first: 0, created_at: 1 }),
    );
    other = await makeUser(server, 'other', { accountId: OTHER, policies: [policyOfStatements({ Action: '*' })] });
    await makeLambdaRole(other.server);
  });
  after(() => server[Symbol.asyncDispose]());

  const foreign = { Role: `arn:aws:iam::${OTHER}:role/runs`, Code: { ZipFile: NUMBERS }, Timeout: 20 };
  const invoke = (by: TestServer, FunctionName: string) => by.call('lambda', 'Invoke', { FunctionName });

  it('are given roles by those alone who may pass them, whatever their own policy lets others do', async () => {
    const arn = await makeFunction(other.server, 'lent', foreign);
    await other.server.call('lambda', 'AddPermission', {
      FunctionName: 'lent',
      StatementId: 's',
      Action: 'lambda:UpdateFunctionConfiguration',
      Principal: ACCOUNT,
    });
    const user = await makeUser(server, 'borrower', { policies: [policyOfStatements({ Action: '*' })] });
    const refusal = async (Role: string) => {
      const input = { FunctionName: arn, Role };
      const { code, message } = await user.server.refused('lambda', 'UpdateFunctionConfiguration', input);
      return `${code}: ${message}`;
    };

    await user.server.call('lambda', 'UpdateFunctionConfiguration', { FunctionName: arn, Timeout: 19 });
    assert.match(
      await refusal(foreign.Role),
      /^AccessDeniedException: User: \S+user\/borrower is not authorized to perform: iam:PassRole on /,
    );
    assert.equal(await refusal(ROLE_ARN), 'AccessDeniedException: Cross-account pass role is not allowed.');
  });

  it('are not invoked with what was meant for one of the same name that is gone', async () => {
    await makeFunction(server, 'renewed', { Code: { ZipFile: NUMBERS }, Timeout: 20 });
    await server.call('lambda', 'Invoke', { FunctionName: 'renewed', InvocationType: 'Event' });
    await server.call('lambda', 'DeleteFunction', { FunctionName: 'renewed' });
    await makeFunction(server, 'renewed', { Code: { ZipFile: NUMBERS }, Timeout: 20 });

    await server.parts.functionJobs.runDue();

    assert.deepEqual(await events(), []);
    const { Payload } = await invoke(server, 'renewed');
    assert.deepEqual(JSON.parse(Buffer.from(Payload?.unwrap() ?? []).toString()), { calls: 1 });
  });

  it('show their code by a location only while its holder is there, and the code is the one that was meant', async () => {
    await makeFunction(server, 'shown');
    const user = await makeUser(server, 'reader', { policies: [policyOfStatements({ Action: 'lambda:GetFunction' })] });
    const locate = async (by: TestServer) =>
      new URL((await by.call('lambda', 'GetFunction', { FunctionName: 'shown' })).Code?.Location ?? '');
    const fetched = async ({ host, pathname }: URL, method = 'GET') =>
      (await server.deliver({ method, target: pathname, rawHeaders: ['Host', host], body: Buffer.alloc(0) })).status;
    const [of, own] = [await locate(user.server), await locate(server)];
    const theirs = await other.server.refused('lambda', 'GetFunction', {
      FunctionName: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:shown`,
    });

    assert.deepEqual([theirs.status, theirs.code], [403, 'AccessDeniedException']);
    assert.deepEqual([await fetched(of), await fetched(own), await fetched(own, 'POST')], [200, 200, 400]);
    await server.call('iam', 'DeleteAccessKey', { UserName: 'reader', AccessKeyId: user.accessKeyId });
    await server.call('iam', 'DeleteUserPolicy', { UserName: 'reader', PolicyName: 'policy-0' });
    await server.call('iam', 'DeleteUser', { UserName: 'reader' });
    assert.equal(await fetched(of), 403);
    await server.call('lambda', 'DeleteFunction', { FunctionName: 'shown' });
    await makeFunction(server, 'shown');
    assert.equal(await fetched(own), 404);
  });

  it('of an account that was closed run no more: not for others, not later, not those that are warm', async () => {
    const arn = await makeFunction(other.server, 'closing', foreign);
    await other.server.call('lambda', 'AddPermission', {
      FunctionName: 'closing',
      StatementId: 's',
      Action: 'lambda:InvokeFunction',
      Principal: ACCOUNT,
    });
    assert.equal((await invoke(server, arn)).FunctionError, undefined);
    await other.server.call('lambda', 'Invoke', { FunctionName: 'closing', InvocationType: 'Event' });

    await server.parts.database.write(writer => markClosed(writer, OTHER, server.clock.now()));

    assert.deepEqual(await server.refused('lambda', 'Invoke', { FunctionName: arn }), {
      status: 403,
      code: 'AccessDeniedException',
      message: 'The account of the function is closed.',
    });
    await server.parts.functionJobs.runDue();
    assert.deepEqual(await events(), [{ failures: 1 }]);
  });

  /** Calls that wait to be run. */
  async function events() {
    const found = await server.parts.database.read(reader =>
      reader.all<{ failures: number }>({ strings: ['select failures from lambda_event'], values: [] }),
    );
    return found.map(({ failures }) => ({ failures: Number(failures) }));
  }
});
