/** What evaluation works on: see `compilePolicy`. */
import type { Effect, PolicyKind } from '../policy.ts';
import type { CompiledCondition } from './compile-condition.ts';
import type { Pattern } from './pattern.ts';
import type { CompiledPrincipals } from './compile-principals.ts';
import type { Wildcard } from '../matching/wildcard.ts';

/** A policy document made ready to be evaluated any number of times. What it says never changes. */
export interface CompiledPolicy {
  /** What the caller of `compilePolicy` calls it: an ARN, an inline policy's name. */
  readonly name: string;
  readonly kind: PolicyKind;
  readonly statements: readonly CompiledStatement[];
  /** The statements that name actions of certain services only, by the service's prefix in lower case. */
  readonly byService: ReadonlyMap<string, StatementGroup>;
  /** All other statements. */
  readonly everyService: StatementGroup;
  /** What `statementsAbout` remembers, by action in lower case. */
  readonly byAction: Map<string, StatementGroup>;
}

/** Statements in the author's order. */
export interface StatementGroup {
  readonly denies: readonly CompiledStatement[];
  readonly allows: readonly CompiledStatement[];
}

export interface CompiledStatement {
  readonly effect: Effect;
  /** What a decision gives as its ground. */
  readonly ref: StatementRef;
  readonly actions: CompiledActions;
  readonly resources: CompiledResources | undefined;
  readonly principals: CompiledPrincipals | undefined;
  readonly conditions: readonly CompiledCondition[];
}

/** Which statement of which policy. */
export interface StatementRef {
  readonly policy: string;
  readonly kind: PolicyKind | 'grant';
  /** Counted from 0. */
  readonly index: number;
  readonly sid?: string;
}

/** Actions in lower case, without their wildcards in `exact`. */
export interface CompiledActions {
  readonly except: boolean;
  readonly all: boolean;
  readonly exact: ReadonlySet<string>;
  readonly wildcards: readonly Wildcard[];
}

export interface CompiledResources {
  readonly except: boolean;
  readonly all: boolean;
  readonly patterns: readonly Pattern[];
}
