/** Values in paths, query strings and headers: texts, where the body has JSON. */
import { serialization } from '../errors.ts';
import { fitInteger } from '../integers.ts';
import { scalarText } from '../query/scalar-text.ts';
import { Redacted } from '../redacted.ts';
import type { Shape } from '../shape.ts';

/**
 * Reads a text as a value of the shape.
 *
 * @throws AwsError SerializationException for a text that is no such value
 */
export function readScalar(shape: Shape, text: string): unknown {
  switch (shape.kind) {
    case 'string':
      if (!text.isWellFormed()) throw serialization();
      return shape.sensitive === true ? new Redacted(text) : text;
    case 'integer':
    case 'long':
      return fitInteger(shape.kind, readNumber(text));
    case 'double':
      return readNumber(text);
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw serialization();
      return text === 'true';
    default:
      // No contract has another kind outside of a body.
      throw new TypeError(`a ${shape.kind} has no text`);
  }
}

/** Digits, a sign, a fraction; nothing else that `Number` would take (`0x10`, ` 1`, an empty text). */
function readNumber(text: string): number {
  if (text.length > 32 || !/^-?\d+(?:\.\d+)?$/.test(text)) throw serialization();
  return Number(text);
}

/** Writes a value as its text. Throws TypeError for a value of a wrong type. */
export function writeScalar(shape: Shape, value: unknown): string {
  if (shape.kind === 'list' || shape.kind === 'map' || shape.kind === 'struct') {
    throw new TypeError(`a ${shape.kind} has no text`);
  }
  return scalarText(shape, value);
}
