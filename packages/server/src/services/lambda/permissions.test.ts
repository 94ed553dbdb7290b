import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Redacted } from '@coffer/wire';
import { makeUser, policyOfStatements, putPolicy } from '../../access/testing.ts';
import { callAsService } from '../../pipeline/service-call.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { ACCOUNT, ECHO, FUNCTION, functionInput, makeFunction, makeLambdaRole, ROLE_ARN, trusting } from './testing.ts';

const SECRETS = 'secretsmanager.amazonaws.com';
const SECRET_ARN = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:a-abcdef`;

onBothEngines('The policy of a function', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
    await makeLambdaRole(server);
  });
  after(() => server[Symbol.asyncDispose]());

  const add = (FunctionName: string, more: object = {}) =>
    server.call('lambda', 'AddPermission', {
      FunctionName,
      StatementId: 's1',
      Action: 'lambda:InvokeFunction',
      Principal: SECRETS,
      ...more,
    });
  /** Whether Secrets Manager may invoke it, for a secret of an account. */
  const mayInvoke = async (FunctionName: string, sourceArn = SECRET_ARN) => {
    const by = { principal: SECRETS, accountId: sourceArn.split(':')[4] ?? '', region: 'us-east-1', sourceArn };
    const input = { FunctionName: `${FUNCTION}:${FunctionName}`, InvocationType: 'DryRun' as const };
    return callAsService(server.parts.line, by, 'lambda', 'Invoke', input).then(
      () => true,
      () => false,
    );
  };

  it('74: lets a service in, as AWS writes it', async () => {
    const Resource = await makeFunction(server, 'open');
    assert.equal(await mayInvoke('open'), false);

    const { Statement = '' } = await add('open', { SourceAccount: ACCOUNT, SourceArn: SECRET_ARN });

    assert.deepEqual(JSON.parse(Statement), {
      Sid: 's1',
      Effect: 'Allow',
      Principal: { Service: SECRETS },
      Action: 'lambda:InvokeFunction',
      Resource,
      Condition: {
        StringEquals: { 'AWS:SourceAccount': ACCOUNT },
        ArnLike: { 'AWS:SourceArn': SECRET_ARN },
      },
    });
    const { Policy = '', RevisionId } = await server.call('lambda', 'GetPolicy', { FunctionName: 'open' });
    assert.deepEqual(JSON.parse(Policy), { Version: '2012-10-17', Id: 'default', Statement: [JSON.parse(Statement)] });
    const { Configuration } = await server.call('lambda', 'GetFunction', { FunctionName: 'open' });
    assert.equal(Configuration?.RevisionId, RevisionId);
    assert.equal(await mayInvoke('open'), true);
  });

  it('holds to the account and the secret that it names', async () => {
    await makeFunction(server, 'held');
    await add('held', { SourceArn: SECRET_ARN, SourceAccount: ACCOUNT });

    assert.equal(await mayInvoke('held', SECRET_ARN.replace('secret:a', 'secret:b')), false);
    assert.equal(await mayInvoke('held', SECRET_ARN.replace(ACCOUNT, '210987654321')), false);
    await makeFunction(server, 'account');
    await add('account', { SourceAccount: '210987654321' });
    assert.equal(await mayInvoke('account'), false);
  });

  it('lets nobody in any more when the statement is removed', async () => {
    await makeFunction(server, 'closed');
    const refused = (input: object) => server.refused('lambda', 'RemovePermission', { StatementId: 's1', ...input });
    assert.equal(
      (await refused({ FunctionName: 'closed' })).message,
      'No policy is associated with the given resource.',
    );
    await add('closed');
    assert.deepEqual(await refused({ FunctionName: 'closed', StatementId: 'none' }), {
      status: 404,
      code: 'ResourceNotFoundException',
      message: 'Statement none is not found in resource policy.',
    });
    assert.equal((await refused({ FunctionName: 'closed', RevisionId: 'old' })).status, 412);

    await server.call('lambda', 'RemovePermission', { FunctionName: 'closed', StatementId: 's1' });

    assert.equal(await mayInvoke('closed'), false);
    assert.deepEqual(await server.refused('lambda', 'GetPolicy', { FunctionName: 'closed' }), {
      status: 404,
      code: 'ResourceNotFoundException',
      message: 'The resource you requested does not exist.',
    });
    assert.equal((await refused({ FunctionName: 'nowhere' })).message, `No policy found for: ${FUNCTION}:nowhere`);
  });

  it('74: refuses a statement id twice, principals that nobody is, and too much', async () => {
    await makeFunction(server, 'strict');
    await add('strict');
    const refused = async (more: object) => {
      const input = { FunctionName: 'strict', StatementId: 's2', Action: 'lambda:InvokeFunction', Principal: SECRETS };
      return server.refused('lambda', 'AddPermission', { ...input, ...more });
    };

    assert.deepEqual(await refused({ StatementId: 's1' }), {
      status: 409,
      code: 'ResourceConflictException',
      message:
        'The statement id (s1) provided already exists. Please provide a new statement id, or remove the existing statement.',
    });
    assert.equal(
      (await refused({ Principal: `arn:aws:iam::${ACCOUNT}:role/nobody` })).message,
      'The provided principal was invalid. Please check the principal and try again.',
    );
    assert.equal(
      (await refused({ StatementId: 'a.b' })).message,
      "1 validation error detected: Value 'a.b' at 'statementId' failed to satisfy constraint: Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)",
    );
    const SourceArn = `arn:aws:s3:::${'x'.repeat(9_900)}`;
    await add('strict', { StatementId: 's3', SourceArn });
    await add('strict', { StatementId: 's4', SourceArn: SourceArn.slice(0, -500) });
    assert.equal((await refused({ SourceArn })).code, 'PolicyLengthExceededException');
  });

  it('lets users of this account and of another one invoke, and no longer than they exist', async () => {
    await makeFunction(server, 'shared');
    const ann = await makeUser(server, 'ann');
    await add('shared', { Principal: ann.arn });
    const invoke = { FunctionName: 'shared', InvocationType: 'DryRun' } as const;

    assert.equal((await ann.server.call('lambda', 'Invoke', invoke)).StatusCode, 204);
    const bob = await makeUser(server, 'bob');
    assert.deepEqual(await bob.server.refused('lambda', 'Invoke', invoke), {
      status: 403,
      code: 'AccessDeniedException',
      message: `User: ${bob.arn} is not authorized to perform: lambda:InvokeFunction on resource: ${FUNCTION}:shared because no identity-based policy allows the lambda:InvokeFunction action`,
    });
  });

  it('needs the role to be the caller’s to pass, to Lambda', async () => {
    const may = (name: string, passes: object) =>
      makeUser(server, name, {
        policies: [policyOfStatements({ Action: 'lambda:*' }, passes)],
      });
    const without = await may('without', { Action: 'iam:GetRole' });
    const elsewhere = await may('elsewhere', {
      Action: 'iam:PassRole',
      Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
    });
    const right = await may('right', {
      Action: 'iam:PassRole',
      Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    });

    for (const user of [without, elsewhere]) {
      const { code, message } = await user.server.refused('lambda', 'CreateFunction', functionInput('passed'));
      assert.equal(code, 'AccessDeniedException');
      assert.match(
        message ?? '',
        new RegExp(`perform: iam:PassRole on resource: ${ROLE_ARN} because no identity-based`),
      );
    }
    await right.server.call('lambda', 'CreateFunction', functionInput('passed'));
    const update = { FunctionName: 'passed', Role: ROLE_ARN };
    assert.equal(
      (await without.server.refused('lambda', 'UpdateFunctionConfiguration', update)).code,
      'AccessDeniedException',
    );
  });

  it('needs a role that Lambda may assume', async () => {
    await server.call('iam', 'CreateRole', {
      RoleName: 'ec2',
      AssumeRolePolicyDocument: trusting('ec2.amazonaws.com'),
    });
    const message = 'The role defined for the function cannot be assumed by Lambda.';

    for (const name of ['ec2', 'none']) {
      const Role = `arn:aws:iam::${ACCOUNT}:role/${name}`;
      const refused = await server.refused('lambda', 'CreateFunction', functionInput('roleless', { Role }));
      assert.deepEqual(refused, { status: 400, code: 'InvalidParameterValueException', message });
    }
  });

  it('may be changed for some principals alone', async () => {
    await makeFunction(server, 'limited');
    const Condition = { StringEquals: { 'lambda:Principal': SECRETS } };
    const policies = [policyOfStatements({ Action: ['lambda:AddPermission', 'lambda:RemovePermission'], Condition })];
    const user = await makeUser(server, 'limiter', { policies });
    const add2 = {
      FunctionName: 'limited',
      StatementId: 's2',
      Action: 'lambda:InvokeFunction',
      Principal: 's3.amazonaws.com',
    };

    assert.equal((await user.server.refused('lambda', 'AddPermission', add2)).status, 403);
    await user.server.call('lambda', 'AddPermission', { ...add2, StatementId: 's1', Principal: SECRETS });
    await add('limited', { StatementId: 's2', Principal: 's3.amazonaws.com' });
    const remove = (StatementId: string) => ({ FunctionName: 'limited', StatementId });
    assert.equal((await user.server.refused('lambda', 'RemovePermission', remove('s2'))).status, 403);
    await user.server.call('lambda', 'RemovePermission', remove('s1'));
  });

  it('is asked with the tags of the function and of the request', async () => {
    await makeFunction(server, 'blue', { Tags: { color: 'blue' } });
    await makeFunction(server, 'red', { Tags: { color: 'red' } });
    const Condition = { StringEquals: { 'aws:ResourceTag/color': 'blue' } };
    const user = await makeUser(server, 'painter', {
      policies: [policyOfStatements({ Action: 'lambda:*', Condition })],
    });

    await user.server.call('lambda', 'GetFunctionConfiguration', { FunctionName: 'blue' });
    assert.equal(
      (await user.server.refused('lambda', 'GetFunctionConfiguration', { FunctionName: 'red' })).status,
      403,
    );
    assert.equal(
      (await user.server.refused('lambda', 'GetFunctionConfiguration', { FunctionName: 'none' })).status,
      403,
    );
  });

  it('gives the code to who holds its location, for ten minutes, and no longer than it may be read', async () => {
    await makeFunction(server, 'fetched');
    const user = await makeUser(server, 'fetcher', {
      policies: [policyOfStatements({ Action: 'lambda:GetFunction' })],
    });
    const { Code } = await user.server.call('lambda', 'GetFunction', { FunctionName: 'fetched' });
    const location = new URL(Code?.Location ?? '');
    const fetch = (target = location.pathname) =>
      server.deliver({ method: 'GET', target, rawHeaders: ['Host', location.host], body: Buffer.alloc(0) });

    assert.deepEqual([location.protocol, location.host], ['https:', 'lambda.us-east-1.amazonaws.com']);
    const answer = await fetch();
    assert.equal(answer.status, 200);
    assert.deepEqual(Buffer.from(answer.body), Buffer.from(ECHO.unwrap()));
    const changed = location.pathname.at(-20) === 'A' ? 'B' : 'A';
    assert.equal(
      (await fetch(`${location.pathname.slice(0, -20)}${changed}${location.pathname.slice(-19)}`)).status,
      403,
    );
    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'GetFunctionCode' }],
    });
    assert.match(Events[0]?.CloudTrailEvent ?? '', /"userName":"fetcher"/);
    assert.ok(!(Events[0]?.CloudTrailEvent ?? '').includes(location.pathname.slice(-40)));
    await putPolicy(server, user, 'deny', policyOfStatements({ Effect: 'Deny', Action: 'lambda:GetFunction' }));
    assert.equal((await fetch()).status, 403);
    const again = new URL(
      (await server.call('lambda', 'GetFunction', { FunctionName: 'fetched' })).Code?.Location ?? '',
    );
    server.clock.advance(600_001);
    assert.equal((await fetch(again.pathname)).status, 403);
  });

  it('shows neither code nor environment in records, under AWS’s names', async () => {
    await makeFunction(server, 'recorded', {
      Environment: { Variables: { PASSWORD: new Redacted('hunter2-in-env') } },
    });
    const { Events = [] } = await server.call('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: 'CreateFunction20150331' }],
    });

    const { CloudTrailEvent: record = '{}' } =
      Events.find(({ CloudTrailEvent: text }) => text?.includes('"recorded"')) ?? {};
    const { requestParameters, responseElements } = JSON.parse(record) as Record<string, Record<string, unknown>>;
    assert.equal(requestParameters?.['functionName'], 'recorded');
    assert.equal(responseElements?.['functionArn'], `${FUNCTION}:recorded`);
    assert.doesNotMatch(record, /hunter2|PASSWORD|zipFile/);
  });
});
