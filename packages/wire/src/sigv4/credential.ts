import { hashedForError, incompleteSignature, unrecognizedClient } from './errors.ts';

/** What a request says about its key: `ACCESSKEYID/DATE/REGION/SERVICE/TERMINATOR`. Nothing of it is proven. */
export interface Credential {
  /** Up to 128 letters, digits and underscores. */
  readonly accessKeyId: string;
  /** Should be YYYYMMDD. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** Should be `aws4_request`. */
  readonly terminator: string;
}

/** Throws IncompleteSignatureException, and UnrecognizedClientException for a key id that none can have. */
export function parseCredential(text: string): Credential {
  const [accessKeyId, date, region, service, terminator, ...more] = text.split('/', 6);
  if (!accessKeyId || !isPart(date) || !isPart(region) || !isPart(service) || !isPart(terminator) || more.length > 0) {
    throw incompleteSignature(
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got ' +
        `(hashed with SHA-256 and encoded with Base64): '${hashedForError(text)}'`,
    );
  }
  if (!isAccessKeyId(accessKeyId)) throw unrecognizedClient();
  return { accessKeyId, date, region, service, terminator };
}

/** AWS: IAM, AccessKeyMetadata, `[\w]+`, at most 128. */
const MAX_ACCESS_KEY_ID_LENGTH = 128;

/** The longest name of a region or service has half of it. */
const MAX_PART_LENGTH = 64;

function isPart(part: string | undefined): part is string {
  return part !== undefined && part !== '' && part.length <= MAX_PART_LENGTH;
}

function isAccessKeyId(text: string): boolean {
  return text.length <= MAX_ACCESS_KEY_ID_LENGTH && /^\w+$/.test(text);
}
