import type { Context } from '../context.ts';
import { type ArnPattern, compileArnPattern, matchesArn } from '../matching/arn-pattern.ts';
import { hasVariables, readTemplate, resolvePattern, type Template } from '../matching/template.ts';
import { COLON, resourceTokens, type Tokens } from '../matching/tokens.ts';
import { compileWildcard, matchesWildcard, type Wildcard } from '../matching/wildcard.ts';
import type { PolicyVersion } from '../policy.ts';

/**
 * A pattern of the Resource element or of StringLike: compiled once, or for each request when it has variables.
 * `never` fits nothing.
 */
export type Pattern =
  | { readonly type: 'constant'; readonly wildcard: Wildcard }
  | { readonly type: 'variable'; readonly template: Template; readonly isResource: boolean }
  | { readonly type: 'never' };

/** The pattern of an ARN operator. */
export type ArnValue =
  | { readonly type: 'constant'; readonly pattern: ArnPattern }
  | { readonly type: 'variable'; readonly template: Template };

export function compileTextPattern(text: string, version: PolicyVersion): Pattern {
  const template = readTemplate(text, version);
  return hasVariables(template)
    ? { type: 'variable', template, isResource: false }
    : { type: 'constant', wildcard: compileWildcard(constantTokens(template)) };
}

/** A variable before the fifth colon is not supported (IAM User Guide, "Variables and tags"): such a pattern fits nothing. */
export function compileResourcePattern(text: string, version: PolicyVersion): Pattern {
  const template = readTemplate(text, version);
  if (!hasVariables(template)) {
    return { type: 'constant', wildcard: compileWildcard(resourceTokens(constantTokens(template))) };
  }
  return colonsBeforeVariable(template) < 5 ? { type: 'never' } : { type: 'variable', template, isResource: true };
}

export function compileArnValue(text: string, version: PolicyVersion): ArnValue {
  const template = readTemplate(text, version);
  return hasVariables(template)
    ? { type: 'variable', template }
    : { type: 'constant', pattern: compileArnPattern(constantTokens(template)) };
}

/** A pattern one of whose variables has no value fits nothing. */
export function matchesPattern(pattern: Pattern, text: string, context: Context): boolean {
  switch (pattern.type) {
    case 'constant':
      return matchesWildcard(pattern.wildcard, text);
    case 'variable': {
      const tokens = resolvePattern(pattern.template, context);
      if (tokens === undefined) {
        return false;
      }
      return matchesWildcard(compileWildcard(pattern.isResource ? resourceTokens(tokens) : tokens), text);
    }
    case 'never':
      return false;
  }
}

export function matchesArnValue(value: ArnValue, text: string, context: Context): boolean {
  if (value.type === 'constant') {
    return matchesArn(value.pattern, text);
  }
  const tokens = resolvePattern(value.template, context);
  return tokens !== undefined && matchesArn(compileArnPattern(tokens), text);
}

function constantTokens(template: Template): Tokens {
  return resolvePattern(template, new Map()) ?? [];
}

function colonsBeforeVariable(template: Template): number {
  let colons = 0;
  for (const part of template) {
    if (part.type === 'variable') {
      break;
    }
    for (let index = 0; index < part.text.length; index++) {
      colons += part.text.charCodeAt(index) === COLON ? 1 : 0;
    }
  }
  return colons;
}
