/** A SAML identity provider, as tests want it: its metadata, and responses that it signs. */
import { constants, createCipheriv, publicEncrypt, randomBytes, webcrypto } from 'node:crypto';
import { signXml } from '@node-saml/node-saml/lib/xml.js';
import { loadX509 } from '../../transport/x509-library.ts';

export const ENTITY_ID = 'https://idp.example/saml';
const AWS = 'https://aws.amazon.com/SAML/Attributes/';
const SIGN_IN = 'https://signin.aws.amazon.com/saml';

export interface SamlIssuer {
  readonly metadata: string;
  /** Signs the element with this ID. */
  sign(xml: string, id: string, algorithm?: 'sha1' | 'sha256'): string;
}

export async function makeIssuer(): Promise<SamlIssuer> {
  const x509 = await loadX509();
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    publicExponent: Buffer.of(1, 0, 1),
    modulusLength: 2048,
  };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    { name: 'CN=idp', keys, notBefore: new Date(0), notAfter: new Date(4e12), signingAlgorithm: algorithm },
    webcrypto,
  );
  const base64 = Buffer.from(certificate.rawData).toString('base64');
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const privateKey = `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----`;
  return {
    metadata:
      `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${ENTITY_ID}">` +
      '<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing">' +
      `<KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>${base64}</X509Certificate>` +
      '</X509Data></KeyInfo></KeyDescriptor><SingleSignOnService ' +
      'Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example/sso"/>' +
      '</IDPSSODescriptor></EntityDescriptor>',
    sign: (xml, id, hash = 'sha256') =>
      signXml(
        xml,
        `//*[@ID='${id}']`,
        { reference: `//*[@ID='${id}']/*[local-name(.)='Issuer']`, action: 'after' },
        { privateKey, publicCert: base64, signatureAlgorithm: hash, digestAlgorithm: hash },
      ),
  };
}

/** What an assertion says; the defaults are those of a good one. */
export interface AssertionFacts {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly id?: string;
  readonly issuer?: string;
  readonly subject?: string;
  readonly recipient?: string;
  readonly audience?: string;
  /** How long it is good, in milliseconds. */
  readonly lifetime?: number;
  /** `role,provider` */
  readonly roles?: readonly string[];
  readonly sessionName?: string;
  /** Further attributes. */
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
}

export function assertionXml(facts: AssertionFacts): string {
  const { now, id = '_a1', issuer = ENTITY_ID, subject = 'alice', recipient = SIGN_IN } = facts;
  const { audience = 'urn:amazon:webservices', lifetime = 300_000, roles = [], sessionName = 'alice@example' } = facts;
  const at = (ms: number) => new Date(ms).toISOString();
  const attributes = { [`${AWS}Role`]: roles, [`${AWS}RoleSessionName`]: [sessionName], ...facts.attributes };
  const statement = Object.entries(attributes)
    .map(([name, values]) => {
      const list = values.map(value => `<saml:AttributeValue>${value}</saml:AttributeValue>`);
      return `<saml:Attribute Name="${name}">${list.join('')}</saml:Attribute>`;
    })
    .join('');
  return (
    `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${at(now)}">` +
    `<saml:Issuer>${issuer}</saml:Issuer><saml:Subject>` +
    `<saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">${subject}</saml:NameID>` +
    '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">' +
    `<saml:SubjectConfirmationData NotOnOrAfter="${at(now + lifetime)}" Recipient="${recipient}"/>` +
    `</saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="${at(now - 1000)}" ` +
    `NotOnOrAfter="${at(now + lifetime)}"><saml:AudienceRestriction><saml:Audience>${audience}</saml:Audience>` +
    `</saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="${at(now)}"/>` +
    `<saml:AttributeStatement>${statement}</saml:AttributeStatement></saml:Assertion>`
  );
}

export function responseXml(content: string): string {
  return (
    '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ' +
    'xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r1" Version="2.0">' +
    `<saml:Issuer>${ENTITY_ID}</saml:Issuer><samlp:Status><samlp:StatusCode ` +
    `Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>${content}</samlp:Response>`
  );
}

const XMLENC = 'http://www.w3.org/2001/04/xmlenc#';

/**
 * An assertion, encrypted for who has the key: AES-256-GCM, under RSA-OAEP unless told otherwise.
 * Source: https://www.w3.org/TR/xmlenc-core1/
 */
export function encryptedXml(assertion: string, publicKeyPem: string, keyTransport = 'rsa-oaep-mgf1p'): string {
  const [key, iv] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const content = Buffer.concat([iv, cipher.update(assertion, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  const padding = keyTransport === 'rsa-1_5' ? constants.RSA_PKCS1_PADDING : constants.RSA_PKCS1_OAEP_PADDING;
  const wrapped = publicEncrypt({ key: publicKeyPem, padding, oaepHash: 'sha1' }, key);
  const value = (bytes: Buffer) =>
    `<e:CipherData><e:CipherValue>${bytes.toString('base64')}</e:CipherValue></e:CipherData>`;
  return (
    `<saml:EncryptedAssertion><e:EncryptedData xmlns:e="${XMLENC}" Type="${XMLENC}Element">` +
    '<e:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"/>' +
    `<KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><e:EncryptedKey><e:EncryptionMethod Algorithm="${XMLENC}${keyTransport}"/>` +
    `${value(wrapped)}</e:EncryptedKey></KeyInfo>${value(content)}</e:EncryptedData></saml:EncryptedAssertion>`
  );
}
