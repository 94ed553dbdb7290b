import { type CompiledPolicy, compilePolicy, parsePolicy, type PolicyKind } from '@coffer/policy';

/** What has to be compiled. */
export interface StoredPolicy {
  readonly kind: PolicyKind;
  readonly document: string;
  /** What decisions call it: an ARN, an inline policy's name. */
  readonly name?: string | undefined;
  /** JSON: unique ids by ARN, see `ResourcePolicy`. */
  readonly uniqueIds?: string | null | undefined;
}

/** Together at most so many characters of documents are remembered; compiled each takes about 15 bytes, and 65 at worst. */
const MAX_CHARACTERS = 4_000_000;

/**
 * Policies by their text: each is compiled once, however many secrets, users and roles share it. What was not used
 * longest goes first.
 */
export class CompiledPolicies {
  /** By document, because that text is the same object each time and need not be read through; then by the rest. */
  readonly #known = new Map<string, Map<string, CompiledPolicy>>();
  #characters = 0;

  /** A document that cannot be parsed was stored by a newer Coffer or was damaged: it denies everything. */
  compile(policy: StoredPolicy): CompiledPolicy {
    const { document } = policy;
    const rest = `${policy.kind}\0${policy.name ?? ''}\0${policy.uniqueIds ?? ''}`;
    const forms = this.#known.get(document) ?? new Map<string, CompiledPolicy>();
    const known = forms.get(rest);
    // What is used goes to the end, once somebody may have to go.
    if (known === undefined || this.#characters > MAX_CHARACTERS / 2) {
      this.#known.delete(document);
      this.#known.set(document, forms);
    }
    if (known !== undefined) return known;
    const compiled = compiledOf(policy);
    forms.set(rest, compiled);
    this.#characters += document.length + rest.length;
    this.#makeRoom(document);
    return compiled;
  }

  #makeRoom(newest: string): void {
    for (const [document, forms] of this.#known) {
      if (this.#characters <= MAX_CHARACTERS || document === newest) return;
      this.#known.delete(document);
      for (const rest of forms.keys()) this.#characters -= document.length + rest.length;
    }
  }
}

function compiledOf({ kind, document, name, uniqueIds }: StoredPolicy): CompiledPolicy {
  const parsed = parsePolicy(document, kind);
  const policy = parsed.ok ? parsed.policy : denyEverything(kind);
  const ids = typeof uniqueIds === 'string' ? { uniqueIds: idsIn(uniqueIds) } : {};
  return compilePolicy(policy, { ...(name === undefined ? {} : { name }), ...ids });
}

function idsIn(json: string): ReadonlyMap<string, string> {
  const ids = JSON.parse(json) as Record<string, string>; // what this server wrote
  return new Map(Object.entries(ids));
}

function denyEverything(kind: PolicyKind) {
  const principals = { except: false, entries: [{ type: 'any' as const }] };
  const everything = { except: false, patterns: ['*'] };
  const names = kind === 'inline' || kind === 'managed' || kind === 'session' ? {} : { principals };
  const resources = kind === 'trust' ? {} : { resources: everything };
  return {
    kind,
    version: '2012-10-17' as const,
    statements: [{ effect: 'Deny' as const, actions: everything, conditions: [], ...names, ...resources }],
  };
}
