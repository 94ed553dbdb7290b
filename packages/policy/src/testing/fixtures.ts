/** The people, secrets and documents that the tests of this package speak of. */
import assert from 'node:assert/strict';
import { compilePolicy, type CompileOptions } from '../compile/compile-policy.ts';
import type { CompiledPolicy } from '../compile/compiled-policy.ts';
import { type ContextValue, createContext } from '../context.ts';
import { decide, type PolicySet } from '../evaluate/decide.ts';
import type { Decision } from '../evaluate/decision.ts';
import type { FederatedUser, IamUser, Principal, Request, RoleSession } from '../evaluate/request.ts';
import { parsePolicy } from '../parse/parse-policy.ts';
import type { Policy, PolicyKind } from '../policy.ts';

/** The account that owns the secrets, and another one. */
export const A = '123456789012';
export const B = '111122223333';

export const ROOT: Principal = { type: 'root', account: A };

export function user(name: string, account = A): IamUser {
  return { type: 'user', account, arn: `arn:aws:iam::${account}:user/${name}`, id: `AIDA${name.toUpperCase()}EXAMPLE` };
}

export function session(role: string, account = A, name = 'app'): RoleSession {
  return {
    type: 'role-session',
    account,
    arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
    roleArn: `arn:aws:iam::${account}:role/${role}`,
    roleId: `AROA${role.toUpperCase()}EXAMPLE`,
  };
}

export function federated(name: string, issuer: IamUser): FederatedUser {
  const { account, arn, id } = issuer;
  return {
    type: 'federated-user',
    account,
    arn: `arn:aws:sts::${account}:federated-user/${name}`,
    userArn: arn,
    userId: id,
  };
}

export function secret(name: string, region = 'us-east-1', account = A): string {
  return `arn:aws:secretsmanager:${region}:${account}:secret:${name}`;
}

/** The document, which must be acceptable. */
export function parsed(document: unknown, kind: PolicyKind): Policy {
  const result = parsePolicy(typeof document === 'string' ? document : JSON.stringify(document), kind);
  assert.ok(result.ok, JSON.stringify(result));
  return result.policy;
}

/** The sentence that refuses the document. */
export function refusal(document: unknown, kind: PolicyKind): string {
  const result = parsePolicy(typeof document === 'string' ? document : JSON.stringify(document), kind);
  assert.ok(!result.ok, 'the document was accepted');
  return result.errors[0].message;
}

export function compiled(document: unknown, kind: PolicyKind, options?: CompileOptions): CompiledPolicy {
  return compilePolicy(parsed(document, kind), options);
}

/** A policy of one statement. */
export function policy(kind: PolicyKind, statement: Readonly<Record<string, unknown>>): CompiledPolicy {
  const resource = kind === 'trust' || 'NotResource' in statement ? {} : { Resource: '*' };
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', ...resource, ...statement }] };
  return compiled(document, kind);
}

export interface Ask {
  readonly as?: Principal;
  readonly action?: string;
  readonly resource?: string;
  readonly owner?: string;
  readonly context?: Readonly<Record<string, ContextValue | undefined>>;
  readonly encryptionContext?: Readonly<Record<string, string>>;
}

export const SECRET = secret('prod/db-a1b2c3');

export function request(question: Ask = {}): Request {
  const { as = user('ana'), action = 'secretsmanager:GetSecretValue', resource = SECRET, owner = A } = question;
  return {
    principal: as,
    action,
    resource,
    resourceAccount: owner,
    context: createContext(Object.entries(question.context ?? {})),
    ...(question.encryptionContext && { encryptionContext: new Map(Object.entries(question.encryptionContext)) }),
  };
}

export function ask(policies: PolicySet, question: Ask = {}): Decision {
  return decide(request(question), policies);
}

export function isAllowed(policies: PolicySet, question: Ask = {}): boolean {
  return ask(policies, question).effect === 'Allow';
}
