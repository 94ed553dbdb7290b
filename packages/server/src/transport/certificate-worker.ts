/** The thread of `makeTlsAside`. */
import { parentPort, workerData } from 'node:worker_threads';
import { makeAuthority, makeServerCertificate } from './certificates.ts';
import type { CertificateOrder } from './first-certificate.ts';

// What `makeTlsAside` gave it.
const { names, now } = workerData as CertificateOrder;
const authority = await makeAuthority(names, now);
const server = await makeServerCertificate(authority, names, now);
const made = {
  authorityCertificate: authority.certificate,
  authorityKey: authority.key.unwrap(),
  certificate: server.certificate,
  key: server.key.unwrap(),
};
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port, not a window
parentPort?.postMessage(made);
