/** Scripts that several recordings share. */
import type { Step } from './steps.ts';
import {
  ARN,
  base64,
  create,
  get,
  list,
  move,
  PARTIAL_ARN,
  put,
  remove,
  secretName,
  update,
  versionId,
  versions,
} from './steps.ts';

/** A secret of a name is made, read in each way, changed and deleted. */
export function createAndUpdate(named: string, name: string): [string, Step[]] {
  const partial = name.startsWith('Invalid') ? 'resource_not_found_dict_1' : 'get_secret_value_rs_3';
  return [
    `test_create_and_update_secret[${named}]`,
    [
      create('create_secret_rs_1', 1, {
        Name: name,
        SecretString: 'my_secret',
        Description: 'Testing secret creation.',
      }),
      get('get_secret_value_rs_1', { SecretId: name }),
      ['describe_secret_rs_1', 'DescribeSecret', { SecretId: name }],
      get('get_secret_value_rs_2', { SecretId: ARN }),
      get(partial, { SecretId: PARTIAL_ARN }),
      put('put_secret_value_rs_1', 2, undefined, { SecretId: name, SecretString: 'new_secret' }),
      get('get_secret_value_rs_4', { SecretId: name }),
      update('update_secret_res_1', 3, { SecretId: name, SecretString: 'newer', Description: 'd' }),
      remove('delete_secret_res_1', { SecretId: name, ForceDeleteWithoutRecovery: true }),
    ],
  ];
}

/** One secret is listed again and again. */
export function listThrice(named: string): [string, Step[]] {
  return [
    named,
    [
      create('create_secret_rs_1', 1, { Description: 'testing creation of secrets' }),
      list('list_secrets_res_0'),
      list('list_secrets_res_1'),
      list('list_secrets_res_2'),
      remove('delete_secret_res_1'),
    ],
  ];
}

/** Three secrets are listed. */
export function listThree(named: string): [string, Step[]] {
  const description = { Description: 'Testing secrets creation.' };
  return [
    named,
    [
      ...[0, 1, 2].map(index => create(undefined, index + 1, { Name: secretName(index), ...description })),
      list('list_secrets_res'),
      ...[0, 1, 2].map(index =>
        remove(`delete_secret_res${index}`, { SecretId: secretName(index), ForceDeleteWithoutRecovery: true }),
      ),
    ],
  ];
}

/** Ten operations are tried, by their number in the recording. */
export function invalidName(name: string): [string, Step[]] {
  const value = { ClientRequestToken: versionId(1), SecretString: 's' };
  return [
    `test_invalid_secret_name[${name}]`,
    [
      ['ex_log_1', 'CreateSecret', { Name: name, ...value }],
      ['ex_log_2', 'DeleteSecret', { SecretId: name, ForceDeleteWithoutRecovery: true }],
      ['ex_log_3', 'DescribeSecret', { SecretId: name }],
      ['ex_log_4', 'GetSecretValue', { SecretId: name }],
      ['ex_log_5', 'ListSecretVersionIds', { SecretId: name, IncludeDeprecated: true }],
      ['ex_log_6', 'PutSecretValue', { SecretId: name, ...value }],
      ['ex_log_7', 'TagResource', { SecretId: name, Tags: [{ Key: 'tag1', Value: 'value1' }] }],
      ['ex_log_8', 'UntagResource', { SecretId: name, TagKeys: ['tag1'] }],
      ['ex_log_9', 'UpdateSecret', { SecretId: name, ...value }],
      ['ex_log_10', 'ValidateResourcePolicy', { SecretId: name, ResourcePolicy: '{}' }],
    ],
  ];
}

/** A binary value is changed by PutSecretValue and by UpdateSecret. */
export function changeBinary(values: { readonly put: string; readonly update: string }): [string, Step[]] {
  const binary = (text: string) => ({ SecretString: undefined, SecretBinary: base64(text) });
  return [
    `test_change_secret_value_after_creation[${values.put}-${values.update}]`,
    [
      create(undefined, 1, binary('initial')),
      get('put_secret_value_secret_response'),
      put(undefined, 2, undefined, binary(values.put)),
      get('put_secret_binary_response_updated'),
      update(undefined, 3, binary(values.update)),
      get('update_secret_binary_response_updated'),
    ],
  ];
}

/** Two versions, AWSCURRENT moves to the second, and a third one comes. */
export function cycle({
  second,
  third,
}: {
  readonly second: readonly string[];
  readonly third: readonly string[];
}): Step[] {
  return [
    create('create_secret_rs_0', 1, { SecretString: 'S1' }),
    put('put_secret_value_res_0', 2, second, { SecretString: 'S2' }),
    versions('list_secret_version_ids_res_0'),
    get('get_secret_value_res_0'),
    move('update_secret_version_stage_res_0', 'AWSCURRENT', 1, 2),
    versions('list_secret_version_ids_res_1'),
    get('get_secret_value_res_1'),
    put('put_secret_value_res_1', 3, third, { SecretString: 'S3' }),
    versions('list_secret_version_ids_res_2'),
    get('get_secret_value_res_2'),
  ];
}
