import { recordKeyUse } from '../identities/access-key-store.ts';
import { recordRoleUse } from '../identities/role-store.ts';
import type { Caller } from '../pipeline/caller.ts';
import type { Writer } from '../storage/database.ts';
import { lockRole } from './store.ts';

/** How long a use that was stored stands for those after it, in milliseconds. AWS: "within 4 hours". */
const GRANULARITY_MS = 5 * 60_000;
/** How many keys and roles are told apart; those that were stored longest ago are forgotten first. */
const MAX_KNOWN = 50_000;

/** A use of credentials. */
export interface Use {
  readonly caller: Caller;
  readonly service: string;
  readonly region: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * When access keys and roles were last used. Their rows are written with the audit record of a request, in its commit,
 * once in some minutes: no read waits for it.
 */
export class CredentialUses {
  /** When the use of a key or role was stored last. */
  readonly #stored = new Map<string, number>();

  /** What is to be stored with the record of this request; undefined: nothing. It may run twice. */
  due({ caller, service, region, now }: Use): ((writer: Writer) => Promise<void>) | undefined {
    const name = nameOf(caller);
    if (name === undefined) return undefined;
    const last = this.#stored.get(name);
    // A clock that was set back must not silence a key.
    if (last !== undefined && Math.abs(now - last) < GRANULARITY_MS) return undefined;
    this.#stored.delete(name);
    this.#stored.set(name, now);
    if (this.#stored.size > MAX_KNOWN) {
      const [oldest] = this.#stored.keys();
      if (oldest !== undefined) this.#stored.delete(oldest);
    }
    return caller.type === 'AssumedRole'
      ? async writer => {
          // Who deletes the role at this moment goes first, and then there is nothing to write.
          if (await lockRole(writer, name)) await recordRoleUse(writer, name, { used_at: now, region });
        }
      : writer => recordKeyUse(writer, name, { at: now, service, region });
  }
}

/** The access key id, or the role's id; temporary credentials of users are nobody's property. */
function nameOf(caller: Caller): string | undefined {
  switch (caller.type) {
    case 'IAMUser':
    case 'Root':
      return caller.session === undefined ? caller.accessKeyId : undefined;
    case 'AssumedRole':
      return caller.role.id;
    default:
      return undefined;
  }
}
