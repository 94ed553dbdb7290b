import type { XmlNode } from '../../identities/xml-document.ts';
import { expiredIdentity, invalidIdentityToken } from './errors.ts';

/** What an assertion says, once its signature was found right. */
export interface SamlAssertion {
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  /** The format's URI. */
  readonly format: string;
  /** The address that it was sent to. */
  readonly recipient: string;
  /** By name, in the order of the assertion. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
  /** When the provider's own session ends, in milliseconds since 1970. */
  readonly sessionEnd: number | undefined;
  /** Until when it may be used, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/** AWS: an assertion must be used within five minutes. */
const MAX_AGE_MS = 5 * 60_000;
/** How far clocks may be apart, in milliseconds. */
const SKEW_MS = 60_000;
const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer';

/**
 * Reads a signed assertion and checks that it is meant for here and now: issuer, audience, recipient, times.
 *
 * @throws AwsError InvalidIdentityToken, ExpiredTokenException
 */
export function checkAssertion(assertion: XmlNode, issuer: string, now: number): SamlAssertion {
  if (textIn(assertion, 'Issuer') !== issuer) throw invalidIdentityToken('Issuer not present in specified provider');
  const id = assertion.attributes.get('ID') ?? '';
  const issuedAt = timeOf(assertion, 'IssueInstant');
  if (id === '' || issuedAt === undefined) throw invalidIdentityToken(MALFORMED);
  checkTimes(now, issuedAt, issuedAt + MAX_AGE_MS, 'Token must be redeemed within 5 minutes of issuance');
  const subject = childOf(assertion, 'Subject');
  const nameId = subject === undefined ? undefined : childOf(subject, 'NameID');
  if (subject === undefined || nameId === undefined || nameId.text.trim() === '') throw invalidIdentityToken(MALFORMED);
  checkConditions(assertion, now);
  const session = childOf(assertion, 'AuthnStatement');
  return {
    id,
    issuer,
    subject: nameId.text.trim(),
    format: nameId.attributes.get('Format') ?? 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
    recipient: recipientOf(subject, now),
    attributes: attributesOf(assertion),
    sessionEnd: session === undefined ? undefined : timeOf(session, 'SessionNotOnOrAfter'),
    expiresAt: issuedAt + MAX_AGE_MS + SKEW_MS,
  };
}

const MALFORMED = 'The SAML assertion is malformed';
const EXPIRED = 'SAML assertion has expired';

function checkConditions(assertion: XmlNode, now: number): void {
  const [conditions, ...more] = childrenOf(assertion, 'Conditions');
  if (conditions === undefined || more.length > 0) throw invalidIdentityToken(MALFORMED);
  checkTimes(now, timeOf(conditions, 'NotBefore'), timeOf(conditions, 'NotOnOrAfter'), EXPIRED);
  const restrictions = childrenOf(conditions, 'AudienceRestriction');
  const isForUs = (restriction: XmlNode) =>
    childrenOf(restriction, 'Audience').some(({ text }) => isAudience(text.trim()));
  // Each restriction must hold (SAML 2.0 Core, 2.5.1.4).
  if (restrictions.length === 0 || !restrictions.every(isForUs)) {
    throw invalidIdentityToken('Audience restriction is not satisfied');
  }
}

/** The bearer's address, of a confirmation that is good now. */
function recipientOf(subject: XmlNode, now: number): string {
  const confirmations = childrenOf(subject, 'SubjectConfirmation').filter(
    ({ attributes }) => attributes.get('Method') === BEARER,
  );
  const data = confirmations.flatMap(confirmation => childrenOf(confirmation, 'SubjectConfirmationData'));
  const meant = data.find(({ attributes }) => isSignIn(attributes.get('Recipient') ?? ''));
  if (meant === undefined) throw invalidIdentityToken('The recipient of the SAML assertion is not AWS sign-in');
  const end = timeOf(meant, 'NotOnOrAfter');
  // SAML 2.0 Profiles, 4.1.4.2: a bearer's confirmation has an end, and no beginning.
  if (end === undefined) throw invalidIdentityToken(MALFORMED);
  checkTimes(now, timeOf(meant, 'NotBefore'), end, EXPIRED);
  return meant.attributes.get('Recipient') ?? '';
}

function checkTimes(now: number, from: number | undefined, until: number | undefined, expired: string): void {
  if (from !== undefined && now < from - SKEW_MS) throw invalidIdentityToken('SAML assertion is not yet valid');
  if (until !== undefined && now >= until + SKEW_MS) throw expiredIdentity(expired);
}

/** Source: IAM User Guide, "Configure SAML assertions for the authentication response". */
function isAudience(text: string): boolean {
  return /^urn:amazon:webservices(:[a-z0-9-]{1,32})?$/.test(text) || isSignIn(text);
}

function isSignIn(text: string): boolean {
  return (
    text.length <= 256 &&
    /^https:\/\/([a-z0-9-]+\.)?signin\.(aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)\/saml(\/acs\/[A-Za-z0-9-]+)?$/.test(
      text,
    )
  );
}

function attributesOf(assertion: XmlNode): ReadonlyMap<string, readonly string[]> {
  const attributes = new Map<string, readonly string[]>();
  for (const statement of childrenOf(assertion, 'AttributeStatement')) {
    for (const attribute of childrenOf(statement, 'Attribute')) {
      const name = attribute.attributes.get('Name') ?? '';
      const values = childrenOf(attribute, 'AttributeValue').map(({ text }) => text.trim());
      attributes.set(name, [...(attributes.get(name) ?? []), ...values]);
    }
  }
  return attributes;
}

/** An attribute that is a time in UTC (SAML 2.0 Core, 1.3.3); undefined: there is none. */
function timeOf({ attributes }: XmlNode, name: string): number | undefined {
  const text = attributes.get(name);
  if (text === undefined) return undefined;
  const at = text.length <= 40 && text.endsWith('Z') ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) throw invalidIdentityToken(MALFORMED);
  return at;
}

function childrenOf(node: XmlNode, name: string): readonly XmlNode[] {
  return node.children.filter(child => child.name === name);
}

function childOf(node: XmlNode, name: string): XmlNode | undefined {
  const [only, ...more] = childrenOf(node, name);
  if (more.length > 0) throw invalidIdentityToken(MALFORMED);
  return only;
}

function textIn(node: XmlNode, name: string): string | undefined {
  return childOf(node, name)?.text.trim();
}
