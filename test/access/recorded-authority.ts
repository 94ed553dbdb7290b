/**
 * What AWS answered in September 2026 to requests of roles and sessions with known policies. Source of the facts:
 * github.com/radkawar/stackd (Apache-2.0), `testdata/aws/secretsmanager/authority.json`; names are shortened, and
 * account, region and suffixes are those of the replay.
 */
import type { TestStatement } from '../../packages/server/src/access/testing.ts';

export const ACCOUNT = '123456789012';
const REGION = 'us-east-1';
const SECRETS = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:auth-*`;
/** Stands for the ARN of the secret of this name in what follows; `{key}` for that of the customer key. */
export const PLACEHOLDER = /\{(base|other|kms|tags|key)\}/g;

const onSecrets = (Action: string | readonly string[], more: TestStatement = {}): TestStatement => ({
  Action: prefixed(Action),
  Resource: SECRETS,
  ...more,
});
const onKey = (...names: readonly string[]): TestStatement => ({
  Action: names.map(name => `kms:${name}`),
  Resource: '{key}',
});
const on = (key: string, value: string) => ({ Condition: { StringEquals: { [key]: value } } });
const DENY = { Effect: 'Deny' } as const;
const USES = onKey('Decrypt', 'GenerateDataKey', 'DescribeKey');
const READ_AND_WRITE = ['GetSecretValue', 'PutSecretValue'] as const;

function prefixed(names: string | readonly string[]): string | readonly string[] {
  return typeof names === 'string' ? `secretsmanager:${names}` : names.map(name => `secretsmanager:${name}`);
}

/** The identity policy of each role. */
export const roles: Readonly<Record<string, readonly TestStatement[]>> = {
  allowed: [onSecrets('*'), USES],
  'identity-denied': [onSecrets('*'), onSecrets(READ_AND_WRITE, DENY)],
  'resource-only': [onSecrets('DescribeSecret')],
};

/** Sessions by their name: the role, and the session policy if there is one. */
export const sessions: Readonly<Record<string, readonly [role: string, policy?: readonly TestStatement[]]>> = {
  allowed: ['allowed'],
  'identity-denied': ['identity-denied'],
  'resource-only': ['resource-only'],
  'session-read-only': ['allowed', [onSecrets(['GetSecretValue', 'DescribeSecret'])]],
  'session-explicit-deny': ['allowed', [onSecrets('*'), onSecrets(READ_AND_WRITE, DENY)]],
  'resource-session-implicit': ['resource-only', [onSecrets('DescribeSecret')]],
  'version-stage': ['allowed', [onSecrets('GetSecretValue', on('secretsmanager:VersionStage', 'AWSPREVIOUS'))]],
  'current-stage': ['allowed', [onSecrets('GetSecretValue', on('secretsmanager:VersionStage', 'AWSCURRENT'))]],
  'version-id': ['allowed', [onSecrets('GetSecretValue', on('secretsmanager:VersionId', version(1)))]],
  'secret-id-arn': ['allowed', [onSecrets('GetSecretValue', on('secretsmanager:SecretId', '{base}'))]],
  'secret-id-name': ['allowed', [onSecrets('GetSecretValue', on('secretsmanager:SecretId', 'auth-base'))]],
  'global-resource-tag': ['allowed', [onSecrets('GetSecretValue', on('aws:ResourceTag/Scope', 'allowed'))]],
  'service-resource-tag': ['allowed', [onSecrets('GetSecretValue', on('secretsmanager:ResourceTag/Scope', 'allowed'))]],
  'tag-resource-gated': [
    'allowed',
    [
      onSecrets(
        ['TagResource', 'UntagResource', 'GetSecretValue', 'DescribeSecret'],
        on('aws:ResourceTag/Scope', 'allowed'),
      ),
    ],
  ],
  'tag-request': [
    'allowed',
    [
      onSecrets('TagResource', {
        Condition: {
          StringEquals: { 'aws:RequestTag/Env': 'test' },
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['Env'] },
        },
      }),
    ],
  ],
  'create-request-tag': [
    'allowed',
    [onSecrets('CreateSecret', on('aws:RequestTag/Env', 'test')), onSecrets('TagResource')],
  ],
  'create-no-tag-permission': ['allowed', [onSecrets('CreateSecret')]],
  'kms-no-decrypt': ['allowed', [onSecrets('*'), USES, { ...onKey('Decrypt'), ...DENY }]],
  'kms-no-generate': ['allowed', [onSecrets('*'), USES, { ...onKey('GenerateDataKey'), ...DENY }]],
  'kms-no-permission': ['allowed', [onSecrets('*')]],
};

/** A token, which becomes a version id: the recorded ones by number. */
export function version(number: number): string {
  return `cdad278d-c7ff-49de-9bb1-${String(number).padStart(12, '0')}`;
}

/**
 * What was answered: success; success with these members; how a denial goes on after `on resource: RESOURCE`, for the
 * action asked for or another one; or a code and a message.
 */
export type Answer =
  | 'success'
  | { readonly output: Readonly<Record<string, unknown>> }
  | { readonly denied: string; readonly action?: string }
  | { readonly code: string; readonly message: string };

/** A request of an actor: `owner`, who may do everything, or one of the sessions. */
export interface Observation {
  readonly label: string;
  readonly actor: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly answer: Answer;
}

const bySession = (action: string): Answer => ({ denied: `because no session policy allows the ${action} action` });
const NO_READ = bySession('secretsmanager:GetSecretValue');
const NO_CREATE = bySession('secretsmanager:CreateSecret');
const NO_TAG = bySession('secretsmanager:TagResource');
const explicit = (kind: string): Answer => ({ denied: `with an explicit deny in ${kind} policy` });
const NO_KMS: Answer = { code: 'AccessDeniedException', message: 'Access to KMS is not allowed' };
const LOCKED_OUT: Answer = {
  code: 'AccessDeniedException',
  message: 'This resource policy will not allow you to manage this secret in the future.',
};
const PUBLIC = 'You can not attach a resource policy that grants Public access to your secret.';
const SYNTAX: Answer = {
  code: 'MalformedPolicyDocumentException',
  message: 'This resource policy contains a syntax error.',
};

const row = (
  label: string,
  actor: string,
  operation: string,
  input: Observation['input'],
  answer: Answer = 'success',
): Observation => ({ label, actor, operation, input, answer });

const read = (label: string, actor: string, answer?: Answer, more: object = {}, SecretId = '{base}'): Observation =>
  row(label, actor, 'GetSecretValue', { SecretId, ...more }, answer);
const write = (label: string, actor: string, answer?: Answer, SecretId = '{base}'): Observation => {
  // Each write has a token of its own, of at least 32 characters.
  const ClientRequestToken = label.padEnd(32, '-');
  return row(label, actor, 'PutSecretValue', { SecretId, SecretString: label, ClientRequestToken }, answer);
};
const policy = (label: string, statement: TestStatement, answer?: Answer): Observation =>
  row(label, 'owner', 'PutResourcePolicy', { SecretId: '{base}', BlockPublicPolicy: true, statement }, answer);
const tag = (label: string, actor: string, tags: Readonly<Record<string, string>>, answer?: Answer): Observation =>
  row(label, actor, 'TagResource', { SecretId: '{tags}', Tags: tagList(tags) }, answer);
const create = (label: string, actor: string, tags: Readonly<Record<string, string>>, answer?: Answer): Observation =>
  row(label, actor, 'CreateSecret', { Name: `auth-${label}`, SecretString: 'v', Tags: tagList(tags) }, answer);
const describeTags = (label: string, tags: Readonly<Record<string, string>>): Observation =>
  row(label, 'owner', 'DescribeSecret', { SecretId: '{tags}' }, { output: { Tags: tagList(tags) } });
const validate = (
  label: string,
  statement: TestStatement | string,
  error?: string,
  SecretId: string | null = '{base}',
) =>
  row(
    label,
    'owner',
    'ValidateResourcePolicy',
    { ...(SecretId === null ? {} : { SecretId }), statement },
    statement === '{not-json'
      ? SYNTAX
      : {
          output: {
            PolicyValidationPassed: error === undefined,
            ValidationErrors:
              error === undefined
                ? []
                : [{ CheckName: error, ErrorMessage: error === 'LockOutCheck' ? LOCKED_OUT.message : PUBLIC }],
          },
        },
  );
const failure = (kind: 'Encryption' | 'Decryption', state: string): Answer => ({
  code: `${kind}Failure`,
  message: `Secrets Manager can't ${kind.toLowerCase().replace('ion', '')} the secret value: {key} is ${state}. (Service: AWSKMS; Status Code: 400; Error Code: ${state === 'disabled' ? 'DisabledException' : 'KMSInvalidStateException'}; Request ID: ID; Proxy: null)`,
});

