/** A question about access, put together for the policy language. */
import type { Context, PolicySet, Request } from '@coffer/policy';
import { compileGrant, createContext } from '@coffer/policy';
import type { CompilePolicy } from './compiler.ts';
import { givenContext } from './grants.ts';
import type { Key, NamedPolicy, Subject } from './subject.ts';
import type { Target } from './target.ts';

export interface Question {
  readonly subject: Subject;
  readonly action: string;
  readonly target: Target;
  /** Keys that the user gave: they take the place of what is known. */
  readonly given: readonly Key[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The request that the question stands for. */
export function requestOf(question: Question): Request {
  const { subject, action, target, given } = question;
  const encryptionContext = givenContext(given);
  return {
    principal: subject.principal,
    action,
    resource: target.resource,
    resourceAccount: target.account,
    context: contextOf(question),
    ...(encryptionContext === undefined ? {} : { encryptionContext }),
  };
}

/** Every policy that applies. */
export function policiesOf({ subject, target }: Question, compile: CompilePolicy): PolicySet {
  const compiled = (policy: NamedPolicy) => compile(policy);
  return {
    ...(subject.policies === undefined ? {} : { identity: subject.policies.map(compiled) }),
    ...(subject.boundary === undefined ? {} : { boundary: compiled(subject.boundary) }),
    ...(target.policy === undefined ? {} : { resource: compiled(target.policy) }),
    ...(target.grants === undefined ? {} : { grants: target.grants.map(compileGrant) }),
  };
}

/** Whether it is known what a request has for a key: a value, or that it never has one. In any letter case. */
export function knows(question: Question): (key: string) => boolean {
  const present = new Set(entriesOf(question).map(([name]) => name.toLowerCase()));
  const absent = [...question.subject.known, ...question.target.known];
  return key => {
    const name = key.toLowerCase();
    return present.has(name) || absent.some(each => (each.endsWith('/') ? name.startsWith(each) : name === each));
  };
}

function contextOf(question: Question): Context {
  return createContext(entriesOf(question));
}

function entriesOf({ subject, target, given, now }: Question): readonly Key[] {
  const own: readonly Key[] = [
    ...subject.keys,
    ...target.keys,
    ['aws:CurrentTime', { epochMs: now }],
    ['aws:EpochTime', Math.floor(now / 1000)],
    ['aws:RequestedRegion', target.region],
    ['aws:ResourceAccount', target.account],
    ['aws:SecureTransport', true],
    ...(target.policy?.kind === 'key' ? callerAccount(subject) : []),
  ];
  const replaced = new Set(given.map(([name]) => name.toLowerCase()));
  return [...own.filter(([name]) => !replaced.has(name.toLowerCase())), ...given];
}

/** What policies on keys ask in place of `aws:PrincipalAccount`. */
function callerAccount({ keys }: Subject): readonly Key[] {
  return keys.flatMap(([name, account]): readonly Key[] =>
    name === 'aws:PrincipalAccount' ? [['kms:CallerAccount', account]] : [],
  );
}
