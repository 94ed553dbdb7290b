import type * as X509 from '@peculiar/x509';

/**
 * `@peculiar/x509`, loaded on demand. It wires its parts with a container that insists on the metadata functions of
 * `Reflect` (a proposal that never became part of JavaScript) and uses three of them; they are provided here, when
 * nobody else has, in as many lines.
 */
export async function loadX509(): Promise<typeof X509> {
  if (!('getMetadata' in Reflect)) {
    Object.assign(Reflect, metadataFunctions());
  }
  return import('@peculiar/x509');
}

function metadataFunctions(): Record<string, (...args: never[]) => unknown> {
  const metadata = new WeakMap<object, Map<unknown, unknown>>();

  function getOwnMetadata(key: unknown, target: object): unknown {
    return metadata.get(target)?.get(key);
  }

  function getMetadata(key: unknown, target: object | null): unknown {
    for (let owner = target; owner !== null; owner = Reflect.getPrototypeOf(owner)) {
      if (metadata.get(owner)?.has(key) === true) {
        return getOwnMetadata(key, owner);
      }
    }
    return undefined;
  }

  function defineMetadata(key: unknown, value: unknown, target: object): void {
    metadata.set(target, (metadata.get(target) ?? new Map<unknown, unknown>()).set(key, value));
  }

  return { getOwnMetadata, getMetadata, defineMetadata };
}
