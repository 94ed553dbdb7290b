import type { AwsError } from '@coffer/wire';
import type { ResourceRow } from '../../stacks/rows.ts';

const SERVICES: ReadonlyMap<string, string> = new Map([['AWS::IAM::Role', 'Iam']]);

/** Why something could not be made or deleted, as events say it: what the service said, and in which request. */
export function reasonOf({ type }: ResourceRow, error: AwsError): string {
  const service = SERVICES.get(type) ?? 'Lambda';
  const details = [
    `Service: ${service}`,
    `Status Code: ${error.queryStatus}`,
    ...(error.requestId === undefined ? [] : [`Request ID: ${error.requestId}`]),
  ];
  return `Resource handler returned message: "${error.message} (${details.join(', ')})"`;
}
