/** The requests of the tests whose answers AWS's recordings hold (`observed-secretsmanager.json`). */
import { changeBinary, createAndUpdate, cycle, invalidName, listThree, listThrice } from './recorded-families.ts';
import type { Step } from './steps.ts';
import {
  base64,
  create,
  describe,
  get,
  move,
  put,
  remove,
  rotate,
  secretName,
  tag,
  untag,
  update,
  versionId,
  versions,
} from './steps.ts';

const SecretId = secretName(0);
const LAMBDA = 'arn:aws:lambda:us-east-1:123456789012:function';
const DAILY = { AutomaticallyAfterDays: 1 };
const PUBLIC_READ = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'secretsmanager:GetSecretValue', Resource: '*' }],
});

/** Steps of a recording by its name. */
export const scripts: ReadonlyMap<string, readonly Step[]> = new Map([
  [
    'test_can_recreate_delete_secret',
    [create('create_secret_res_0', 1), remove('delete_res_1'), create('create_secret_res_1', 2)],
  ],
  [
    'test_exp_raised_on_creation_of_secret_scheduled_for_deletion',
    [create(undefined, 1), remove('delete_res', { RecoveryWindowInDays: 10 }), create('invalid_req_ex', 2)],
  ],
  ...['s-c64bdc03-True', 's-4b175f02-True', 's-c64bdc03'].map(named => createAndUpdate(named, SecretId)),
  ...['Valid/_+=.@-Name', 'Valid/_+=.@-Name-a1b2', 'Valid/_+=.@-Name-a1b2c3-'].flatMap(name => [
    createAndUpdate(`${name}-True`, name),
    createAndUpdate(name, name),
  ]),
  createAndUpdate('Invalid/_+=.@-Name-a1b2c3-False', 'Invalid/_+=.@-Name-a1b2c3'),
  ...['', '_snapshots'].map(suffix => listThrice(`test_call_lists_secrets_multiple_times${suffix}`)),
  ...['', '_snapshot'].map(suffix => listThree(`test_create_multi_secrets${suffix}`)),
  [
    'test_put_secret_value_with_version_stages',
    [
      create('create_secret_rs_0', 1, { SecretString: 'secret_string_v0' }),
      get('get_secret_value_res_0'),
      put('put_secret_value_res_1', 2, ['SAMPLESTAGE1', 'SAMPLESTAGE0'], { SecretString: 'secret_string_v1' }),
      get('get_secret_value_res_1'),
      put('put_secret_value_res_2', 3, ['SAMPLESTAGE1', 'SAMPLESTAGE0'], { SecretString: 'secret_string_v2' }),
      get('get_secret_value_res_2'),
      put('put_secret_value_res_3', 4, ['AWSPENDING'], { SecretString: 'secret_string_v3' }),
      get('get_secret_value_res_3'),
      put('put_secret_value_res_4', 5, undefined, { SecretString: 'secret_string_v4' }),
      get('get_secret_value_res_4'),
      remove('delete_secret_res_1'),
    ],
  ],
  ...['Inv Name', ' Inv Name', ' Inv*Name? ', ' Inv *?!]Name\\\\-'].map(name => invalidName(name)),
  [
    'test_update_secret_description',
    [
      create('create_secret_rs_0', 1),
      describe('describe_secret_res_0'),
      update('update_secret_res_0', 9, { Description: 'MyDescription' }),
      describe('describe_secret_res_1'),
      update('update_secret_res_1', 2, { Description: 'MyNewDescription', SecretString: 'S2' }),
      describe('describe_secret_res_2'),
      update('update_secret_res_2', 3, { SecretString: 'S3' }),
      describe('describe_secret_res_3'),
      update('update_secret_res_3', 9, {}),
      describe('describe_secret_res_4'),
      remove('delete_secret_res_0'),
    ],
  ],
  [
    'test_update_secret_version_stages_return_type',
    [
      create('create_secret_rs_0', 1),
      put('put_secret_value_res_0', 2, ['AWSPENDING']),
      move('update_secret_version_stage_res_0', 'AWSCURRENT', 1, 2),
      remove('delete_secret_res_0'),
    ],
  ],
  [
    'test_update_secret_version_stages_current_previous',
    [
      create('create_secret_rs_0', 1),
      versions('list_secret_version_ids_res_0'),
      update('update_secret_res_0', 2, { SecretString: 'S2' }),
      versions('list_secret_version_ids_res_1'),
      remove('delete_secret_res_0'),
    ],
  ],
  [
    'test_update_secret_version_stages_current_pending',
    [
      create('create_secret_rs_0', 1),
      put('put_secret_value_res_0', 2, ['AWSPENDING']),
      versions('list_secret_version_ids_res_0'),
      move('update_secret_version_stage_res_0', 'AWSCURRENT', 1, 2),
      versions('list_secret_version_ids_res_1'),
      put('put_secret_value_res_1', 3),
      versions('list_secret_version_ids_res_2'),
      remove('delete_secret_res_0'),
    ],
  ],
  [
    'test_update_secret_version_stages_current_pending_cycle',
    [
      ...cycle({ second: ['AWSPENDING'], third: ['AWSPENDING'] }),
      move('put_secret_value_res_2', 'AWSCURRENT', 2, 3),
      versions('list_secret_version_ids_res_3'),
      get('get_secret_value_res_3'),
      remove('delete_secret_res_0'),
    ],
  ],
  [
    'test_update_secret_version_stages_current_pending_cycle_custom_stages_1',
    [
      ...cycle({ second: ['AWSPENDING', 'PUT1', 'AWSSOMETHING'], third: ['AWSPENDING', 'PUT2'] }),
      move('update_secret_version_stage_res_1', 'AWSCURRENT', 2, 3),
      versions('list_secret_version_ids_res_3'),
      get('get_secret_value_res_3'),
      remove('delete_secret_res_0'),
    ],
  ],
  [
    'test_update_secret_version_stages_current_pending_cycle_custom_stages_2',
    [
      create('create_secret_rs_0', 1),
      put('put_secret_value_res_0', 2, ['AWSCURRENT', 'PUT0']),
      versions('list_secret_version_ids_res_0'),
      put('put_secret_value_res_1', 3, ['AWSPENDING', 'PUT1']),
      versions('list_secret_version_ids_res_1'),
      get('get_secret_value_res_0'),
      move('update_secret_version_stage_res_0', 'AWSCURRENT', 2, 3),
      versions('list_secret_version_ids_res_2'),
      get('get_secret_value_res_1'),
      put('put_secret_value_res_2', 4, ['AWSPENDING', 'PUT2']),
      versions('list_secret_version_ids_res_3'),
      get('get_secret_value_res_2'),
      move('update_secret_version_stage_res_1', 'AWSCURRENT', 3, 4),
      versions('list_secret_version_ids_res_4'),
      get('get_secret_value_res_3'),
      remove('delete_secret_res_0'),
    ],
  ],
  [
    'test_update_secret_version_stages_current_pending_cycle_custom_stages_3',
    [
      create('create_secret_rs', 1, { SecretString: 'SS' }),
      put('put_secret_value_res_0', 2, ['PENDING']),
      versions('list_secret_version_ids_rs'),
      get('get_secret_value_v1_rs', { VersionId: versionId(1) }),
      get('get_secret_value_v2_rs', { VersionId: versionId(2) }),
      move('update_secret_version_stage_res_1', 'AWSCURRENT', 1, 2),
      get('get_secret_value_v1_rs_1', { VersionId: versionId(1) }),
      get('get_secret_value_v2_rs_1', { VersionId: versionId(2) }),
      move('update_secret_version_stage_res_2', 'PENDING', 2),
      get('get_secret_value_v1_rs_2', { VersionId: versionId(1) }),
      get('get_secret_value_v2_rs_2', { VersionId: versionId(2) }),
      remove('delete_secret_res_0'),
    ],
  ],
  ...[
    { named: 'replacement', third: ['one', 'two', 'three', 'four'] },
    { named: 'no_replacement', third: ['one', 'two', 'four'] },
  ].map(({ named, third }): [string, Step[]] => [
    `test_non_versioning_version_stages_${named}`,
    [
      create('create_secret_rs_0', 1),
      put('put_secret_value_res_0', 2, ['one', 'two', 'three']),
      versions('list_secret_version_ids_res_0'),
      put('put_secret_value_res_1', 3, third),
      versions('list_secret_version_ids_res_1'),
      remove('delete_secret_res_0'),
    ],
  ]),
  [
    'test_rotate_secret_invalid_lambda_arn',
    [
      create('create_secret', 1),
      rotate('rotate_secret_invalid_arn_exc', { RotationLambdaARN: `${LAMBDA}:invalid`, RotationRules: DAILY }),
      describe('describe_secret'),
    ],
  ],
  [
    'test_first_rotate_secret_with_missing_lambda_arn',
    [create('create_secret', 1), rotate('rotate_secret_no_arn_exc'), describe('describe_secret')],
  ],
  ['test_secret_not_found', [get('get_secret_value_not_found_ex'), versions('list_secret_version_ids_not_found_ex')]],
  ['test_secret_exists_snapshots', [create(undefined, 1), create('ex_log', 2), remove('delete_secret_res')]],
  ...['CreateSecret', 'UpdateSecret', 'PutSecretValue', 'RotateSecret'].map((operation): [string, Step[]] => [
    `test_no_client_request_token[${operation}]`,
    [['no-client-request-exc', operation, { Name: SecretId, SecretId, SecretString: 'thisisthesecret' }]],
  ]),
  [
    'test_create_secret_version_from_empty_secret',
    [
      create('create-empty-secret', 9, { SecretString: undefined, Description: '' }),
      describe('describe-secret'),
      put('put-secret-value', 1),
    ],
  ],
  [
    'test_secret_restore',
    [create(undefined, 1), remove('delete_secret_res', {}), ['restore_secret_res', 'RestoreSecret', { SecretId }]],
  ],
  [
    'test_deprecated_secret_version_stage',
    [
      create('create_secret', 1),
      versions('list_secret_version_ids'),
      put('put_secret_value_1', 2),
      versions('list_secret_version_ids_1'),
      put('put_secret_value_2', 3),
      versions('list_secret_version_ids_2'),
      versions('list_secret_version_ids_3', { IncludeDeprecated: true }),
      put('put_secret_value_3', 4),
      versions('list_secret_version_ids_4'),
      versions('list_secret_version_ids_5', { IncludeDeprecated: true }),
    ],
  ],
  [
    'test_get_secret_value_errors',
    [
      create(undefined, 1),
      get('error_get_secret_value_non_existing', { VersionStage: 'AWSPREVIOUS' }),
      get('mismatch_version_id_and_stage', { VersionId: versionId(1), VersionStage: 'AWSPREVIOUS' }),
    ],
  ],
  [
    'test_secret_version_not_found',
    [
      create(undefined, 1, { SecretString: undefined }),
      get('get_secret_value_no_version_ex'),
      get('get_secret_value_version_not_found_ex', { VersionId: versionId(7) }),
      get('get_secret_value_stage_not_found_ex', { VersionStage: 'AWSPENDING' }),
    ],
  ],
  [
    'test_get_secret_value',
    [
      create(undefined, 1, { SecretString: undefined, SecretBinary: base64('footest') }),
      get('secret_value_http_response'),
      get('secret_value_response'),
    ],
  ],
  ...[
    { put: 'footest', update: 'updated1' },
    { put: 'tops3cret', update: 'updated2' },
    { put: String.raw`\x00\x01\x02\xff`, update: String.raw`\xfe\xfd` },
  ].map(changeBinary),
  [
    'test_resource_policy',
    [
      create(undefined, 1),
      ['put_resource_policy', 'PutResourcePolicy', { SecretId, ResourcePolicy: PUBLIC_READ }],
      ['get_resource_policy', 'GetResourcePolicy', { SecretId }],
    ],
  ],
  [
    'test_secret_tags',
    [
      create('create_secret', 1, { SecretString: undefined }),
      describe('describe_secret'),
      tag('tag_resource_1', { tag1: 'value1' }),
      describe('describe_secret_1'),
      tag('tag_resource_2', { tag2: 'value2' }),
      describe('describe_secret_2'),
      untag('untag_resource_1', ['tag1']),
      describe('describe_secret_3'),
      untag('untag_resource_2', ['tag2']),
      describe('describe_secret_4'),
      tag(undefined, { tag3: 'value3', tag4: 'value4' }),
      describe('describe_secret_5'),
      untag(undefined, ['tag3', 'tag4']),
      describe('describe_secret_6'),
    ],
  ],
  [
    'test_tag_untag_resource_on_deleted_secret',
    [
      create('create_secret', 1),
      remove('delete_secret', {}),
      tag('tag_deleted_secret_error', { tag1: 'value1' }),
      untag('untag_deleted_secret_error', ['tag1']),
    ],
  ],
  [
    'test_force_delete_deleted_secret',
    [
      create('create_secret_response', 1),
      remove('delete_secret_response', {}),
      describe('describe_secret_response'),
      remove('force_delete_secret_response'),
    ],
  ],
] satisfies [string, Step[]][]);
