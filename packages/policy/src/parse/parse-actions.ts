import type { PolicyKind } from '../policy.ts';
import type { Report } from './rules.ts';

/** Checks what an Action or NotAction element names by its form alone: whether there is such an action is not looked at. */
export function checkActions(patterns: readonly string[], path: string, kind: PolicyKind, report: Report): void {
  for (const [index, pattern] of patterns.entries()) {
    const complaint = complaintOf(pattern);
    if (complaint !== undefined) {
      report('action', `${path}[${index}]`, kind === 'trust' ? TRUST_COMPLAINT : complaint);
    } else if (kind === 'trust' && !pattern.toLowerCase().startsWith('sts:')) {
      report('trust-action', `${path}[${index}]`);
    }
  }
}

const TRUST_COMPLAINT = 'AssumeRole policy may only specify STS AssumeRole actions.';

function complaintOf(pattern: string): string | undefined {
  const fields = pattern.split(':');
  const vendor = fields[0] ?? '';
  if (fields.length === 1 && vendor !== '*') {
    return 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
  }
  if (fields.length > 2) {
    return 'Actions/Condition can contain only one colon.';
  }
  return vendor === '*' || /^[a-zA-Z0-9.-]+$/.test(vendor) ? undefined : `Vendor ${vendor} is not valid`;
}
