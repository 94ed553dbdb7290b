import { encodeBase64 } from '../base64.ts';
import { Redacted } from '../redacted.ts';
import type { Shape } from '../shape.ts';
import { formatIsoTime } from './iso-time.ts';

/**
 * The text of a scalar, which requests and XML answers of the Query protocol write alike. Unwraps what the shape calls
 * sensitive. Throws TypeError for a value of a wrong type.
 */
export function scalarText(shape: Exclude<Shape, { kind: 'list' | 'map' | 'struct' }>, value: unknown): string {
  const sensitive = (shape.kind === 'string' || shape.kind === 'blob') && shape.sensitive === true;
  const plain = sensitive && value instanceof Redacted ? value.unwrap() : value;
  if (shape.kind === 'string' && typeof plain === 'string') return plain;
  if (shape.kind === 'blob' && plain instanceof Uint8Array) return encodeBase64(plain);
  if (shape.kind === 'boolean' && typeof plain === 'boolean') return String(plain);
  if (shape.kind === 'timestamp' && typeof plain === 'number') return formatIsoTime(plain);
  if (numeric.has(shape.kind) && typeof plain === 'number' && Number.isFinite(plain)) {
    // String(-0) is '0'.
    return Object.is(plain, -0) ? '-0' : String(plain);
  }
  throw new TypeError(`expected a ${shape.kind}`);
}

const numeric: ReadonlySet<Shape['kind']> = new Set(['integer', 'long', 'double']);
