import { request } from 'node:https';
import { getCACertificates } from 'node:tls';
import { GatheredBytes } from '../gathered-bytes.ts';

/** What one fetch may take: from start to end, in milliseconds; and the longest body, in bytes. */
const TIMEOUT_MS = 5_000;
const MAX_BYTES = 262_144;

/**
 * Fetches small documents over HTTPS: of a server whose certificate the machine trusts, or one of these CAs (PEM).
 * Nothing is followed: a redirect is a failure, like every status but 200, a document that is too long and one that
 * takes too long. Rejects with an Error that says so.
 */
export function httpsGetter(furtherCas: readonly string[] = []): (url: string) => Promise<string> {
  // Those of Node.js, of the system where it is asked to use them, and of NODE_EXTRA_CA_CERTS.
  const ca = furtherCas.length === 0 ? undefined : [...getCACertificates('default'), ...furtherCas];
  return url => get(url, ca);
}

function get(url: string, ca: string[] | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const headers = { accept: 'application/json' };
    // No agent: no connection of a stranger's making stays open.
    const options = { agent: false, signal, headers, ...(ca === undefined ? {} : { ca }) };
    const asking = request(url, options, response => {
      if (response.statusCode !== 200) {
        response.destroy();
        reject(new Error(`status ${response.statusCode}`));
        return;
      }
      const gathered = new GatheredBytes();
      response.on('data', (chunk: Buffer) => {
        if (gathered.length + chunk.length > MAX_BYTES) response.destroy(new Error(`longer than ${MAX_BYTES} bytes`));
        else gathered.add(chunk);
      });
      response.on('end', () => resolve(gathered.whole().toString('utf8')));
      response.on('error', reject);
    });
    asking.on('error', reject);
    asking.end();
  });
}
