/** ARNs of log groups and streams. Source: Service Authorization Reference, "Amazon CloudWatch Logs". */
import type { Scope } from '../../pipeline/operation.ts';

type Home = Pick<Scope, 'partition' | 'region' | 'accountId'>;

/** `arn:aws:logs:REGION:ACCOUNT:log-group:NAME`: without the `:*` that DescribeLogGroups also shows. */
export function groupArn({ partition, region, accountId }: Home, name: string): string {
  return `arn:${partition}:logs:${region}:${accountId}:log-group:${name}`;
}

/**
 * `...:log-group:NAME:log-stream:STREAM`. Operations on a whole group are authorized with an empty STREAM, those on all
 * groups with an empty NAME, too: that is why policies have `NAME:*`. Source: denials that users report.
 */
export function streamArn(home: Home, groupName: string, name: string): string {
  return `${groupArn(home, groupName)}:log-stream:${name}`;
}

/** Which group a name or an ARN means, and where. */
export interface GroupReference {
  readonly name: string;
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** Longest text that is looked at. */
const MAX_TEXT = 2_048;

/** A name, in the caller's account and region, or an ARN, with or without `:*` at its end; undefined: neither. */
export function readGroup(text: string, { partition, region, accountId }: Home): GroupReference | undefined {
  if (text.length > MAX_TEXT) return undefined;
  if (!text.startsWith('arn:')) return { name: text, partition, region, accountId };
  const [, arnPartition = '', service, arnRegion = '', arnAccount = '', kind, name = '', ...more] = text.split(':');
  const isBare = more.length === 0 || (more.length === 1 && more[0] === '*');
  if (service !== 'logs' || kind !== 'log-group' || name === '' || !isBare) return undefined;
  return { name, partition: arnPartition, region: arnRegion, accountId: arnAccount };
}
