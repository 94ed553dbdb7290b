/** What a server of this version tells of its root key; undefined: it is something else. */
import type { RootKeyChange, RootKeyView } from '@coffer/server';

/** As the server's view, and of a sealed server less. */
export type Status = Pick<RootKeyView, 'rootKeyId' | 'provider'> &
  Partial<Omit<RootKeyView, 'state'>> & {
    readonly state: RootKeyView['state'] | 'sealed';
    readonly shares?: { readonly given: number; readonly threshold: number };
  };

export function readStatus(answer: object): Status | undefined {
  const { rootKeyId, provider, state }: Partial<Record<keyof Status, unknown>> = answer;
  const isStatus =
    typeof rootKeyId === 'string' &&
    typeof provider === 'string' &&
    ['open', 'away', 'people', 'sealed'].some(each => each === state);
  // Its further members are shown, never acted on.
  return isStatus ? (answer as Status) : undefined;
}

export function readChange(answer: object): RootKeyChange | undefined {
  const { from, to, provider, notices }: Partial<Record<keyof RootKeyChange, unknown>> = answer;
  if (typeof from !== 'string' || typeof to !== 'string' || typeof provider !== 'string') return undefined;
  if (!Array.isArray(notices)) return undefined;
  return { from, to, provider, notices: notices.map(String) };
}
