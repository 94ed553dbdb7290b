/** Recordings of AWS, and answers of Coffer, brought to one form, so that they can be compared. */
import { existsSync, readFileSync } from 'node:fs';
import { base64, secretName, versionId } from './steps.ts';

const shared = process.env['COFFER_SHARED'] ?? new URL('../../../shared', import.meta.url).pathname;
const path = `${shared}/reference/observed-secretsmanager.json`;

/** Whether there is anything to compare with. */
export function hasRecordings(): boolean {
  return existsSync(path);
}

/** What AWS answered, by the name of the test and of the answer. */
export function readRecordings(): ReadonlyMap<string, ReadonlyMap<string, unknown>> {
  const { tests } = JSON.parse(readFileSync(path, 'utf8')) as { tests: Record<string, { content: object }> };
  return new Map(Object.entries(tests).map(([name, { content }]) => [name, new Map(Object.entries(content))]));
}

/** A recorded answer; errors come in three forms, of a client, of a client's text, and of the wire. */
export function ofRecording(recorded: unknown): unknown {
  if (typeof recorded === 'string') {
    const [, code, message] =
      /^An error occurred \((\w+)\) when calling the \w+ operation: (.*)$/s.exec(recorded) ?? [];
    return { code, message: message?.replace('<version-id>', '<version_uuid:7>'), status: 400 };
  }
  const { Error: error, _http: status } = recorded as { Error?: Record<string, unknown>; _http?: number };
  if (error !== undefined) {
    return {
      code: error['Code'] ?? error['__type'],
      message: withPlaceholders(error['Message']),
      status: status ?? 400,
    };
  }
  return withPlaceholders(recorded);
}

/** One recording has placeholders of its own kind. */
function withPlaceholders(value: unknown): unknown {
  const text = JSON.stringify(value)
    .replaceAll('<secret-version:1>', '<SecretId-0idx><ArnPart-0idx>')
    .replaceAll('<name:1>', '<SecretId-0idx>')
    .replaceAll('<uuid:1>', '<version_uuid:1>')
    // Binary values were recorded as Python shows them: b'\\xff', with the backslash escaped once more by JSON.
    .replaceAll(/"b'([^']*)'"/g, (_, bytes: string) => JSON.stringify(base64(bytes.replaceAll('\\\\', '\\'))));
  return JSON.parse(text);
}

/** Replaces what differs from run to run by the recorder's placeholders. One of these for each script. */
export class Placeholders {
  readonly #suffixes: string[] = [];

  ofAnswer(status: number, body: string): unknown {
    // Clients show an empty body as an answer without members, and so do the recordings.
    const answer: unknown = JSON.parse(body || '{}', (key, value: unknown) => {
      if (key.endsWith('Date')) return 'datetime';
      // The recorder has read documents of policies.
      if (key === 'ResourcePolicy' && typeof value === 'string') return JSON.parse(value) as unknown;
      if (!Array.isArray(value)) return value;
      // The recorder has sorted lists.
      return value.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    });
    const text = this.#replaced(JSON.stringify(answer));
    if (status === 200) return JSON.parse(text);
    const { __type: code, Message, message } = JSON.parse(text) as Record<string, string>;
    return { code, message: Message ?? message, status };
  }

  #replaced(json: string): string {
    let text = json.replaceAll(
      'arn:aws:secretsmanager:us-east-1:123456789012:',
      'arn:<partition>:secretsmanager:<region>:111111111111:',
    );
    text = text.replaceAll(/(:secret:[^"]*)(-[A-Za-z0-9]{6})(?=")/g, (_, name: string, suffix: string) => {
      if (!this.#suffixes.includes(suffix)) this.#suffixes.push(suffix);
      return `${name}<ArnPart-${this.#suffixes.indexOf(suffix)}idx>`;
    });
    text = text.replaceAll(/arn:aws:lambda:[^"]*/g, '<lambda-arn:1>');
    for (const index of [0, 1, 2]) text = text.replaceAll(secretName(index), `<SecretId-${index}idx>`);
    for (let number = 1; number < 10; number++) text = text.replaceAll(versionId(number), `<version_uuid:${number}>`);
    return text;
  }
}
