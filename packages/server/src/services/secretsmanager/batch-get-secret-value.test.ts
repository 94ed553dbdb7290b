import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { InputOf } from '@coffer/wire';
import { Redacted } from '@coffer/wire';
import { secretsmanager } from '@coffer/wire/services';
import { makeUser, policyOfStatements } from '../../access/testing.ts';
import { perform } from '../../pipeline/perform.ts';
import { makeScope } from '../../pipeline/scope.ts';
import { onBothEngines } from '../../testing/engines.ts';
import { secretText, TestServer, textOf } from '../../testing/test-server.ts';
import { batchGetSecretValue } from './batch-get-secret-value.ts';
import {
  assertRefused,
  DELETED,
  INVALID_NAME,
  makeSecret,
  NOT_FOUND,
  putVersion,
  recordsNamed,
  token,
} from './testing.ts';

const contract = secretsmanager.operations.BatchGetSecretValue;
type Input = Partial<InputOf<typeof contract>>;

const EITHER = "Either 'SecretIdList' or 'Filters' must be provided, but not both.";
const ELSEWHERE = 'arn:aws:secretsmanager:us-east-1:999999999999:secret:x-AbCdEf';

onBothEngines('BatchGetSecretValue', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function names(input: Input): Promise<readonly (string | undefined)[]> {
    const { SecretValues = [], Errors } = await server.call('secretsmanager', 'BatchGetSecretValue', input);
    assert.deepEqual(Errors, []);
    return SecretValues.map(secret => secret.Name);
  }

  async function makeSecrets(...wanted: readonly string[]): Promise<void> {
    for (const name of wanted) {
      await makeSecret(server, name);
      server.clock.advance(1);
    }
  }

  it('answers the values in the order of the ids, each as GetSecretValue does', async () => {
    const arn = await makeSecret(server, 'first');
    await putVersion(server, 'first', 2);
    await server.call('secretsmanager', 'CreateSecret', {
      Name: 'second',
      ClientRequestToken: token(1),
      SecretBinary: new Redacted(Buffer.from('bytes')),
    });

    const response = await server.send('secretsmanager', 'BatchGetSecretValue', `{"SecretIdList":["second","${arn}"]}`);

    const single = async (SecretId: string) =>
      textOf(await server.send('secretsmanager', 'GetSecretValue', JSON.stringify({ SecretId })));
    assert.equal(response.status, 200);
    assert.equal(textOf(response), `{"Errors":[],"SecretValues":[${await single('second')},${await single('first')}]}`);
    assert.match(textOf(response), /"SecretString":"v2"/);
  });

  it('tells of each secret that cannot be read, and answers the others', async () => {
    await makeSecrets('good', 'gone');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'gone' });
    await server.call('secretsmanager', 'CreateSecret', { Name: 'empty', ClientRequestToken: token(1) });

    const { SecretValues = [], Errors } = await server.call('secretsmanager', 'BatchGetSecretValue', {
      SecretIdList: ['nowhere', 'gone', 'good', 'empty', 'bad name', ELSEWHERE],
    });

    assert.deepEqual(
      SecretValues.map(({ Name, SecretString }) => [Name, SecretString?.unwrap()]),
      [['good', 'v1']],
    );
    assert.deepEqual(Errors, [
      { SecretId: 'nowhere', ErrorCode: 'ResourceNotFoundException', Message: NOT_FOUND },
      { SecretId: 'gone', ErrorCode: 'InvalidRequestException', Message: DELETED },
      {
        SecretId: 'empty',
        ErrorCode: 'ResourceNotFoundException',
        Message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
      },
      { SecretId: 'bad name', ErrorCode: 'ValidationException', Message: INVALID_NAME },
      {
        SecretId: ELSEWHERE,
        ErrorCode: 'AccessDeniedException',
        Message:
          'User: arn:aws:iam::123456789012:root is not authorized to perform: secretsmanager:GetSecretValue on ' +
          `resource: ${ELSEWHERE} because no resource-based policy allows the secretsmanager:GetSecretValue action`,
      },
    ]);
  });

  it('answers a secret as often as the list names it, and up to 20 at once', async () => {
    const twenty = Array.from({ length: 20 }, (_, at) => `t${19 - at}`);
    await makeSecrets(...twenty.slice(1));

    assert.deepEqual(await names({ SecretIdList: ['t3', 't4', 't3'] }), ['t3', 't4', 't3']);
    await makeSecret(server, 't19');
    assert.deepEqual(await names({ SecretIdList: twenty }), twenty);
  });

  it('sets LastAccessedDate of each secret that it answers', async () => {
    await makeSecrets('touched', 'also');

    await names({ SecretIdList: ['touched', 'also'] });

    for (const SecretId of ['touched', 'also']) {
      const { LastAccessedDate } = await server.call('secretsmanager', 'DescribeSecret', { SecretId });
      assert.equal(LastAccessedDate, Math.floor(server.clock.now() / 86_400_000) * 86_400_000);
    }
  });

  it('chooses by filters, page for page, without deleted secrets', async () => {
    await makeSecrets('f-1', 'f-2', 'f-3', 'f-deleted', 'other', 'f-4', 'f-5');
    await server.call('secretsmanager', 'DeleteSecret', { SecretId: 'f-deleted' });
    const Filters = [{ Key: 'name', Values: ['f-'] }] as const;

    const pages: (readonly (string | undefined)[])[] = [];
    let NextToken: string | undefined;
    do {
      const input = { Filters, MaxResults: 2, ...(NextToken === undefined ? {} : { NextToken }) };
      const page = await server.call('secretsmanager', 'BatchGetSecretValue', input);
      pages.push((page.SecretValues ?? []).map(({ Name }) => Name));
      ({ NextToken } = page);
    } while (NextToken !== undefined);

    assert.deepEqual(pages, [['f-1', 'f-2'], ['f-3', 'f-4'], ['f-5']]);
    assert.deepEqual(await names({ Filters }), ['f-1', 'f-2', 'f-3', 'f-4', 'f-5']);
    assert.deepEqual(await names({ Filters: [{ Key: 'tag-key', Values: ['none'] }] }), []);
  });

  it('gives 20 to a page unless the request says otherwise', async () => {
    await makeSecrets(...Array.from({ length: 21 }, (_, at) => `page-${at}`));

    const { SecretValues, NextToken } = await server.call('secretsmanager', 'BatchGetSecretValue', {
      Filters: [{ Key: 'name', Values: ['page-'] }],
    });

    assert.equal(SecretValues?.length, 20);
    assert.notEqual(NextToken, undefined);
  });

  it('takes only the tokens of the same filters, and none of ListSecrets', async () => {
    await makeSecrets('k-1', 'k-2');
    const Filters = [{ Key: 'name', Values: ['k-'] }] as const;
    const page = { Filters, MaxResults: 1 };
    const { NextToken = '' } = await server.call('secretsmanager', 'BatchGetSecretValue', page);
    const listed = await server.call('secretsmanager', 'ListSecrets', page);

    assert.deepEqual(await names({ Filters, NextToken }), ['k-2']);
    for (const input of [
      { Filters: [{ Key: 'name', Values: ['k'] }], NextToken },
      { Filters, NextToken: listed.NextToken },
      { Filters, NextToken: 'AAAA' },
    ]) {
      await assertRefused(server, 'BatchGetSecretValue', input, [
        'InvalidNextTokenException',
        'The NextToken value is invalid.',
      ]);
    }
  });

  it('wants ids or filters, and MaxResults and NextToken with filters only', async () => {
    const SecretIdList = ['first'];
    const Filters = [{ Key: 'name', Values: ['f'] }];
    const cases: readonly (readonly [input: object, message: string])[] = [
      [{}, EITHER],
      [{ SecretIdList, Filters }, EITHER],
      [{ Filters: [] }, EITHER],
      [{ MaxResults: 1 }, EITHER],
      [
        { SecretIdList, MaxResults: 1 },
        "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
      ],
      [
        { SecretIdList, NextToken: 'AAAA' },
        "'Filters' not specified. 'Filters' must also be specified when 'NextToken' is provided.",
      ],
      [{ Filters: [{ Key: 'name' }] }, 'Invalid filter values for key: name'],
    ];

    for (const [input, message] of cases) {
      await assertRefused(server, 'BatchGetSecretValue', input, ['InvalidParameterException', message]);
    }
  });

  it('holds the bounds of the model', async () => {
    const length = 'failed to satisfy constraint: Member must have length';
    const value = 'failed to satisfy constraint: Member must have value less than or equal to';
    const ids = Array.from({ length: 21 }, () => 'a');
    const cases: readonly (readonly [input: object, text: string])[] = [
      [{ SecretIdList: [] }, `Value '[]' at 'secretIdList' ${length} greater than or equal to 1`],
      [{ SecretIdList: ids }, `Value '[${ids.join(', ')}]' at 'secretIdList' ${length} less than or equal to 20`],
      [{ Filters: [], MaxResults: 21 }, `Value '21' at 'maxResults' ${value} 20`],
    ];

    for (const [input, text] of cases) {
      const message = `1 validation error detected: ${text}`;
      await assertRefused(server, 'BatchGetSecretValue', input, ['ValidationException', message, 'message']);
    }
  });

  it('is recorded once for the batch and once for each secret, as a read of its own', async () => {
    const { ARN: arn = '' } = await server.call('secretsmanager', 'CreateSecret', {
      Name: 'recorded',
      ClientRequestToken: token(1),
      SecretString: secretText('hunter2-needle'),
    });
    const SecretIdList = [arn, 'missing'];

    const response = await server.send('secretsmanager', 'BatchGetSecretValue', JSON.stringify({ SecretIdList }));

    const requestId = response.headers[response.headers.indexOf('x-amzn-RequestId') + 1] ?? '';
    const batch = (await recordsNamed(server, 'BatchGetSecretValue')).at(-1) ?? {};
    assert.equal(batch['requestID'], requestId);
    assert.deepEqual(batch['requestParameters'], { secretIdList: SecretIdList });
    assert.equal(batch['responseElements'], null);
    assert.equal(batch['readOnly'], true);
    assert.equal(batch['sourceIPAddress'], '203.0.113.10');
    const all = await recordsNamed(server, 'GetSecretValue', 'Decrypt');
    const reads = all.filter(({ requestID }) => String(requestID).startsWith(`${requestId}:`));
    assert.equal(reads.length, 2);
    for (const [secretId, code] of [
      [arn, undefined],
      ['missing', 'ResourceNotFoundException'],
    ] as const) {
      const read = reads.find(({ requestID }) => requestID === `${requestId}:${secretId}`) ?? {};
      assert.equal(read['eventName'], 'GetSecretValue');
      assert.deepEqual(read['requestParameters'], { secretId });
      assert.equal(read['errorCode'], code);
      assert.equal(read['sourceIPAddress'], 'secretsmanager.amazonaws.com');
      assert.equal(read['userAgent'], 'secretsmanager.amazonaws.com');
      assert.equal(Object.hasOwn(read, 'tlsDetails'), false);
      assert.partialDeepStrictEqual(read['userIdentity'], {
        arn: 'arn:aws:iam::123456789012:root',
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        invokedBy: 'secretsmanager.amazonaws.com',
      });
    }
    const decrypt = all.findLast(({ eventName }) => eventName === 'Decrypt') ?? {};
    assert.deepEqual(decrypt['requestParameters'], {
      encryptionContext: { SecretARN: arn, SecretVersionId: token(1) },
    });
    assert.equal(JSON.stringify([batch, ...all]).includes('needle'), false);
  });

  it('is recorded with filters, too: the id of a read ends in the ARN of its secret', async () => {
    const ARN = await makeSecret(server, 'filtered');
    const Filters = [{ Key: 'name', Values: ['filtered'] }];

    const response = await server.send('secretsmanager', 'BatchGetSecretValue', JSON.stringify({ Filters }));

    const requestId = response.headers[response.headers.indexOf('x-amzn-RequestId') + 1] ?? '';
    assert.equal((await recordsNamed(server, 'GetSecretValue')).at(-1)?.['requestID'], `${requestId}:${ARN}`);
  });

  it('reads each secret through the service: aws:ViaAWSService and aws:CalledVia tell it from a read of its own', async () => {
    await makeSecret(server, 'via');
    const batch = { Action: 'secretsmanager:BatchGetSecretValue' };
    const get = (Condition: object) =>
      policyOfStatements(batch, { Action: 'secretsmanager:GetSecretValue', Condition });
    const direct = await makeUser(server, 'direct', { policies: [get({ Bool: { 'aws:ViaAWSService': 'false' } })] });
    const via = { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'secretsmanager.amazonaws.com' } };
    const batched = await makeUser(server, 'batched', { policies: [get(via)] });
    const ways = async ({ server: as }: { readonly server: TestServer }) => {
      const { Errors = [] } = await as.call('secretsmanager', 'BatchGetSecretValue', { SecretIdList: ['via'] });
      const alone = await as.call('secretsmanager', 'GetSecretValue', { SecretId: 'via' }).then(
        () => 'ok',
        (error: unknown) => /[A-Za-z]+Exception/.exec(String(error))?.[0],
      );
      return [alone, Errors[0]?.ErrorCode ?? 'ok'];
    };

    assert.deepEqual(await ways(direct), ['ok', 'AccessDeniedException']);
    assert.deepEqual(await ways(batched), ['AccessDeniedException', 'ok']);
  });

  it('asks for BatchGetSecretValue on no resource, and for ListSecrets with filters', async () => {
    const { line } = server.parts;
    const key = await line.accessKeys.find('AKIAIOSFODNN7EXAMPLE');
    assert.ok(key !== undefined);
    const call = {
      service: secretsmanager,
      name: 'BatchGetSecretValue',
      contract,
      operation: batchGetSecretValue,
      decode: () => ({}),
      caller: key.caller,
      region: 'us-east-1',
      requestId: 'r',
      now: server.clock.now(),
    };
    const round = { records: [], events: [], alongside: [], input: undefined, loaded: undefined };
    const asked = async (input: Input) => {
      const { access } = await batchGetSecretValue.load(makeScope(line, call, round, perform), input);
      return access.map(({ action, resource }) => [action, resource]);
    };

    assert.deepEqual(await asked({ SecretIdList: ['a'] }), [['secretsmanager:BatchGetSecretValue', undefined]]);
    assert.deepEqual(await asked({ Filters: [{ Key: 'name', Values: ['a'] }] }), [
      ['secretsmanager:BatchGetSecretValue', undefined],
      ['secretsmanager:ListSecrets', undefined],
    ]);
  });
});
