import { invalidSignature } from './errors.ts';
import type { ParsedSignature } from './parsed-signature.ts';
import { TERMINATOR } from './string-to-sign.ts';
import { formatTimestamp } from './timestamp.ts';

/** Where a signature must be meant for. */
export interface ExpectedScope {
  /** The service's signing name, for instance `secretsmanager`. */
  readonly service: string;
  readonly regions: ReadonlySet<string>;
}

export interface ScopeOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly expected: ExpectedScope;
}

/**
 * Whether a signature is of this time, for this service and region. `verifySignature` checks it again; call it before
 * the key is looked up to fail in AWS's order (an old signature of an unknown key is an old signature). Throws
 * InvalidSignatureException.
 */
export function checkScope(parsed: ParsedSignature, options: ScopeOptions): void {
  checkTime(parsed, options.now);
  const { service, regions } = options.expected;
  if (
    regions.has(parsed.region) &&
    parsed.service === service &&
    parsed.terminator === TERMINATOR &&
    parsed.timestamp.startsWith(parsed.date) &&
    parsed.date.length === DATE_LENGTH
  ) {
    return;
  }
  throw invalidSignature(scopeErrors(parsed, options.expected).join(' '));
}

/** `DATE/REGION/SERVICE/aws4_request`, as the string to sign has it. */
export function scopeOf(parsed: Pick<ParsedSignature, 'date' | 'region' | 'service'>): string {
  return `${parsed.date}/${parsed.region}/${parsed.service}/${TERMINATOR}`;
}

/** YYYYMMDD */
const DATE_LENGTH = 8;

/** How far a clock may be off, either way. AWS: five minutes for all services but S3 (fifteen). */
const SKEW_SECONDS = 300;

function checkTime(parsed: ParsedSignature, now: number): void {
  // Whole seconds, as the sentences show them.
  const current = Math.floor(now / 1000) * 1000;
  const latest = current + SKEW_SECONDS * 1000;
  if (parsed.signedAtMs > latest) {
    throw invalidSignature(
      `Signature not yet current: ${parsed.timestamp} is still later than ${formatTimestamp(latest)} ` +
        `(${formatTimestamp(current)} + ${duration(SKEW_SECONDS)})`,
    );
  }
  const lastsSeconds = parsed.expiresSeconds ?? SKEW_SECONDS;
  const earliest = current - lastsSeconds * 1000;
  if (parsed.signedAtMs < earliest) {
    throw invalidSignature(
      `Signature expired: ${parsed.timestamp} is now earlier than ${formatTimestamp(earliest)} ` +
        `(${formatTimestamp(current)} - ${duration(lastsSeconds)})`,
    );
  }
}

function duration(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} min.` : `${seconds} sec.`;
}

/** AWS names all that is wrong, in this order. */
function scopeErrors(parsed: ParsedSignature, expected: ExpectedScope): readonly string[] {
  const errors: string[] = [];
  if (!expected.regions.has(parsed.region)) errors.push('Credential should be scoped to a valid region.');
  if (parsed.service !== expected.service) {
    errors.push(`Credential should be scoped to correct service: '${expected.service}'.`);
  }
  if (parsed.terminator !== TERMINATOR) {
    errors.push(`Credential should be scoped with a valid terminator: '${TERMINATOR}', not '${parsed.terminator}'.`);
  }
  const day = parsed.timestamp.slice(0, DATE_LENGTH);
  if (parsed.date !== day) {
    errors.push(
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ' +
        `'${parsed.date}' != '${day}', from '${parsed.timestamp}'.`,
    );
  }
  return errors;
}
