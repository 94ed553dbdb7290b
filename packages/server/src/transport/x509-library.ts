import type * as X509 from '@peculiar/x509';

/** `@peculiar/x509`, loaded on demand; its container wants the metadata functions of `Reflect` to be there first. */
export async function loadX509(): Promise<typeof X509> {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}
