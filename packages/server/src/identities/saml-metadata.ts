import { X509Certificate } from 'node:crypto';
import { parseXmlDocument } from './xml-document.ts';
import type { XmlNode } from './xml-document.ts';

/** What a SAML identity provider says of itself. */
export interface SamlMetadata {
  /** The `Issuer` of its assertions. */
  readonly entityId: string;
  /** When it ends to be valid, milliseconds since 1970; undefined: it does not say. */
  readonly validUntil: number | undefined;
  /** The certificates that it signs with: base64, without white space. At least one. */
  readonly signingCertificates: readonly string[];
  /** Where people sign in. */
  readonly signInUrls: readonly string[];
}

/** Reads metadata (SAML 2.0 Metadata, section 2.4.3); undefined for what is none of an identity provider. */
export function readSamlMetadata(document: string): SamlMetadata | undefined {
  const entity = parseXmlDocument(document);
  const provider = entity?.children.find(({ name }) => name === 'IDPSSODescriptor');
  const entityId = entity?.attributes.get('entityID') ?? '';
  if (entity?.name !== 'EntityDescriptor' || provider === undefined || entityId === '') return undefined;
  const signingCertificates = certificatesOf(provider);
  const until = entity.attributes.get('validUntil');
  const validUntil = until === undefined ? undefined : Date.parse(until);
  if (signingCertificates === undefined || signingCertificates.length === 0 || Number.isNaN(validUntil))
    return undefined;
  const signInUrls = provider.children
    .filter(({ name }) => name === 'SingleSignOnService')
    .flatMap(({ attributes }) => attributes.get('Location') ?? []);
  return { entityId, validUntil, signingCertificates, signInUrls };
}

/** A key without a use is for signing too. Undefined when one of them is no certificate. */
function certificatesOf(provider: XmlNode): readonly string[] | undefined {
  const keys = provider.children.filter(
    ({ name, attributes }) => name === 'KeyDescriptor' && attributes.get('use') !== 'encryption',
  );
  const texts = keys.flatMap(key => textsNamed(key, 'X509Certificate')).map(text => text.replaceAll(/\s/g, ''));
  return texts.every(isCertificate) ? texts : undefined;
}

function textsNamed(node: XmlNode, name: string): readonly string[] {
  return node.children.flatMap(child => (child.name === name ? [child.text] : textsNamed(child, name)));
}

function isCertificate(base64: string): boolean {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64')).publicKey.asymmetricKeyType !== undefined;
  } catch {
    return false;
  }
}