function tagList(tags: Readonly<Record<string, string>>): readonly object[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

const READ = 'secretsmanager:GetSecretValue';
const lets = (principal: string): TestStatement => ({ Action: READ, Principal: { AWS: principal } });
const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/auth-${name}`;
const sessionArn = (role: string, name: string) => `arn:aws:sts::${ACCOUNT}:assumed-role/auth-${role}/auth-${name}`;
const EVERYBODY: TestStatement = { Action: READ, Principal: '*' };
const LOCKING: TestStatement = { ...DENY, Action: 'secretsmanager:PutResourcePolicy', Principal: '*' };

/** In the order in which they were asked. Beforehand the owner has made the four secrets, `{base}` with two versions. */
export const observations: readonly Observation[] = [
  read('identity-positive-read', 'allowed'),
  write('identity-positive-write', 'allowed'),
  read('identity-explicit-deny-read', 'identity-denied', explicit('an identity-based')),
  write('identity-explicit-deny-write', 'identity-denied', explicit('an identity-based')),
  read('identity-implicit-deny-read', 'resource-only', {
    denied: `because no identity-based policy allows the ${READ} action`,
  }),
  row('identity-denied-metadata-positive', 'identity-denied', 'DescribeSecret', { SecretId: '{base}' }),
  read('identity-positive-read-after-denies', 'allowed'),

  read('session-read-positive', 'session-read-only'),
  write('session-implicit-deny-write', 'session-read-only', bySession('secretsmanager:PutSecretValue')),
  write('session-write-positive-control', 'allowed'),
  read('session-explicit-deny-read', 'session-explicit-deny', explicit('a session')),
  write('session-explicit-deny-write', 'session-explicit-deny', explicit('a session')),
  row('session-explicit-deny-metadata-positive', 'session-explicit-deny', 'DescribeSecret', { SecretId: '{base}' }),
  read('session-explicit-deny-read-positive-control', 'allowed'),

  policy('resource-grant-role', lets(roleArn('resource-only'))),
  read('resource-grant-role-positive', 'resource-only'),
  read('resource-role-grant-session-implicit-deny', 'resource-session-implicit', NO_READ),
  policy('resource-grant-direct-session', lets(sessionArn('resource-only', 'resource-session-implicit'))),
  read('resource-direct-session-bypasses-implicit-deny', 'resource-session-implicit'),
  policy('resource-grant-explicitly-denied-session', lets(sessionArn('allowed', 'session-explicit-deny'))),
  read('resource-direct-session-explicit-deny-wins', 'session-explicit-deny', explicit('a session')),
  policy('resource-grant-identity-denied-role', lets(roleArn('identity-denied'))),
  read('resource-grant-identity-explicit-deny-wins', 'identity-denied', explicit('an identity-based')),
  policy('resource-explicit-deny-role', {
    ...DENY,
    Action: prefixed(READ_AND_WRITE),
    Principal: { AWS: roleArn('allowed') },
  }),
  read('resource-explicit-deny-read', 'allowed', explicit('a resource-based')),
  write('resource-explicit-deny-write', 'allowed', explicit('a resource-based')),
  read('resource-deny-account-read-control', 'owner'),
  write('resource-deny-account-write-control', 'owner'),
  row('remove-resource-deny', 'owner', 'DeleteResourcePolicy', { SecretId: '{base}' }),
  read('resource-deny-removed-read-control', 'allowed'),
  write('resource-deny-removed-write-control', 'allowed'),

  read('version-stage-positive', 'version-stage', 'success', { VersionStage: 'AWSPREVIOUS' }),
  read('version-stage-negative', 'version-stage', NO_READ, { VersionStage: 'AWSCURRENT' }),
  read('version-stage-unrestricted-control', 'allowed', 'success', { VersionStage: 'AWSCURRENT' }),
  read('version-stage-omitted', 'version-stage', NO_READ),
  read('version-stage-version-id-only', 'version-stage', NO_READ, { VersionId: version(1) }),
  read('version-id-positive', 'version-id', 'success', { VersionId: version(1) }),
  read('version-id-negative', 'version-id', NO_READ, { VersionId: version(0) }),
  read('version-id-unrestricted-control', 'allowed', 'success', { VersionId: version(0) }),
  read('version-id-omitted', 'version-id', NO_READ),
  read('version-id-stage-only', 'version-id', NO_READ, { VersionStage: 'AWSCURRENT' }),
  read('secret-id-arn-positive', 'secret-id-arn'),
  read('secret-id-arn-negative', 'secret-id-arn', NO_READ, {}, '{other}'),
  read('secret-id-arn-unrestricted-control', 'allowed', 'success', {}, '{other}'),
  read('secret-id-arn-condition-name-input', 'secret-id-arn', 'success', {}, 'auth-base'),
  read('global-resource-tag-positive', 'global-resource-tag'),
  read('global-resource-tag-negative', 'global-resource-tag', NO_READ, {}, '{other}'),
  read('global-resource-tag-unrestricted-control', 'allowed', 'success', {}, '{other}'),
  read('service-resource-tag-positive', 'service-resource-tag'),
  read('service-resource-tag-negative', 'service-resource-tag', NO_READ, {}, '{other}'),
  read('service-resource-tag-unrestricted-control', 'allowed', 'success', {}, '{other}'),
  // The denial names the secret as the request did.
  read('secret-id-name-condition-name-input', 'secret-id-name', NO_READ, {}, 'auth-base'),
  read('secret-id-name-condition-arn-input', 'secret-id-name', NO_READ),
  read('secret-id-name-unrestricted-control', 'allowed', 'success', {}, 'auth-base'),
  read('current-stage-explicit-positive', 'current-stage', 'success', { VersionStage: 'AWSCURRENT' }),
  read('current-stage-default-omitted', 'current-stage', NO_READ),
  read('current-stage-version-id-only', 'current-stage', NO_READ, { VersionId: version(1) }),

  read('tag-resource-gated-read-positive', 'tag-resource-gated', 'success', {}, '{tags}'),
  tag('tag-resource-add-unrelated-positive', 'tag-resource-gated', { Note: 'inert' }),
  tag('tag-resource-change-authority-tag', 'tag-resource-gated', { Scope: 'blocked' }, LOCKED_OUT),
  describeTags('tag-resource-observe-after-change', { Scope: 'allowed', Note: 'inert' }),
  tag('tag-resource-owner-reset', 'owner', { Scope: 'allowed' }),
  row(
    'tag-resource-remove-authority-tag',
    'tag-resource-gated',
    'UntagResource',
    { SecretId: '{tags}', TagKeys: ['Scope'] },
    LOCKED_OUT,
  ),
  describeTags('tag-resource-observe-after-remove', { Scope: 'allowed', Note: 'inert' }),
  tag('tag-resource-owner-reset-again', 'owner', { Scope: 'allowed' }),
  read('tag-resource-gated-read-after-control', 'tag-resource-gated', 'success', {}, '{tags}'),
  tag('tag-request-positive', 'tag-request', { Env: 'test' }),
  tag('tag-request-wrong-value-deny', 'tag-request', { Env: 'production' }, NO_TAG),
  tag('tag-request-extra-key-deny', 'tag-request', { Env: 'test', Extra: 'inert' }, NO_TAG),
  tag('tag-request-after-positive', 'tag-request', { Env: 'test' }),

  create('create-tag-positive', 'create-request-tag', { Env: 'test' }),
  create('create-tag-deny', 'create-request-tag', { Env: 'production' }, NO_CREATE),
  create('create-tag-absent', 'create-request-tag', {}, NO_CREATE),
  create(
    'create-with-tags-without-tag-permission',
    'create-no-tag-permission',
    { Env: 'test' },
    {
      denied: 'because no session policy allows the secretsmanager:TagResource action',
      action: 'secretsmanager:TagResource',
    },
  ),
  create('create-untagged-positive-control', 'create-no-tag-permission', {}),

  validate('validate-policy-restricted', lets(roleArn('allowed'))),
  policy('put-policy-restricted-block-public', lets(roleArn('allowed'))),
  validate('validate-policy-broad', EVERYBODY, 'BlockPublicPolicyCheck'),
  policy('put-policy-broad-block-public', EVERYBODY, { code: 'PublicPolicyException', message: PUBLIC }),
  validate('validate-policy-lockout', LOCKING, 'LockOutCheck'),
  validate('validate-policy-malformed', '{not-json'),
  row(
    'put-policy-malformed-block-public',
    'owner',
    'PutResourcePolicy',
    { SecretId: '{base}', statement: '{not-json', BlockPublicPolicy: true },
    SYNTAX,
  ),
  validate('validate-policy-lockout-without-secret', LOCKING, 'LockOutCheck', null),
  validate('validate-policy-broad-without-secret', EVERYBODY, 'BlockPublicPolicyCheck', null),
  row('policy-validation-final-delete', 'owner', 'DeleteResourcePolicy', { SecretId: '{base}' }),
  read('policy-validation-final-read-control', 'allowed'),

  read('kms-read-positive-control', 'allowed', 'success', {}, '{kms}'),
  write('kms-write-positive-control', 'allowed', 'success', '{kms}'),
  read('kms-no-decrypt-read', 'kms-no-decrypt', NO_KMS, {}, '{kms}'),
  write('kms-no-decrypt-write', 'kms-no-decrypt', 'success', '{kms}'),
  row(
    'kms-no-decrypt-metadata-control',
    'kms-no-decrypt',
    'DescribeSecret',
    { SecretId: '{kms}' },
    {
      output: { KmsKeyId: '{key}' },
    },
  ),
  read('kms-no-decrypt-read-allowed-control', 'allowed', 'success', {}, '{kms}'),
  write('kms-no-decrypt-write-allowed-control', 'allowed', 'success', '{kms}'),
  read('kms-no-generate-read', 'kms-no-generate', 'success', {}, '{kms}'),
  write('kms-no-generate-write', 'kms-no-generate', NO_KMS, '{kms}'),
  row('kms-no-generate-metadata-control', 'kms-no-generate', 'DescribeSecret', { SecretId: '{kms}' }),
  read('kms-no-generate-read-allowed-control', 'allowed', 'success', {}, '{kms}'),
  write('kms-no-generate-write-allowed-control', 'allowed', 'success', '{kms}'),
  read('kms-missing-permission-read', 'kms-no-permission', NO_KMS, {}, '{kms}'),
  write('kms-missing-permission-write', 'kms-no-permission', NO_KMS, '{kms}'),
  read('kms-missing-permission-read-control', 'allowed', 'success', {}, '{kms}'),
  write('kms-missing-permission-write-control', 'allowed', 'success', '{kms}'),
];

/** What happens to the key before the last observations, and those; for a KMS that has these operations. */
export const keyStates: Readonly<Record<'DisableKey' | 'EnableKey' | 'ScheduleKeyDeletion', readonly Observation[]>> = {
  DisableKey: [
    read('kms-disabled-read', 'allowed', failure('Decryption', 'disabled'), {}, '{kms}'),
    write('kms-disabled-write', 'allowed', failure('Encryption', 'disabled'), '{kms}'),
    row('kms-disabled-metadata-control', 'allowed', 'DescribeSecret', { SecretId: '{kms}' }),
  ],
  EnableKey: [
    read('kms-reenabled-read-control', 'allowed', 'success', {}, '{kms}'),
    write('kms-reenabled-write-control', 'allowed', 'success', '{kms}'),
  ],
  ScheduleKeyDeletion: [
    read('kms-pending-deletion-read', 'allowed', failure('Decryption', 'pending deletion'), {}, '{kms}'),
    write('kms-pending-deletion-write', 'allowed', failure('Encryption', 'pending deletion'), '{kms}'),
    row('kms-pending-deletion-metadata-control', 'allowed', 'DescribeSecret', { SecretId: '{kms}' }),
  ],
};
