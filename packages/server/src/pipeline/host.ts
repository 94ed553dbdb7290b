import { isRegionName } from './region.ts';

/** What one of AWS's own host names says: which service, and which region unless the service is global. */
export interface AwsHost {
  readonly endpointPrefix: string;
  readonly region: string | undefined;
}

const SUFFIXES = ['.amazonaws.com.cn', '.amazonaws.com', '.api.aws'] as const;

/**
 * Reads a Host header that names a service of AWS: `secretsmanager.us-east-1.amazonaws.com`, its FIPS and dual-stack
 * forms, `iam.amazonaws.com`, and the names of VPC endpoints:
 * `vpce-1234a5678b9012c-12345678.secretsmanager.us-west-2.vpce.amazonaws.com`. Any other host (localhost, an address, a
 * name of one's own) says nothing: undefined. Source: AWS General Reference, "AWS service endpoints".
 */
export function awsHost(host: string): AwsHost | undefined {
  if (host.length > 255) return undefined;
  const name = withoutPort(host).toLowerCase();
  const suffix = SUFFIXES.find(s => name.endsWith(s));
  if (suffix === undefined) return undefined;
  const labels = withoutEndpoint(name.slice(0, -suffix.length).split('.'));
  const [first = '', second] = labels;
  if (labels.length > 2 || first === '') return undefined;
  if (second !== undefined && !isRegionName(second)) return undefined;
  return { endpointPrefix: first.endsWith('-fips') ? first.slice(0, -'-fips'.length) : first, region: second };
}

/** Which endpoint a name means says nothing of the service; where the request came in, the listener knows. */
function withoutEndpoint(labels: readonly string[]): readonly string[] {
  const isEndpoint = labels.length === 4 && labels[3] === 'vpce' && labels[0]?.startsWith('vpce-') === true;
  return isEndpoint ? labels.slice(1, 3) : labels;
}

function withoutPort(host: string): string {
  const colon = host.lastIndexOf(':');
  return colon < 0 || host.endsWith(']') ? host : host.slice(0, colon);
}
