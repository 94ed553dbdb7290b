import { javaDouble } from '../json/java-double.ts';
import type { Shape } from '../shape.ts';
import { hasStructs, record } from './values.ts';

/** `Value 'x'`, or `Value` alone where the value must not be seen. */
export function echo(shape: Shape, value: unknown): string {
  if (isSensitive(shape)) return 'Value';
  // AWS prints structs as `Tag(key=a, value=b)`, with names that no client sees; nothing is printed instead.
  if (hasStructs(shape) && !(Array.isArray(value) && value.length === 0)) return 'Value';
  return `Value '${print(shape, value)}'`;
}

function isSensitive(shape: Shape): boolean {
  if (shape.kind === 'list') return isSensitive(shape.of);
  if (shape.kind === 'map') return isSensitive(shape.key) || isSensitive(shape.value);
  return (shape.kind === 'string' || shape.kind === 'blob') && shape.sensitive === true;
}

/** Values as Java's `toString` prints them. */
function print(shape: Shape, value: unknown): string {
  if (shape.kind === 'list' && Array.isArray(value)) {
    return `[${value.map(entry => print(shape.of, entry)).join(', ')}]`;
  }
  if (shape.kind === 'map') {
    const entries = Object.entries(record(value)).map(([key, entry]) => `${key}=${print(shape.value, entry)}`);
    return `{${entries.join(', ')}}`;
  }
  if (value instanceof Uint8Array) return `java.nio.HeapByteBuffer[pos=0 lim=${value.length} cap=${value.length}]`;
  if (shape.kind === 'double' && typeof value === 'number') return javaDouble(value);
  return String(value);
}
