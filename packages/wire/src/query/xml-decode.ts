/** XML answers of the Query protocol to values: what a client reads. */
import { decodeBase64 } from '../base64.ts';
import { Redacted } from '../redacted.ts';
import type { Decoded, NumberShape, Shape, StructShape } from '../shape.ts';
import { parseIsoTime } from './iso-time.ts';
import type { XmlElement } from './xml-tree.ts';
import { parseXml } from './xml-tree.ts';

/**
 * Reads an answer. What the shape does not know is ignored. Throws SyntaxError for what is no XML, TypeError for a value
 * of a wrong type.
 */
export function decodeQueryResponse<S extends StructShape>(action: string, shape: S, text: string): Decoded<S> {
  const root = parseXml(text);
  if (root.name !== `${action}Response`) throw new TypeError(`expected an answer of ${action}`);
  const result = child(root, `${action}Result`) ?? { name: '', children: [], text: '' };
  // `as`: the value was read by the very shape that the type is made from.
  return readStruct(shape, result) as Decoded<S>;
}

/** Reads an error's code and message; undefined for what is none. */
export function decodeQueryError(text: string): { readonly code: string; readonly message: string } | undefined {
  let root: XmlElement;
  try {
    root = parseXml(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const error = root.name === 'ErrorResponse' ? child(root, 'Error') : undefined;
  const code = error === undefined ? undefined : child(error, 'Code');
  if (error === undefined || code === undefined) return undefined;
  return { code: code.text, message: child(error, 'Message')?.text ?? '' };
}

function child({ children }: XmlElement, name: string): XmlElement | undefined {
  return children.find(each => each.name === name);
}

function readStruct(shape: StructShape, element: XmlElement): object {
  const decoded: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(shape.members)) {
    const found = child(element, member.wire ?? name);
    if (found !== undefined) decoded[name] = read(member, found);
  }
  return decoded;
}

function read(shape: Shape, element: XmlElement): unknown {
  switch (shape.kind) {
    case 'struct':
      return readStruct(shape, element);
    case 'list':
      return element.children.filter(({ name }) => name === 'member').map(each => read(shape.of, each));
    case 'map':
      return Object.fromEntries(
        element.children.map(entry => {
          const [key, value] = [child(entry, 'key'), child(entry, 'value')];
          if (key === undefined || value === undefined) throw new TypeError('expected a key and a value');
          return [key.text, read(shape.value, value)];
        }),
      );
    case 'string':
      return shape.sensitive === true ? new Redacted(element.text) : element.text;
    case 'blob': {
      const bytes = decodeBase64(element.text) ?? wrong(shape);
      return shape.sensitive === true ? new Redacted(bytes) : bytes;
    }
    case 'boolean':
      return element.text === 'true' || (element.text !== 'false' && wrong(shape));
    case 'timestamp':
      return parseIsoTime(element.text) ?? wrong(shape);
    case 'integer':
    case 'long':
    case 'double':
      return readNumber(shape, element.text);
  }
}

function readNumber(shape: NumberShape, text: string): number {
  const value = text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : wrong(shape);
}

function wrong({ kind }: Shape): never {
  throw new TypeError(`expected a ${kind}`);
}
