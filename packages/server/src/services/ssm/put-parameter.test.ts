import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { onBothEngines } from '../../testing/engines.ts';
import { TestServer } from '../../testing/test-server.ts';
import { assertRefused, put } from './testing.ts';

const TIERS =
  'For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html';

onBothEngines('PutParameter', engine => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.open({ engine });
  });
  after(() => server[Symbol.asyncDispose]());

  async function metadata(name: string) {
    const { Parameters = [] } = await server.call('ssm', 'DescribeParameters', {
      ParameterFilters: [{ Key: 'Name', Values: [name] }],
    });
    return Parameters[0];
  }

  it('creates a parameter, and its next versions only when told to overwrite', async () => {
    assert.deepEqual(await put(server, '/put/one', 'v1'), { Tier: 'Standard', Version: 1 });
    await assertRefused(server, 'PutParameter', { Name: '/put/one', Type: 'String', Value: 'v2' }, [
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    ]);
    await assertRefused(server, 'PutParameter', { Name: 'put', Value: 'v' }, [
      'ValidationException',
      'A parameter type is required when you create a parameter.',
    ]);
    assert.deepEqual(await put(server, '/put/one', 'v2', { Overwrite: true }), { Tier: 'Standard', Version: 2 });
    assert.deepEqual(await put(server, '/put/new', 'v', { Overwrite: true, Type: 'String' }), {
      Tier: 'Standard',
      Version: 1,
    });
  });

  it('takes over what an overwrite leaves out, and changes types', async () => {
    await put(server, '/over', 'fixture-one', { AllowedPattern: 'fixture-.*', Description: 'fixture description' });

    await put(server, '/over', 'fixture-two', { Overwrite: true });
    const second = await metadata('/over');
    await put(server, '/over', 'fixture-a,b', { Overwrite: true, Type: 'StringList', Description: 'a list' });
    const third = await metadata('/over');

    const kept = { AllowedPattern: 'fixture-.*', DataType: 'text', Name: '/over', Policies: [], Tier: 'Standard' };
    const times = { LastModifiedDate: server.clock.now(), LastModifiedUser: 'arn:aws:iam::123456789012:root' };
    const ARN = 'arn:aws:ssm:us-east-1:123456789012:parameter/over';
    assert.deepEqual(second, {
      ...kept,
      ...times,
      ARN,
      Description: 'fixture description',
      Type: 'String',
      Version: 2,
    });
    assert.deepEqual(third, { ...kept, ...times, ARN, Description: 'a list', Type: 'StringList', Version: 3 });
    await assertRefused(server, 'PutParameter', { Name: '/over', Value: 'different', Overwrite: true }, [
      'ParameterPatternMismatchException',
      'Parameter value, cannot be validated against allowedPattern: fixture-.*',
    ]);
  });

  it('refuses names that no parameter may have', async () => {
    const rule =
      'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of ' +
      'sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following ' +
      '3 symbols .-_';
    const levels = Array.from({ length: 16 }, (_, i) => `/l${i}`).join('');
    const cases: readonly (readonly [name: string, code: string, message: string, key?: 'Message'])[] = [
      ['/bad name', 'ValidationException', rule],
      ['/a//b', 'ValidationException', rule],
      ['/a/', 'ValidationException', rule],
      ['/Ssm/x', 'ValidationException', rule],
      ['/a:1', 'ValidationException', rule],
      [
        'arn:aws:ssm:us-east-1:123456789012:parameter/x',
        'ValidationException',
        'Parameter name must be a fully qualified name.',
      ],
      ['a/b', 'ValidationException', 'Parameter name must be a fully qualified name.'],
      ['/ssmx', 'ValidationException', 'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).'],
      ['AwsThing', 'ValidationException', 'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).'],
      ['/awsx/y', 'AccessDeniedException', 'No access to reserved parameter name: awsx/y.', 'Message'],
      [
        '/aws/reference/secretsmanager/x',
        'AccessDeniedException',
        'No access to reserved parameter name: aws/reference/secretsmanager/x.',
        'Message',
      ],
      [
        levels,
        'HierarchyLevelLimitExceededException',
        'A hierarchy can have a maximum of 15 levels. For more information, see Requirements and constraints for ' +
          'parameter names in the AWS Systems Manager User Guide.',
      ],
      [`/${'x'.repeat(967)}`, 'ValidationException', 'Parameter name: its ARN can have a maximum of 1011 characters.'],
    ];

    for (const [Name, ...refusal] of cases) {
      await assertRefused(server, 'PutParameter', { Name, Type: 'String', Value: 'v' }, refusal);
    }
    await put(server, `/${'x'.repeat(965)}`, 'v');
    await put(server, levels.slice(0, -4), 'v');
  });

  it('refuses values, types and options in the words of AWS, and never shows the value', async () => {
    const base = { Name: '/refused', Type: 'String', Value: 'v' };
    const cases: readonly (readonly [input: object, code: string, message?: string])[] = [
      [
        { ...base, Value: '' },
        'ValidationException',
        "1 validation error detected: Value at 'value' failed to satisfy constraint: " +
          'Member must have length greater than or equal to 1',
      ],
      [
        { ...base, Value: '{{ssm:fixture}}' },
        'ValidationException',
        "Parameter value failed to satisfy constraint: Parameter value can't nest another parameter. " +
          'Do not use "{{}}" in the value.',
      ],
      [
        { ...base, Type: 'BadType' },
        'ValidationException',
        "1 validation error detected: Value 'BadType' at 'type' failed to satisfy constraint: " +
          'Member must satisfy enum value set: [SecureString, StringList, String]',
      ],
      [
        { ...base, DataType: 'bad' },
        'ValidationException',
        'The following data type is not supported: bad. (Data type names are all lowercase.)',
      ],
      [
        { ...base, KeyId: 'alias/aws/ssm' },
        'ValidationException',
        'KeyId is required for SecureString type parameter only.',
      ],
      [
        { ...base, Overwrite: true, Tags: [{ Key: 'k', Value: 'v' }] },
        'ValidationException',
        "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove " +
          'overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.',
      ],
      [
        { ...base, AllowedPattern: '[' },
        'InvalidAllowedPatternException',
        'The syntax of the allowedPattern parameter is invalid.',
      ],
      [{ ...base, Policies: 'not-json' }, 'ValidationException', 'Invalid policies input: not-json.'],
      [
        { ...base, Policies: '[{"Type":"Expiration"}]' },
        'ValidationException',
        `You can't assign parameter policies to a standard-parameter tier. You must upgrade the parameter to use the advanced-parameter tier. ${TIERS}`,
      ],
      [
        { ...base, Tier: 'Advanced', Policies: '[{"Type":"Expiration"}]' },
        'InvalidPolicyTypeException',
        'Policy type Expiration is not supported.',
      ],
    ];

    for (const [input, ...refusal] of cases) await assertRefused(server, 'PutParameter', input, refusal);

    assert.deepEqual(await put(server, '/policies', 'v', { Tier: 'Advanced', Policies: '[]' }), {
      Tier: 'Advanced',
      Version: 1,
    });
  });

  it('gives a value the tier that holds it', async () => {
    const standard = 'x'.repeat(4096);
    const advanced = `${standard}x`;
    const refusal = [
      'ValidationException',
      `Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. ${TIERS}`,
    ] as const;

    assert.deepEqual((await put(server, '/tier/s', standard)).Tier, 'Standard');
    await assertRefused(server, 'PutParameter', { Name: '/tier/l', Type: 'String', Value: advanced }, refusal);
    assert.deepEqual((await put(server, '/tier/a', advanced, { Tier: 'Advanced' })).Tier, 'Advanced');
    assert.deepEqual((await put(server, '/tier/i', 'v', { Tier: 'Intelligent-Tiering' })).Tier, 'Standard');
    assert.deepEqual((await put(server, '/tier/j', advanced, { Tier: 'Intelligent-Tiering' })).Tier, 'Advanced');
    assert.deepEqual((await put(server, '/tier/a', 'small', { Overwrite: true })).Tier, 'Advanced');
    await assertRefused(server, 'PutParameter', { Name: '/tier/a', Value: 'v', Overwrite: true, Tier: 'Standard' }, [
      'ValidationException',
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter " +
        'tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as ' +
        `a standard parameter. ${TIERS}`,
    ]);
    await assertRefused(
      server,
      'PutParameter',
      { Name: '/tier/b', Type: 'String', Value: 'x'.repeat(8193), Tier: 'Advanced' },
      ['ValidationException', 'Advanced tier parameters support a maximum parameter value of 8192 characters.'],
    );
  });

  it('keeps a hundred versions, and none of them goes that has a label', async () => {
    await put(server, '/many', '1');
    await server.call('ssm', 'LabelParameterVersion', { Name: '/many', Labels: ['first'], ParameterVersion: 1 });
    for (let i = 2; i <= 100; i++) await put(server, '/many', String(i), { Overwrite: true });

    await assertRefused(server, 'PutParameter', { Name: '/many', Value: '101', Overwrite: true }, [
      'ParameterMaxVersionLimitExceeded',
      'You attempted to create a new version of /many by calling the PutParameter API with the overwrite flag. ' +
        "Version 1, the oldest version, can't be deleted because it has a label associated with it. Move the label to " +
        'another version of the parameter, and try again.',
    ]);
    await server.call('ssm', 'LabelParameterVersion', { Name: '/many', Labels: ['first'], ParameterVersion: 2 });
    assert.equal((await put(server, '/many', '101', { Overwrite: true })).Version, 101);

    const { Parameters = [] } = await server.call('ssm', 'GetParameterHistory', { Name: '/many' });
    assert.deepEqual([Parameters.length, Parameters[0]?.Version], [50, 2]);
    await assertRefused(server, 'GetParameter', { Name: '/many:1' }, [
      'ParameterVersionNotFound',
      'Systems Manager could not find version 1 of /many. Verify the version and try again.',
    ]);
  });

  it('gives each of many writers at the same time its own version', async () => {
    await put(server, '/race', '0');

    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => put(server, '/race', String(i), { Overwrite: true })),
    );
    const created = await Promise.allSettled(Array.from({ length: 4 }, () => put(server, '/race/new', 'v')));

    assert.deepEqual(answers.map(({ Version = 0 }) => Version).toSorted(), [2, 3, 4, 5, 6, 7, 8, 9]);
    assert.equal(created.filter(({ status }) => status === 'fulfilled').length, 1);
  });
});
