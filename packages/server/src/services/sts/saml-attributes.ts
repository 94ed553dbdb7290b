import type { ExternalIdentity } from '../../pipeline/caller.ts';
import { idpRejectedClaim, invalidIdentityToken } from './errors.ts';

type Attributes = ReadonlyMap<string, readonly string[]>;

const AWS = 'https://aws.amazon.com/SAML/Attributes/';

/** What a provider tells AWS in attributes of its own. */
export interface AwsAttributes extends Pick<
  ExternalIdentity,
  'tags' | 'transitiveTagKeys' | 'sourceIdentity' | 'maxSeconds'
> {
  readonly sessionName: string;
}

/**
 * Reads them, and that the provider offers this role through itself.
 * Source: IAM User Guide, "Configure SAML assertions for the authentication response".
 *
 * @throws AwsError InvalidIdentityToken, IDPRejectedClaim
 */
export function awsAttributes(attributes: Attributes, roleArn: string, providerArn: string): AwsAttributes {
  const offers = attributes.get(`${AWS}Role`) ?? [];
  const wanted = [roleArn, providerArn].toSorted().join();
  const isOffered = offers.some(
    offer =>
      offer
        .split(',', 3)
        .map(arn => arn.trim())
        .toSorted()
        .join() === wanted,
  );
  if (!isOffered) throw invalidIdentityToken('RoleArn and PrincipalArn are not among the roles of the SAML assertion');
  const sessionName = single(attributes, 'RoleSessionName');
  if (sessionName === undefined || !isName(sessionName)) {
    throw invalidIdentityToken('RoleSessionName is required in AuthnResponse');
  }
  const sourceIdentity = single(attributes, 'SourceIdentity');
  if (sourceIdentity !== undefined && !isName(sourceIdentity)) {
    throw invalidIdentityToken('SourceIdentity in AuthnResponse is not valid');
  }
  const maxSeconds = secondsOf(single(attributes, 'SessionDuration'));
  return {
    sessionName,
    tags: tagsOf(attributes),
    transitiveTagKeys: attributes.get(`${AWS}TransitiveTagKeys`) ?? [],
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    ...(maxSeconds === undefined ? {} : { maxSeconds }),
  };
}

function tagsOf(attributes: Attributes): ExternalIdentity['tags'] {
  const prefix = `${AWS}PrincipalTag:`;
  return [...attributes].flatMap(([name, values]) => {
    if (!name.startsWith(prefix)) return [];
    const [value = '', ...more] = values;
    if (more.length > 0 || value.length > 256) throw invalidIdentityToken('A principal tag has one value');
    return [[name.slice(prefix.length), value] as const];
  });
}

/** Source: the guide: 900 to 43,200 seconds. */
function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (seconds < 900 || seconds > 43_200) throw idpRejectedClaim('SessionDuration must be between 900 and 43200');
  return seconds;
}

function single(attributes: Attributes, name: string): string | undefined {
  const [value, ...more] = attributes.get(`${AWS}${name}`) ?? [];
  if (more.length > 0) throw invalidIdentityToken(`${name} has several values in AuthnResponse`);
  return value;
}

function isName(text: string): boolean {
  return text.length >= 2 && text.length <= 64 && /^[\w+=,.@-]*$/.test(text);
}

/** Attributes that are condition keys, by the names under which providers send them. Source: IAM User Guide, "Available keys for SAML-based federation". */
const KEYS: ReadonlyMap<string, string> = new Map([
  ['urn:oid:1.3.6.1.4.1.5923.1.1.1.1', 'eduPersonAffiliation'],
  ['urn:oid:1.3.6.1.4.1.5923.1.1.1.2', 'eduPersonNickname'],
  ['urn:oid:1.3.6.1.4.1.5923.1.1.1.3', 'eduPersonOrgDN'],
  ['urn:oid:1.3.6.1.4.1.5923.1.1.1.4', 'eduPersonOrgUnitDN'],
  ['urn:oid:1.3.6.1.4.1.5923.1.1.1.5', 'eduPersonPrimaryAffiliation'],
  ['urn:oid:1.3.6.1.4.1.5923.1.1.1.6', 'eduPersonPrincipalName'],
  ['urn:oid:1.3.6.1.4.1.5923.1.1.1.7', 'eduPersonEntitlement'],
  ['urn:oid:1.3.6.1.4.1.5923.1.1.1.8', 'eduPersonPrimaryOrgUnitDN'],
  ['urn:oid:1.3.6.1.4.1.5923.1.1.1.9', 'eduPersonScopedAffiliation'],
  ['urn:oid:1.3.6.1.4.1.5923.1.1.1.10', 'eduPersonTargetedID'],
  ['urn:oid:1.3.6.1.4.1.5923.1.1.1.11', 'eduPersonAssurance'],
  ['urn:oid:2.5.4.3', 'cn'],
  ['urn:oid:2.5.4.4', 'surname'],
  ['urn:oid:2.5.4.42', 'givenName'],
  ['urn:oid:2.5.4.45', 'x500UniqueIdentifier'],
  ['urn:oid:0.9.2342.19200300.100.1.1', 'uid'],
  ['urn:oid:0.9.2342.19200300.100.1.3', 'mail'],
  ['urn:oid:0.9.2342.19200300.100.1.45', 'organizationStatus'],
  ['http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name', 'name'],
  ['http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname', 'givenName'],
  ['http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname', 'surname'],
  ['http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress', 'mail'],
  ['http://schemas.xmlsoap.org/claims/CommonName', 'commonName'],
  ['http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid', 'primaryGroupSID'],
]);

/** The condition keys (`saml:eduPersonAffiliation`) of a provider's attributes. */
export function attributeKeys(attributes: Attributes): ExternalIdentity['claims'] {
  return [...attributes].flatMap(([name, values]) => {
    const key = KEYS.get(name);
    return key === undefined || values.length === 0 ? [] : [[`saml:${key}`, values] as const];
  });
}
