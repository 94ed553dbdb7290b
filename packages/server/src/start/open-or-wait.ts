import { RootKeyAway, RootKeySealed } from '../keys/root-key.ts';
import type { ServerOptions } from '../options.ts';
import type { Front } from './front.ts';
import { openKeysWith } from './open-keys.ts';
import type { OpenKeys } from './parts.ts';
import type { SealedHooks } from './sealed-start.ts';

/**
 * Opens the keys, and waits for them, sealed, where that makes sense; `onFront` is told where the server listens from
 * then on. What a wait needs is loaded then: most starts have none.
 */
export function openOrWait(
  stack: AsyncDisposableStack,
  options: ServerOptions,
  hooks: SealedHooks,
  onFront: (front: Front) => void,
): OpenKeys {
  return async (provider, parts) => {
    try {
      return await openKeysWith(provider, parts.database);
    } catch (error) {
      if (!(error instanceof RootKeyAway || error instanceof RootKeySealed)) throw error;
      const { waitForKeys } = await import('./sealed-start.ts');
      const { keyring, front } = await waitForKeys(stack, options, { ...parts, provider }, hooks, error);
      onFront(front);
      return keyring;
    }
  };
}
