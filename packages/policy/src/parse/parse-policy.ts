import type { Policy, PolicyKind, PolicyVersion, Statement } from '../policy.ts';
import { parseStatement } from './parse-statement.ts';
import { readJson } from './read-json.ts';
import { inOrder, type Problem, type Report, type Rule, sentence } from './rules.ts';
import { readObject } from './values.ts';

export interface PolicyError {
  readonly rule: Rule;
  /** What AWS says: the message of MalformedPolicyDocument and its relatives. */
  readonly message: string;
  /** Where: `Statement[0].Principal.AWS[1]`; empty for the document. */
  readonly path: string;
}

export type ParsedPolicy =
  | { readonly ok: true; readonly policy: Policy }
  /** At least one error; the first is the one that AWS answers with. */
  | { readonly ok: false; readonly errors: readonly [PolicyError, ...PolicyError[]] };

/**
 * Parses and checks a policy document. Takes any text and never throws: a text longer than 131,072 characters is refused
 * like one that is not JSON. The lengths that services allow (a secret's policy 20,480) are for their own validation.
 */
export function parsePolicy(text: string, kind: PolicyKind): ParsedPolicy {
  const problems: Problem[] = [];
  const report: Report = (rule, path, detail) => {
    problems.push({ rule, path, ...(detail !== undefined && { detail }) });
  };

  const policy = parseDocument(text, kind, report);
  if (problems.length === 0 && policy !== undefined) {
    return { ok: true, policy };
  }
  const [first = UNREADABLE, ...others] = inOrder(problems, kind).map(problem => errorOf(problem, kind));
  return { ok: false, errors: [first, ...others] };
}

/** Not reached: whoever gives no policy has said why. */
const UNREADABLE: PolicyError = { rule: 'syntax', message: 'Syntax errors in policy.', path: '' };

/** How long a message may be: it repeats the author's text. */
const MAX_MESSAGE_LENGTH = 4096;

function errorOf(problem: Problem, kind: PolicyKind): PolicyError {
  const { rule, path } = problem;
  return { rule, message: sentence(problem, kind).slice(0, MAX_MESSAGE_LENGTH), path };
}

function parseDocument(text: string, kind: PolicyKind, report: Report): Policy | undefined {
  const json = readJson(text);
  if (json === undefined) {
    report('json', '');
    return undefined;
  }
  const elements = readObject(json.value);
  if (elements === undefined) {
    report('syntax', '');
    return undefined;
  }
  for (const name of elements.keys()) {
    if (!ELEMENTS.has(name)) {
      report('syntax', name);
    }
  }

  const id = readId(elements.get('Id'), report);
  const version = readVersion(elements.get('Version'), kind, report);
  const statements = parseStatements(elements.get('Statement'), kind, report);
  return { kind, version, statements, ...(id !== undefined && { id }) };
}

const ELEMENTS: ReadonlySet<string> = new Set(['Version', 'Id', 'Statement']);

function readId(value: unknown, report: Report): string | undefined {
  if (value === undefined || typeof value === 'string') {
    return value;
  }
  report('syntax', 'Id');
  return undefined;
}

/** Without a Version a document has the older one; managed policies must have the newer. */
function readVersion(value: unknown, kind: PolicyKind, report: Report): PolicyVersion {
  if (value !== undefined && value !== '2008-10-17' && value !== '2012-10-17') {
    report(kind === 'trust' ? 'version' : 'syntax', 'Version');
    return '2008-10-17';
  }
  if (kind === 'managed' && value !== '2012-10-17') {
    report('version', 'Version');
  }
  return value ?? '2008-10-17';
}

/** One statement or a list of them; at least one. */
function parseStatements(value: unknown, kind: PolicyKind, report: Report): Statement[] {
  const isList = Array.isArray(value);
  const list: readonly unknown[] = isList ? value : [value];
  if (value === undefined || list.length === 0) {
    report('empty-statement', 'Statement');
    return [];
  }

  if (UNIQUE_SIDS.has(kind)) {
    checkUniqueSids(list, report);
  }
  return list.flatMap((item, index) => {
    const statement = parseStatement(item, isList ? `Statement[${index}]` : 'Statement', kind, report);
    return statement === undefined ? [] : [statement];
  });
}

/** IAM's own documents need different Sids; those of other services may repeat them. */
const UNIQUE_SIDS: ReadonlySet<PolicyKind> = new Set(['managed', 'inline', 'session', 'trust']);

function checkUniqueSids(statements: readonly unknown[], report: Report): void {
  const seen = new Set<unknown>();
  for (const [index, statement] of statements.entries()) {
    const sid = readObject(statement)?.get('Sid');
    if (typeof sid === 'string' && sid !== '' && seen.has(sid)) {
      report('repeated-sid', `Statement[${index}].Sid`);
    }
    seen.add(sid);
  }
}
