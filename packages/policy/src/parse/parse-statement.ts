import type { Effect, PatternList, PolicyKind, PrincipalList, Statement } from '../policy.ts';
import { checkActions } from './parse-actions.ts';
import { parseConditions } from './parse-conditions.ts';
import { parsePrincipals } from './parse-principals.ts';
import { checkResources } from './parse-resources.ts';
import type { Report } from './rules.ts';
import { readObject, readTexts } from './values.ts';

/** Reads a statement; undefined when so much is wrong that there is none. What is wrong is reported. */
export function parseStatement(value: unknown, path: string, kind: PolicyKind, report: Report): Statement | undefined {
  const elements = readObject(value);
  if (elements === undefined) {
    report('syntax', path);
    return undefined;
  }
  for (const name of elements.keys()) {
    if (!ELEMENTS.has(name)) {
      report('syntax', `${path}.${name}`);
    }
  }

  const sid = readSid(elements.get('Sid'), path, kind, report);
  const effect = readEffect(elements.get('Effect'), path, kind, report);
  const principals = readPrincipals(elements, path, kind, report);
  const actions = readPatterns(elements, 'Action', path, report);
  const resources = readResources(elements, path, kind, report);
  const conditions = elements.has('Condition')
    ? parseConditions(elements.get('Condition'), `${path}.Condition`, report)
    : [];
  if (actions === undefined) {
    report('no-actions', path);
  } else {
    checkActions(actions.patterns, `${path}.${actions.except ? 'NotAction' : 'Action'}`, kind, report);
  }
  return effect && actions
    ? {
        effect,
        actions,
        conditions,
        ...(sid !== undefined && { sid }),
        ...(principals && { principals }),
        ...(resources && { resources }),
      }
    : undefined;
}

const ELEMENTS: ReadonlySet<string> = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

type Elements = ReadonlyMap<string, unknown>;

/** Policies of identities are stricter with a Sid than those of resources, which take any text. */
function readSid(value: unknown, path: string, kind: PolicyKind, report: Report): string | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (typeof value !== 'string') {
    report('syntax', `${path}.Sid`);
    return undefined;
  }
  if (isOfIdentity(kind) && !/^[0-9A-Za-z]*$/.test(value)) {
    report('sid', `${path}.Sid`);
  }
  return value;
}

function readEffect(value: unknown, path: string, kind: PolicyKind, report: Report): Effect | undefined {
  if (value === 'Allow' || value === 'Deny') {
    return value;
  }
  if (value === undefined) {
    report('no-effect', path);
  } else if (typeof value === 'string' && (kind === 'trust' || /^(?:allow|deny)$/i.test(value))) {
    report('effect', `${path}.Effect`, kind === 'trust' ? `Invalid effect: ${value}` : undefined);
  } else {
    report('syntax', `${path}.Effect`);
  }
  return undefined;
}

function readPrincipals(elements: Elements, path: string, kind: PolicyKind, report: Report): PrincipalList | undefined {
  const except = elements.has('NotPrincipal');
  const name = except ? 'NotPrincipal' : 'Principal';
  const isThere = elements.has(name);
  if (isOfIdentity(kind)) {
    if (isThere) {
      report('prohibited-principal', `${path}.${name}`);
    }
    return undefined;
  }
  if (except && elements.has('Principal')) {
    report('syntax', path);
  }
  if (except && kind === 'trust') {
    report('not-principal', path);
  }
  if (!isThere) {
    report('no-principal', path);
    return undefined;
  }
  return { except, entries: parsePrincipals(elements.get(name), `${path}.${name}`, kind, report) };
}

function readResources(elements: Elements, path: string, kind: PolicyKind, report: Report): PatternList | undefined {
  const resources = readPatterns(elements, 'Resource', path, report);
  if (kind === 'trust') {
    if (resources !== undefined) {
      report(
        'prohibited-resource',
        path,
        resources.except ? 'AssumeRole policy must not contain resources.' : undefined,
      );
    }
    return undefined;
  }
  if (resources === undefined) {
    report('no-resources', path);
  } else {
    checkResources(resources.patterns, `${path}.${resources.except ? 'NotResource' : 'Resource'}`, report);
  }
  return resources;
}

/** `Action` or `NotAction`, `Resource` or `NotResource`; undefined when there is neither or an empty list. */
function readPatterns(
  elements: Elements,
  name: 'Action' | 'Resource',
  path: string,
  report: Report,
): PatternList | undefined {
  const except = elements.has(`Not${name}`);
  if (except && elements.has(name)) {
    report('syntax', path);
  }
  const written = except ? `Not${name}` : name;
  const patterns = elements.has(written) ? readTexts(elements.get(written)) : [];
  if (patterns === undefined) {
    report('syntax', `${path}.${written}`);
    return { except, patterns: [] };
  }
  return patterns.length === 0 ? undefined : { except, patterns };
}

function isOfIdentity(kind: PolicyKind): boolean {
  return kind === 'managed' || kind === 'inline' || kind === 'session';
}
