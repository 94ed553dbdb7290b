/** XML answers of the Query protocol. */
import type { AwsError } from '../aws-error.ts';
import type { Shape, StructShape } from '../shape.ts';
import { scalarText } from './scalar-text.ts';

/**
 * Writes an answer: `<XResponse><XResult>...</XResult><ResponseMetadata/></XResponse>`, without XResult where the
 * operation has no output. An output without members that has a name on the wire is written empty: clients look for it
 * (ExecuteChangeSet). `value` is the struct that `Infer<typeof shape>` describes; a value of a wrong type throws
 * TypeError.
 */
export function encodeQueryResponse(
  xmlNamespace: string,
  action: string,
  shape: StructShape,
  value: object,
  requestId: string,
): string {
  const isWritten = Object.keys(shape.members).length > 0 || shape.wire !== undefined;
  const result = isWritten ? element(`${action}Result`, shape, value) : '';
  return (
    `<${action}Response xmlns="${escapeXml(xmlNamespace)}">${result}` +
    `<ResponseMetadata><RequestId>${escapeXml(requestId)}</RequestId></ResponseMetadata></${action}Response>`
  );
}

/** Writes an error. A message's control characters that XML cannot carry become U+FFFD: it is for people to read. */
export function encodeQueryError(
  xmlNamespace: string | undefined,
  error: Pick<AwsError, 'queryCode' | 'message' | 'fault'>,
  requestId: string,
): string {
  const namespace = xmlNamespace === undefined ? '' : ` xmlns="${escapeXml(xmlNamespace)}"`;
  const message = error.message.replace(notXml, '\u{FFFD}');
  return (
    `<ErrorResponse${namespace}><Error><Type>${error.fault === 'client' ? 'Sender' : 'Receiver'}</Type>` +
    `<Code>${escapeXml(error.queryCode)}</Code><Message>${escapeXml(message)}</Message></Error>` +
    `<RequestId>${escapeXml(requestId)}</RequestId></ErrorResponse>`
  );
}

function element(name: string, shape: Shape, value: unknown): string {
  return `<${name}>${content(shape, value)}</${name}>`;
}

function content(shape: Shape, value: unknown): string {
  switch (shape.kind) {
    case 'struct': {
      const entries = entriesOf(value);
      let text = '';
      for (const [name, member] of Object.entries(shape.members)) {
        const entry = entries.get(name);
        if (entry !== undefined && entry !== null) text += element(member.wire ?? name, member, entry);
      }
      return text;
    }
    case 'list': {
      if (!Array.isArray(value)) throw new TypeError('expected a list');
      return value.map(entry => element('member', shape.of, entry)).join('');
    }
    case 'map': {
      let text = '';
      for (const [key, entry] of entriesOf(value)) {
        text += `<entry><key>${escapeXml(key)}</key>${element('value', shape.value, entry)}</entry>`;
      }
      return text;
    }
    default:
      return escapeXml(scalarText(shape, value));
  }
}

function entriesOf(value: unknown): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new TypeError('expected an object');
  return new Map(Object.entries(value));
}

/** Characters that no XML 1.0 document may hold (XML 1.0, production 2), lone surrogates included. */
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const notXml = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uD800-\uDFFF\uFFFE\uFFFF]/gu;

/** The same, with what has a meaning in markup, and the carriage return, which parsers would turn into a line feed. */
// oxlint-disable-next-line no-control-regex -- as above
const escaped = /[&<>"\u0000-\u0008\u000B-\u000D\u000E-\u001F\uFFFE\uFFFF]/g;

const named = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
]);

/**
 * Text as XML carries it. What XML 1.0 cannot carry is written as a character reference (`&#x1;`): a strict parser then
 * refuses the answer, which is better than a secret that was silently changed. JSON carries every character.
 */
export function escapeXml(text: string): string {
  return text.replace(escaped, char => named.get(char) ?? `&#x${char.charCodeAt(0).toString(16).toUpperCase()};`);
}
