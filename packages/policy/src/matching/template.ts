/** Text with policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'nobody'}`, `${*}`, `${?}`, `${$}`. */
import { type Context, contextText, isList } from '../context.ts';
import type { PolicyVersion } from '../policy.ts';
import { literalTokens, patternTokens } from './tokens.ts';

/**
 * - `written`: the author's own characters; `*` and `?` are wildcards where wildcards are
 * - `literal`: what `${*}`, `${?}` and `${$}` stand for
 * - `variable`: a condition key in lower case, and what to take when the request does not have it
 */
export type TemplatePart =
  | { readonly type: 'written'; readonly text: string }
  | { readonly type: 'literal'; readonly text: string }
  | { readonly type: 'variable'; readonly key: string; readonly fallback?: string };

export type Template = readonly TemplatePart[];

/** Never fails: what looks like a variable and is none stays text. Reads the text once. */
export function readTemplate(text: string, version: PolicyVersion): Template {
  const parts: TemplatePart[] = [];
  let written = 0;
  // Variables came with 2012-10-17; before that they are text.
  let open = version === '2012-10-17' ? text.indexOf(OPEN) : -1;
  let close = -1;
  while (open !== -1) {
    close = close < open ? text.indexOf('}', open) : close;
    if (close === -1) {
      break;
    }
    const next = text.indexOf(OPEN, open + OPEN.length);
    const isInnermost = next === -1 || next > close;
    const part = isInnermost ? readVariable(text.slice(open + OPEN.length, close)) : undefined;
    if (part !== undefined) {
      if (open > written) {
        parts.push({ type: 'written', text: text.slice(written, open) });
      }
      parts.push(part);
      written = close + 1;
    }
    open = next;
  }
  if (written < text.length) {
    parts.push({ type: 'written', text: text.slice(written) });
  }
  return parts;
}

const OPEN = '${';

/** Whether the template reads anything from the request. */
export function hasVariables(template: Template): boolean {
  return template.some(part => part.type === 'variable');
}

/** The template as a pattern for one request; undefined when a variable has no value. */
export function resolvePattern(template: Template, context: Context): number[] | undefined {
  const tokens: number[] = [];
  for (const part of template) {
    const text = part.type === 'variable' ? variableText(part, context) : part.text;
    if (text === undefined) {
      return undefined;
    }
    for (const token of part.type === 'written' ? patternTokens(text) : literalTokens(text)) {
      tokens.push(token);
    }
  }
  return tokens;
}

/** The template as text for one request; undefined when a variable has no value. */
export function resolveText(template: Template, context: Context): string | undefined {
  let result = '';
  for (const part of template) {
    const text = part.type === 'variable' ? variableText(part, context) : part.text;
    if (text === undefined) {
      return undefined;
    }
    result += text;
  }
  return result;
}

/** A key with several values cannot stand in text (IAM User Guide, "Variables and tags"). */
function variableText(part: TemplatePart & { type: 'variable' }, context: Context): string | undefined {
  const value = context.get(part.key);
  return value === undefined || isList(value) ? part.fallback : contextText(value);
}

const CHARACTERS = new Set(['*', '?', '$']);

/** `key` or `key, 'fallback'`. */
function readVariable(inside: string): TemplatePart | undefined {
  if (CHARACTERS.has(inside)) {
    return { type: 'literal', text: inside };
  }
  const comma = inside.indexOf(',');
  const key = (comma === -1 ? inside : inside.slice(0, comma)).trim().toLowerCase();
  if (key === '') {
    return undefined;
  }
  if (comma === -1) {
    return { type: 'variable', key };
  }
  const fallback = inside.slice(comma + 1).trim();
  return fallback.length >= 2 && fallback.startsWith("'") && fallback.endsWith("'")
    ? { type: 'variable', key, fallback: fallback.slice(1, -1) }
    : undefined;
}
