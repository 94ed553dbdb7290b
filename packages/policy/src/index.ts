export * from './policy.ts';
export {
  createContext,
  type Context,
  type ContextScalar,
  type ContextValue,
  lazyContext,
  type Moment,
} from './context.ts';
export { type ParsedPolicy, parsePolicy, type PolicyError } from './parse/parse-policy.ts';
export { readPrincipalArn } from './parse/principal-arn.ts';
export type { Rule } from './parse/rules.ts';
export { MAX_DOCUMENT_LENGTH } from './parse/read-json.ts';
export { type CompileOptions, compilePolicy } from './compile/compile-policy.ts';
export type { CompiledPolicy, StatementRef } from './compile/compiled-policy.ts';
export { type CompiledGrant, compileGrant, type Grant } from './evaluate/grant.ts';
export type * from './evaluate/request.ts';
export type { Decision, Reason } from './evaluate/decision.ts';
export { decide, type PolicySet } from './evaluate/decide.ts';
export { type Denial, denialSentence } from './evaluate/denial-sentence.ts';
export { explain, type Explanation, type StatementExplanation } from './evaluate/explain.ts';
export { isPublic } from './is-public.ts';
