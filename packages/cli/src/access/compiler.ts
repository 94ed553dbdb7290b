/** Policy documents made ready for the policy language, each once, however many principals share it. */
import type { CompiledPolicy, Policy } from '@coffer/policy';
import { compilePolicy, parsePolicy } from '@coffer/policy';
import { Failure } from '../failure.ts';
import type { NamedPolicy } from './subject.ts';

/** Makes a policy ready. Throws a `Failure` for what is no policy. */
export type CompilePolicy = (policy: NamedPolicy) => CompiledPolicy;

/** How conditions on keys that are not known are taken; each way is compiled by itself. */
export interface Assumption {
  readonly name: string;
  readonly isKnown: (key: string) => boolean;
  readonly change: (policy: Policy) => Policy;
}

export interface PolicyReader {
  /** The policy as the language reads it. Throws a `Failure` for what is none. */
  parse(policy: NamedPolicy): Policy;
  /** As it stands, or with an assumption. */
  compile(assumption?: Assumption): CompilePolicy;
}

interface Entry {
  readonly policy: Policy;
  /** The condition keys that it asks for. */
  readonly keys: readonly string[];
  /** By the assumption and by which of the keys are known: nothing else changes what is compiled. */
  readonly compiled: Map<string, CompiledPolicy>;
}

/** Remembers what it has read as long as it is there. */
export function policyReader(): PolicyReader {
  const entries = new WeakMap<NamedPolicy, Entry>();
  const read = (named: NamedPolicy): Entry => {
    const entry = entries.get(named) ?? entryOf(named);
    entries.set(named, entry);
    return entry;
  };
  return {
    parse: named => read(named).policy,
    compile: assumption => named => {
      const { policy, keys, compiled } = read(named);
      const key =
        assumption === undefined ? '' : assumption.name + keys.map(each => (assumption.isKnown(each) ? 1 : 0)).join('');
      const found = compiled.get(key) ?? compilePolicy(assumption?.change(policy) ?? policy, { name: named.label });
      compiled.set(key, found);
      return found;
    },
  };
}

function entryOf({ label, kind, document }: NamedPolicy): Entry {
  const result = parsePolicy(document, kind);
  if (!result.ok) throw new Failure(`${label} cannot be read: ${result.errors[0].message}`);
  const { policy } = result;
  const keys = new Set(policy.statements.flatMap(({ conditions }) => conditions.map(({ key }) => key)));
  return { policy, keys: [...keys], compiled: new Map() };
}
