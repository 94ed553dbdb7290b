/** The certificate of a first start, made beside everything else that a first start does. */
import { Worker } from 'node:worker_threads';
import { Redacted } from '@coffer/wire';
import { type Names, unionOf, type WantedNames } from './served-names.ts';
import type { TlsMaterial } from './tls-material.ts';

/** What the thread is to make. */
export interface CertificateOrder {
  readonly names: Names;
  readonly now: Date;
}

/** What it sends back: texts, because private keys in their wrapper do not cross threads. */
interface Sent {
  readonly authorityCertificate: string;
  readonly authorityKey: string;
  readonly certificate: string;
  readonly key: string;
}

/**
 * Makes an authority and a certificate for the names in a thread of its own, because the library for it takes a sixth of
 * a first start to load. Nothing depends on it: undefined when it does not work, and then they are made where they are
 * needed.
 */
export function makeTlsAside(wanted: WantedNames, now: Date): Promise<TlsMaterial | undefined> {
  const order: CertificateOrder = { names: unionOf(wanted, wanted.ifPermitted), now };
  // Published packages hold JavaScript; nobody rewrites the name of a file in a URL.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new Promise(resolve => {
    const worker = new Worker(new URL(`./certificate-worker.${extension}`, import.meta.url), { workerData: order });
    worker.once('message', (sent: Sent) =>
      resolve({ ...sent, authorityKey: new Redacted(sent.authorityKey), key: new Redacted(sent.key) }),
    );
    worker.once('error', () => resolve(undefined));
    worker.once('exit', () => resolve(undefined));
  });
}
