import { patternTokens } from '../matching/tokens.ts';
import { compileWildcard } from '../matching/wildcard.ts';
import type { PatternList, Policy, PolicyVersion, Statement } from '../policy.ts';
import { compileCondition, type CompiledCondition } from './compile-condition.ts';
import { compilePrincipals } from './compile-principals.ts';
import type {
  CompiledActions,
  CompiledPolicy,
  CompiledResources,
  CompiledStatement,
  StatementGroup,
} from './compiled-policy.ts';
import { compileResourcePattern } from './pattern.ts';

export interface CompileOptions {
  /** What decisions call the policy: an ARN, an inline policy's name. */
  readonly name?: string;
  /**
   * The unique ids of the users and roles that the policy named when it was stored, by ARN. A principal that was deleted
   * and created again has the same ARN and another id, and does not get its namesake's access. An ARN that is not in the
   * map fits by name.
   */
  readonly uniqueIds?: ReadonlyMap<string, string>;
}

/** Never fails: every policy that `parsePolicy` gave can be compiled. Memory is proportional to the document. */
export function compilePolicy(policy: Policy, options: CompileOptions = {}): CompiledPolicy {
  const name = options.name ?? policy.id ?? '';
  const uniqueIds = options.uniqueIds ?? new Map<string, string>();
  const statements = policy.statements.map((statement, index): CompiledStatement => {
    const { sid, effect, actions, resources, principals } = statement;
    return {
      effect,
      ref: { policy: name, kind: policy.kind, index, ...(sid !== undefined && { sid }) },
      actions: compileActions(actions),
      resources: resources && compileResources(resources, policy.version),
      principals: principals && compilePrincipals(principals, uniqueIds),
      conditions: statement.conditions
        .map(condition => compileCondition(condition, policy.version))
        .toSorted((a, b) => costOf(a) - costOf(b)),
    };
  });
  return { name, kind: policy.kind, statements, ...indexByService(policy.statements, statements), byAction: new Map() };
}

/** All conditions of a statement must hold, so those that are decided in few steps go first. */
function costOf({ test }: CompiledCondition): number {
  switch (test.type) {
    case 'null':
      return 0;
    case 'text':
    case 'number':
    case 'date':
      return 1;
    case 'address':
      return 2;
    case 'pattern':
    case 'arn':
      return 3;
  }
}

const ALL = '*';

function compileActions(list: PatternList): CompiledActions {
  const patterns = list.patterns.map(pattern => pattern.toLowerCase());
  return {
    except: list.except,
    all: patterns.includes(ALL),
    exact: new Set(patterns.filter(pattern => !hasWildcard(pattern))),
    wildcards: patterns.filter(hasWildcard).map(pattern => compileWildcard(patternTokens(pattern))),
  };
}

function compileResources(list: PatternList, version: PolicyVersion): CompiledResources {
  return {
    except: list.except,
    all: list.patterns.includes(ALL),
    patterns: list.patterns.map(pattern => compileResourcePattern(pattern, version)),
  };
}

function hasWildcard(pattern: string): boolean {
  return pattern.includes('*') || pattern.includes('?');
}

type ServiceIndex = Pick<CompiledPolicy, 'byService' | 'everyService'>;

/**
 * The service prefix of an action pattern is plain text or a lone `*` (the parser sees to it), so a request looks only
 * at statements that name its service, name all services, or name what they are not about.
 */
function indexByService(statements: readonly Statement[], compiled: readonly CompiledStatement[]): ServiceIndex {
  const byService = new Map<string, CompiledStatement[]>();
  const everyService: CompiledStatement[] = [];
  for (const [index, statement] of compiled.entries()) {
    const services = servicesOf(statements[index]);
    if (services === undefined) {
      everyService.push(statement);
      continue;
    }
    for (const service of services) {
      const members = byService.get(service);
      if (members === undefined) {
        byService.set(service, [statement]);
      } else {
        members.push(statement);
      }
    }
  }
  return {
    byService: new Map([...byService].map(([service, members]) => [service, groupOf(members)])),
    everyService: groupOf(everyService),
  };
}

function groupOf(members: readonly CompiledStatement[]): StatementGroup {
  return {
    denies: members.filter(({ effect }) => effect === 'Deny'),
    allows: members.filter(({ effect }) => effect === 'Allow'),
  };
}

/** Undefined when the statement is about every service. */
function servicesOf(statement: Statement | undefined): ReadonlySet<string> | undefined {
  if (statement === undefined || statement.actions.except) {
    return undefined;
  }
  const services = new Set<string>();
  for (const pattern of statement.actions.patterns) {
    const service = pattern.slice(0, Math.max(0, pattern.indexOf(':'))).toLowerCase();
    if (service === '' || hasWildcard(service)) {
      return undefined;
    }
    services.add(service);
  }
  return services;
}
