import { Redacted } from '@coffer/wire';
import type { KeySecret } from '../api-keys/key-secret.ts';
import type { KeyService } from '../api-keys/two-slots.ts';
import type { World } from '../skeleton/handler.ts';
import { valueError } from '../skeleton/rotation-error.ts';
import { readMembers, textOf } from '../skeleton/secret-members.ts';
import type { Incoming } from '../skeleton/send.ts';

/**
 * Keys that an HTTP API makes, as its user itself manages them. The secret's `KeysURL` is the collection of the user's
 * keys: GET lists them as `{"keys":[{"id":...}]}`, POST makes one and answers `{"id":...,"key":...}`, DELETE of
 * `KeysURL/ID` removes one. Every request carries the current key as `Authorization: Bearer KEY`.
 */
export function httpKeys({ send }: World): KeyService {
  const call = (secret: KeySecret, method: string, id?: string) => exchange(send, secret, method, id);
  return {
    async use(secret) {
      idsIn(await call(secret, 'GET'));
    },
    list: async secret => idsIn(await call(secret, 'GET')),
    async create(secret) {
      const members = readMembers(new Redacted((await call(secret, 'POST')).body));
      return { id: textOf(members, 'id'), key: new Redacted(textOf(members, 'key')) };
    },
    async remove(secret, id) {
      await call(secret, 'DELETE', id);
    },
  };
}

async function exchange(send: World['send'], secret: KeySecret, method: string, id?: string): Promise<Incoming> {
  const url = keysUrl(secret);
  if (id !== undefined) url.pathname = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(id)}`;
  const key = secret.key.unwrap();
  // What a header cannot carry would be taken for the end of it.
  if (!/^[\x21-\x7e]{1,4096}$/.test(key)) throw valueError('APIKey holds letters that no HTTP header can carry');
  const rawHeaders = ['Host', url.host, 'Authorization', `Bearer ${key}`, 'Accept', 'application/json'];
  const answer = await send({ method, url, rawHeaders, body: new Uint8Array() });
  const isGone = method === 'DELETE' && answer.status === 404;
  if (answer.status < 200 || answer.status > 299) {
    if (!isGone) throw valueError(`${method} ${url.origin}${url.pathname} answered with HTTP status ${answer.status}`);
  }
  return answer;
}

/** Over TLS, or on this machine: a key is sent to it. */
function keysUrl({ members }: KeySecret): URL {
  const url = URL.parse(textOf(members, 'KeysURL'));
  if (url === null) throw valueError('KeysURL in the secret JSON is no URL');
  const isLocal = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal))
    throw valueError('KeysURL in the secret JSON must begin with https:');
  return url;
}

function idsIn({ body }: Incoming): readonly string[] {
  const keys = readMembers(new Redacted(body)).get('keys');
  if (!Array.isArray(keys)) throw valueError('the answer of KeysURL has no list of keys');
  return keys.map((key: unknown) => {
    const id: unknown = typeof key === 'object' && key !== null && 'id' in key ? key.id : undefined;
    if (typeof id !== 'string' || id === '') throw valueError('the answer of KeysURL has a key without id');
    return id;
  });
}
