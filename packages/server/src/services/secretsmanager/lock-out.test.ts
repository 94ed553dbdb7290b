/** Whom a policy shuts out of changing it: the caller's own policies count, everything in the request counts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CompiledPolicy, Principal } from '@coffer/policy';
import { compilePolicy, createContext, decide, parsePolicy, type PolicyKind } from '@coffer/policy';
import type { AccessRequest } from '../../pipeline/operation.ts';
import { locksOut } from './lock-out.ts';
import { boundPolicy } from './resource-policy.ts';

const OWNER = '111111111111';
const OTHER = '222222222222';
const SECRET = `arn:aws:secretsmanager:us-east-1:${OWNER}:secret:n-AbCdEf`;
const PUT = 'secretsmanager:PutResourcePolicy';
const ADMIN = `arn:aws:iam::${OWNER}:role/admin`;

const root: Principal = { type: 'root', account: OWNER };
const ana: Principal = { type: 'user', account: OWNER, arn: `arn:aws:iam::${OWNER}:user/ana`, id: 'AIDAANA' };
const admin: Principal = {
  type: 'role-session',
  account: OWNER,
  arn: `arn:aws:sts::${OWNER}:assumed-role/admin/s`,
  roleArn: ADMIN,
  roleId: 'AROAADMIN',
};
const stranger: Principal = { type: 'user', account: OTHER, arn: `arn:aws:iam::${OTHER}:user/bo`, id: 'AIDABO' };

type Elements = Readonly<Record<string, unknown>>;

interface Circumstances {
  /** The caller's own policies. */
  readonly identity?: readonly CompiledPolicy[];
  readonly keys?: Readonly<Record<string, string>>;
  readonly arn?: string | undefined;
  readonly BlockPublicPolicy?: boolean;
  readonly uniqueIds?: ReadonlyMap<string, string>;
}

function compiled(document: string, kind: PolicyKind, uniqueIds: ReadonlyMap<string, string> = new Map()) {
  const parsed = parsePolicy(document, kind);
  assert.ok(parsed.ok);
  return compilePolicy(parsed.policy, { uniqueIds });
}

function textOf(Statement: Elements): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

const mayEverything = compiled(textOf({ Effect: 'Allow', Action: '*', Resource: '*' }), 'inline');

/** Whether a Deny of PutResourcePolicy for everybody, or what else the statement says, shuts this principal out. */
function isLockedOut(principal: Principal, statement: Elements, by: Circumstances = {}): Promise<boolean> {
  const { identity, keys = {}, arn = 'arn' in by ? undefined : SECRET, uniqueIds = new Map(), ...input } = by;
  const document = textOf({ Effect: 'Deny', Principal: '*', Action: PUT, Resource: '*', ...statement });
  const scope = {
    partition: 'aws',
    region: 'us-east-1',
    allows: ({ action, resource = '*', resourceAccountId: resourceAccount, keys: own, policy }: AccessRequest) => {
      const context = createContext([...Object.entries(keys), ...(own?.() ?? [])]);
      const resourcePolicy = compiled(policy?.document ?? '', 'resource', uniqueIds);
      const policies = { resource: resourcePolicy, ...(identity && { identity }) };
      const decision = decide({ principal, action, resource, resourceAccount, context }, policies);
      return Promise.resolve(decision.effect === 'Allow');
    },
  };
  return locksOut(scope, input, { secret: undefined, arn, accountId: OWNER }, boundPolicy(document, uniqueIds));
}

test('recorded: a Deny of PutResourcePolicy for everybody', async () => {
  for (const Action of [PUT, 'secretsmanager:*', '*', 'secretsmanager:Put*']) {
    assert.ok(await isLockedOut(root, { Action }), Action);
    assert.ok(await isLockedOut(ana, { Action }, { identity: [mayEverything] }), Action);
  }
});

test('not a Deny of something else, of somebody else, or under a condition that the request does not meet', async () => {
  const harmless: readonly Elements[] = [
    { Action: ['secretsmanager:DeleteSecret', 'secretsmanager:DeleteResourcePolicy'] },
    { Principal: { AWS: `arn:aws:iam::${OTHER}:root` } },
    { Principal: { AWS: ana.type === 'user' ? ana.arn : '' } },
    { Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } },
    { Resource: `${SECRET}x` },
    { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue' },
  ];

  for (const statement of harmless) {
    assert.ok(
      !(await isLockedOut(root, statement, { keys: { 'aws:SourceVpce': 'vpce-1' } })),
      JSON.stringify(statement),
    );
  }
  assert.ok(await isLockedOut(root, { Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } }));
});

test('a Deny for all but some shuts out who is not among them', async () => {
  const Condition = { ArnNotEquals: { 'aws:PrincipalArn': ADMIN } };
  const identity = [mayEverything];

  assert.ok(!(await isLockedOut(admin, { Condition }, { keys: { 'aws:PrincipalArn': ADMIN }, identity })));
  assert.ok(await isLockedOut(root, { Condition }, { keys: { 'aws:PrincipalArn': `arn:aws:iam::${OWNER}:root` } }));
});

test('a user needs a right of its own, from its own policies or from the new one', async () => {
  const reading = { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue' };
  const granting = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${OWNER}:user/ana` } };

  assert.ok(await isLockedOut(ana, reading));
  assert.ok(!(await isLockedOut(ana, reading, { identity: [mayEverything] })));
  assert.ok(!(await isLockedOut(ana, granting)));
  assert.ok(await isLockedOut(admin, granting));
});

test('somebody of another account needs both', async () => {
  const granting = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${OTHER}:root` } };
  const identity = [mayEverything];

  assert.ok(!(await isLockedOut(stranger, granting, { identity })));
  assert.ok(await isLockedOut(stranger, granting));
  assert.ok(await isLockedOut(stranger, { ...granting, Action: 'secretsmanager:Get*' }, { identity }));
});

test('a namesake of the user that the policy means does not count', async () => {
  const arn = `arn:aws:iam::${OWNER}:user/ana`;
  const granting = { Effect: 'Allow', Principal: { AWS: arn } };

  assert.ok(!(await isLockedOut(ana, granting, { uniqueIds: new Map([[arn, 'AIDAANA']]) })));
  assert.ok(await isLockedOut(ana, granting, { uniqueIds: new Map([[arn, 'AIDAOTHER']]) }));
});

test('whoever blocks public policies may be held to it', async () => {
  const Condition = { BoolIfExists: { 'secretsmanager:BlockPublicPolicy': 'false' } };

  assert.ok(!(await isLockedOut(root, { Condition }, { BlockPublicPolicy: true })));
  assert.ok(await isLockedOut(root, { Condition }, { BlockPublicPolicy: false }));
});

test('of a secret that is not named only what is said of all secrets counts', async () => {
  assert.ok(await isLockedOut(root, {}, { arn: undefined }));
  assert.ok(await isLockedOut(root, { Resource: SECRET.replace('n-AbCdEf', '*') }, { arn: undefined }));
  assert.ok(!(await isLockedOut(root, { Resource: SECRET }, { arn: undefined })));
});
