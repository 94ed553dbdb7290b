import type { Report } from './rules.ts';

/**
 * Checks what a Resource or NotResource element names as IAM does, by its form alone: whether such a resource can exist
 * is not looked at.
 */
export function checkResources(patterns: readonly string[], path: string, report: Report): void {
  for (const [index, pattern] of patterns.entries()) {
    const complaint = pattern === '*' ? undefined : complaintOf(pattern);
    if (complaint !== undefined) {
      report('resource', `${path}[${index}]`, complaint);
    } else if (pattern !== '*' && !passesLegacyParsing(pattern)) {
      report('legacy', `${path}[${index}]`);
    }
  }
}

function complaintOf(pattern: string): string | undefined {
  const fields = pattern.split(':');
  const [, partition = '', service, region = ''] = fields;
  if (fields.length === 1) {
    return `Resource ${pattern} must be in ARN format or "*".`;
  }
  if (!isPartition(partition)) {
    const [first = '', second = '*', third = '*', ...rest] = fields.slice(2);
    const fourth = rest.length === 0 ? '*' : rest.join(':');
    const head = first === '' && fields.length < 4 ? '*' : first;
    return `Partition "${partition}" is not valid for resource "arn:${partition}:${head}:${second}:${third}:${fourth}".`;
  }
  if (service === undefined) {
    return 'Resource vendor must be fully qualified and cannot contain regexes.';
  }
  if (service === 'iam' && region !== '') {
    return `IAM resource ${pattern} cannot contain region information.`;
  }
  if (service === 's3' && region !== '') {
    return `Resource ${pattern} can not contain region information.`;
  }
  return service === 'iam' && fields.length > 5 && !isIamPath(fields.slice(5).join(':'))
    ? `IAM resource path must either be "*" or start with ${IAM_PATHS.join(', ')}.`
    : undefined;
}

/** IAM knows the partitions, and takes wildcards for them. */
function isPartition(text: string): boolean {
  return /^aws(?:-[a-z-]+)?$/.test(text) || text.includes('*');
}

const IAM_PATHS: readonly string[] = [
  'user/',
  'federated-user/',
  'role/',
  'group/',
  'instance-profile/',
  'mfa/',
  'server-certificate/',
  'policy/',
  'sms-mfa/',
  'saml-provider/',
  'oidc-provider/',
  'report/',
  'access-report/',
];

function isIamPath(path: string): boolean {
  return path === '*' || IAM_PATHS.some(start => path.startsWith(start));
}

/** The older parser wants a vendor, and all fields where two colons follow each other. */
function passesLegacyParsing(pattern: string): boolean {
  const fields = pattern.split(':');
  return (fields.length > 5 || !pattern.includes('::')) && fields[2] !== '';
}
