import type { PrincipalList } from '../policy.ts';

/** The entries of Principal or NotPrincipal, sorted by what a request is looked up in. */
export interface CompiledPrincipals {
  readonly except: boolean;
  readonly any: boolean;
  readonly accounts: ReadonlySet<string>;
  /** ARNs, each with the unique id that it meant when the policy was stored, if that is known. */
  readonly arns: ReadonlyMap<string, string | undefined>;
  readonly uniqueIds: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
  readonly providers: ReadonlySet<string>;
  readonly canonicalIds: ReadonlySet<string>;
}

/** `uniqueIds` maps ARNs to the ids that they mean: see `CompileOptions`. */
export function compilePrincipals(list: PrincipalList, uniqueIds: ReadonlyMap<string, string>): CompiledPrincipals {
  const { except, entries } = list;
  return {
    except,
    any: entries.some(entry => entry.type === 'any'),
    accounts: new Set(entries.flatMap(entry => (entry.type === 'account' ? [entry.account] : []))),
    arns: new Map(
      entries.flatMap(entry => (entry.type === 'arn' ? [[entry.arn, uniqueIds.get(entry.arn)] as const] : [])),
    ),
    uniqueIds: new Set(entries.flatMap(entry => (entry.type === 'unique-id' ? [entry.id] : []))),
    services: new Set(entries.flatMap(entry => (entry.type === 'service' ? [entry.name] : []))),
    providers: new Set(entries.flatMap(entry => (entry.type === 'federated' ? [entry.provider] : []))),
    canonicalIds: new Set(entries.flatMap(entry => (entry.type === 'canonical' ? [entry.id] : []))),
  };
}
