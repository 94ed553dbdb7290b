import { inJavaOrder } from '../../java-order.ts';
import type { LabelRow } from './store.ts';

/** AWS: labels of one version. */
export const MAX_LABELS = 10;

/** Letters, digits and `.-_`; not beginning with a digit, `aws` or `ssm`. At most 100 characters by the model. */
export function isLabel(text: string): boolean {
  return /^[a-zA-Z._-][a-zA-Z0-9._-]*$/.test(text) && !/^(?:aws|ssm)/i.test(text);
}

/** The labels at a version, in the order in which AWS lists them. */
export function labelsAt(labels: readonly LabelRow[], version: number): readonly string[] {
  return inJavaOrder(labels.filter(row => row.version === version).map(({ label }) => label));
}
