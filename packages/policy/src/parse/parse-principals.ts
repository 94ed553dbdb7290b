import type { PolicyKind, PrincipalEntry } from '../policy.ts';
import { isAccountId, isUniqueId, readPrincipalArn } from './principal-arn.ts';
import type { Report } from './rules.ts';
import { readObject, readTexts } from './values.ts';

/** Reads the value of Principal or NotPrincipal: `"*"`, or an object of one or more kinds of principals. */
export function parsePrincipals(value: unknown, path: string, kind: PolicyKind, report: Report): PrincipalEntry[] {
  if (value === '*') {
    if (kind === 'trust') {
      report('principal', path, 'AssumeRolepolicy contained an invalid principal: "STAR":"*"');
    }
    return [{ type: 'any' }];
  }
  const object = readObject(value);
  if (object === undefined) {
    report('principal', path);
    return [];
  }
  if (object.size === 0) {
    report('no-principal', path);
  }
  return [...object].flatMap(([type, names]) => parseKind(type, names, `${path}.${type}`, kind, report));
}

/** The value of `AWS`, `Service`, ...: one name or a list of them. */
function parseKind(type: string, value: unknown, path: string, kind: PolicyKind, report: Report): PrincipalEntry[] {
  const names = readTexts(value);
  const read = READERS.get(type);
  if (
    names === undefined ||
    names.length === 0 ||
    read === undefined ||
    (type === 'CanonicalUser' && kind === 'trust')
  ) {
    report('principal', path, `Invalid principal in policy: ${JSON.stringify(type)}`);
    return [];
  }
  return names.flatMap((name, index) => {
    const entry = read(name);
    if (entry === undefined) {
      const shown = `${JSON.stringify(type === 'AWS' ? type : type.toUpperCase())}:${JSON.stringify(name)}`;
      const rule = type === 'Service' ? 'service-principal' : 'principal';
      report(rule, `${path}[${index}]`, `Invalid principal in policy: ${shown}`);
    }
    return entry === undefined ? [] : [entry];
  });
}

const READERS: ReadonlyMap<string, (name: string) => PrincipalEntry | undefined> = new Map([
  ['AWS', readAws],
  ['Service', readService],
  ['Federated', readFederated],
  ['CanonicalUser', readCanonicalUser],
]);

function readAws(name: string): PrincipalEntry | undefined {
  if (name === '*') {
    return { type: 'any' };
  }
  if (isAccountId(name)) {
    return { type: 'account', account: name };
  }
  return isUniqueId(name) ? { type: 'unique-id', id: name } : readPrincipalArn(name);
}

/** `lambda.amazonaws.com`; a service of another partition ends differently. */
function readService(name: string): PrincipalEntry | undefined {
  const isService =
    name.length <= 255 && /^[a-z0-9.-]+\.(?:amazonaws\.com|amazonaws\.com\.cn|aws\.internal)$/.test(name);
  return isService ? { type: 'service', name } : undefined;
}

/** The ARN of a SAML or OpenID Connect provider, or the domain of a public one. */
function readFederated(provider: string): PrincipalEntry | undefined {
  return /^[\w+=,.@:/-]+$/.test(provider) ? { type: 'federated', provider } : undefined;
}

function readCanonicalUser(id: string): PrincipalEntry | undefined {
  return /^[0-9a-f]{64}$/.test(id) ? { type: 'canonical', id } : undefined;
}
