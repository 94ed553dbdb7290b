/** `SourceResult` of a secret that is read as a parameter: the answer of Secrets Manager as Java's Gson writes it. */
import type { OutputOf } from '@coffer/wire';
import type { secretsmanager } from '@coffer/wire/services';

type SecretValue = OutputOf<(typeof secretsmanager)['operations']['GetSecretValue']>;

/** The value is in it, in the clear: as secret as the value. */
export function sourceResult(secret: SecretValue): string {
  const { ARN, Name, VersionId, SecretString, SecretBinary, VersionStages, CreatedDate } = secret;
  const members: readonly (readonly [name: string, json: string | undefined])[] = [
    ['ARN', ARN === undefined ? undefined : gson(ARN)],
    ['name', Name === undefined ? undefined : gson(Name)],
    ['versionId', VersionId === undefined ? undefined : gson(VersionId)],
    ['secretBinary', SecretBinary === undefined ? undefined : byteBuffer(SecretBinary.unwrap())],
    ['secretString', SecretString === undefined ? undefined : gson(SecretString.unwrap())],
    ['versionStages', VersionStages === undefined ? undefined : `[${VersionStages.map(gson).join(',')}]`],
    ['createdDate', CreatedDate === undefined ? undefined : gson(javaDate(CreatedDate))],
  ];
  const written = members.flatMap(([name, json]) => (json === undefined ? [] : [`"${name}":${json}`]));
  return `{${written.join(',')}}`;
}

/** Gson escapes what could end a script element, beyond what JSON asks for. */
function gson(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&='\u2028\u2029]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The fields of a `java.nio.HeapByteBuffer`, whose bytes have signs. */
function byteBuffer(bytes: Uint8Array): string {
  const hb = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength).join(',');
  const { length } = bytes;
  return (
    `{"hb":[${hb}],"offset":0,"isReadOnly":false,"bigEndian":true,"nativeByteOrder":false,` +
    `"mark":-1,"position":0,"limit":${length},"capacity":${length},"address":8}`
  );
}

/** `Sep 26, 2026, 7:29:54 PM`, in UTC. */
function javaDate(at: number): string {
  const date = new Date(at);
  const hours = date.getUTCHours();
  const [minutes, seconds] = [date.getUTCMinutes(), date.getUTCSeconds()].map(value => String(value).padStart(2, '0'));
  const day = `${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()}, ${date.getUTCFullYear()}`;
  return `${day}, ${hours % 12 === 0 ? 12 : hours % 12}:${minutes}:${seconds} ${hours < 12 ? 'AM' : 'PM'}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
