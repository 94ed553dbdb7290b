/**
 * A number as `Double.toString` of Java prints it, which is how AWS prints timestamps: `1.790456674932E9`.
 *
 * From 10^-3 up to 10^7 plain, otherwise in scientific notation; at least one digit after the point; the fewest digits
 * that give the same number back. Java's rule and JavaScript's differ only in where notation changes, so the digits are
 * JavaScript's own. The number must be finite: JSON has no other.
 */
export function javaDouble(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('a number on the wire must be finite');
  const size = Math.abs(value);
  if (size >= SCIENTIFIC_FROM || (size < SCIENTIFIC_BELOW && size !== 0)) return scientific(value);
  const text = Object.is(value, -0) ? '-0' : String(value);
  return Number.isInteger(value) ? `${text}.0` : text;
}

const SCIENTIFIC_FROM = 1e7;
const SCIENTIFIC_BELOW = 1e-3;

/** `1.79e+9` becomes `1.79E9`, `1e-5` becomes `1.0E-5`. */
function scientific(value: number): string {
  const text = value.toExponential();
  const at = text.indexOf('e');
  const mantissa = text.slice(0, at);
  const exponent = text[at + 1] === '+' ? text.slice(at + 2) : text.slice(at + 1);
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${exponent}`;
}
