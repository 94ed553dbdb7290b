import type { CacheProvider } from '@node-saml/node-saml';
import type { XmlNode } from '../../identities/xml-document.ts';
import { parseXmlDocument } from '../../identities/xml-document.ts';

/** With what a provider's responses are checked. */
export interface SamlTrust {
  /** Certificates in base64; one of them must have signed the assertion. */
  readonly signingCertificates: readonly string[];
  /** Private keys (PEM) that open encrypted assertions; none: such are refused. */
  readonly decryptionKeys: readonly string[];
  readonly mustBeEncrypted: boolean;
}

/**
 * The assertion of a SAML response (base64), as it was signed by the provider; undefined for anything else. Only what the
 * signature covers is looked at: elements beside it, wrapped around it or put in its place are not.
 */
export async function signedAssertion(response: string, trust: SamlTrust): Promise<XmlNode | undefined> {
  const document = parseXmlDocument(Buffer.from(response, 'base64').toString('utf8'));
  if (document === undefined || !isSafe(document)) return undefined;
  const isEncrypted = document.children.some(({ name }) => name === 'EncryptedAssertion');
  if (trust.mustBeEncrypted && !isEncrypted) return undefined;
  const keys = isEncrypted ? trust.decryptionKeys : [undefined];
  for (const key of keys) {
    const xml = await verifiedXml(response, trust.signingCertificates, key);
    const assertion = xml === undefined ? undefined : parseXmlDocument(xml);
    if (assertion?.name === 'Assertion' && isSafe(assertion)) return assertion;
  }
  return undefined;
}

async function verifiedXml(
  response: string,
  certificates: readonly string[],
  decryptionPvk: string | undefined,
): Promise<string | undefined> {
  const { SAML, ValidateInResponseTo } = await import('@node-saml/node-saml');
  const saml = new SAML({
    idpCert: [...certificates],
    // Of the service provider; nothing is ever sent to the identity provider.
    issuer: 'urn:amazon:webservices',
    callbackUrl: 'https://signin.aws.amazon.com/saml',
    wantAssertionsSigned: true,
    wantAuthnResponseSigned: false,
    validateInResponseTo: ValidateInResponseTo.never,
    // Audience and times are checked by `checkAssertion`, by the clock of the request.
    audience: false,
    acceptedClockSkewMs: -1,
    cacheProvider: NO_CACHE,
    ...(decryptionPvk === undefined ? {} : { decryptionPvk }),
  });
  try {
    const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: response });
    return profile?.getAssertionXml?.();
  } catch {
    // Whatever is wrong with it, a stranger learns only that it is: no oracle for what was encrypted.
    return undefined;
  }
}

const NO_CACHE: CacheProvider = {
  saveAsync: () => Promise.resolve(null),
  getAsync: () => Promise.resolve(null),
  removeAsync: () => Promise.resolve(null),
};

/** Methods that signatures and encryption must not use: they can be broken, or tell of what they hide. */
const BROKEN: readonly RegExp[] = [/#(rsa|dsa|ecdsa|hmac)-sha1$/, /#(hmac-)?md5$/, /#rsa-1_5$/, /#tripledes-cbc$/];

/** Whether all methods in a document are sound. SHA-1 as a part of RSA-OAEP is. */
function isSafe(node: XmlNode, parent?: XmlNode): boolean {
  const algorithm = node.attributes.get('Algorithm') ?? '';
  if (algorithm.length > 200 || BROKEN.some(each => each.test(algorithm))) return false;
  if (node.name === 'DigestMethod' && parent?.name === 'Reference' && algorithm.endsWith('#sha1')) return false;
  return node.children.every(child => isSafe(child, node));
}
