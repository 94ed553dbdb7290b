/** What our TLS speaks: TLS 1.2 and 1.3 with forward secrecy and authenticated encryption, and nothing else. */
import type { TlsOptions } from 'node:tls';

import type { Redacted } from '@coffer/wire';

/** A certificate (its chain may follow it) and the private key for it (PKCS #8), both as PEM. */
export interface CertifiedKey {
  readonly certificate: string;
  readonly key: Redacted<string>;
}

/** Options for `https.createServer` and `setSecureContext`. Throws nothing; a bad key pair fails where it is used. */
export function tlsOptions({ certificate, key }: CertifiedKey): TlsOptions {
  return {
    cert: certificate,
    key: key.unwrap(),
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.3',
    ciphers: CIPHERS,
    honorCipherOrder: true,
    ecdhCurve: GROUPS,
    ALPNProtocols: ['http/1.1'],
  };
}

/** All suites of TLS 1.3 that OpenSSL has on by default, then those of TLS 1.2 with ephemeral keys and AEAD (RFC 9325). */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
].join(':');

/**
 * The hybrid group first: what is recorded today must not be readable by a quantum computer later. The slash makes a
 * client that knows it use it, at the cost of a round trip when that client guessed another group; colons would let the
 * client's guess win (OpenSSL, SSL_CTX_set1_groups_list).
 */
const GROUPS = 'X25519MLKEM768/X25519:P-256:P-384';
