import { type OperationContract, type OutputOf, type RawInputOf, Redacted } from '@coffer/wire';
import type { Loaded, Operation, Prepared, Scope } from '../pipeline/operation.ts';
import { whenKnown } from '../when-known.ts';
import type { SessionValues } from './session-values.ts';

/** What of an answer must not be seen in a log. */
export type Texts<C extends OperationContract> = (output: OutputOf<C>) => readonly (Redacted<string> | undefined)[];

/**
 * The operation, with what sessions of functions fetch by it remembered before they get it. Requests of everybody else
 * are the operation's own from their first step on.
 *
 * @param isFetching false: this request brings its caller nothing that has to be hidden
 */
export function watched<C extends OperationContract>(
  operation: Operation<C>,
  values: SessionValues,
  texts: Texts<C>,
  isFetching: (scope: Scope, input: RawInputOf<C>) => boolean = () => true,
): Operation<C> {
  return {
    ...operation,
    load(scope, input) {
      const { accessKeyId } = scope.caller;
      if (!values.isWatched(accessKeyId) || !isFetching(scope, input)) return operation.load(scope, input);
      const remember = (output: OutputOf<C>) => {
        for (const text of texts(output)) if (text !== undefined) values.remember(accessKeyId, text);
      };
      return whenKnown(operation.load(scope, input), loaded => rememberingOutput(loaded, remember));
    },
  };
}

/** Longer ones are not shown by their bytes. */
const MAX_SHOWN_BYTES = 1_024;
/** As many Node.js shows of a Buffer. */
const INSPECTED_BYTES = 50;

/** Bytes as they are printed: as text, in base64, in hexadecimal, as Node.js shows a Buffer, and as Python shows bytes. */
export function textsOf(bytes: Redacted<Uint8Array> | undefined): readonly Redacted<string>[] {
  if (bytes === undefined) return [];
  const buffer = Buffer.from(bytes.unwrap());
  const texts = (['utf8', 'base64', 'hex'] as const).map(encoding => buffer.toString(encoding));
  if (buffer.length <= MAX_SHOWN_BYTES) texts.push(inspected(buffer), inPython(buffer));
  return texts.map(text => new Redacted(text));
}

function inspected(buffer: Buffer): string {
  const shown = buffer.subarray(0, INSPECTED_BYTES);
  return Array.from(shown, byte => byte.toString(16).padStart(2, '0')).join(' ');
}

/** `repr` without the quotes, of which bytes with both kinds have one kind escaped. */
function inPython(buffer: Buffer): string {
  const isSingleEscaped = buffer.includes("'") && buffer.includes('"');
  return Array.from(buffer, byte => {
    const letter = String.fromCharCode(byte);
    if (letter === '\\' || (letter === "'" && isSingleEscaped)) return `\\${letter}`;
    const named = ESCAPES.get(letter);
    if (named !== undefined) return named;
    return byte < 0x20 || byte > 0x7e ? `\\x${byte.toString(16).padStart(2, '0')}` : letter;
  }).join('');
}

const ESCAPES = new Map([
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\r'],
]);

function rememberingOutput<C extends OperationContract>(
  loaded: Loaded<C>,
  remember: (output: OutputOf<C>) => void,
): Loaded<C> {
  return {
    access: loaded.access,
    response: output => loaded.response(output),
    resources: output => loaded.resources(output),
    async prepare(input): Promise<Prepared<C>> {
      const prepared = await loaded.prepare(input);
      // Fetching changes nothing.
      if (prepared.kind === 'write') return prepared;
      return {
        kind: 'read',
        async handle() {
          const output = await prepared.handle();
          remember(output);
          return output;
        },
      };
    },
  };
}
