/** The policies of VPC endpoints (`--vpc-endpoint ...,policy=FILE`): files of the administrator's. */
import { readFile } from 'node:fs/promises';
import { type CompiledPolicy, compilePolicy, parsePolicy, type PolicyError, type Rule } from '@coffer/policy';
import type { ServerOptions, VpcEndpointOptions } from '../options.ts';
import { OperatorError } from '../transport/operator-error.ts';

/**
 * Puts the policy of each endpoint that has one `into` the table, by the endpoint's id; call it at start and on SIGHUP.
 * When it throws, the table is what it was.
 *
 * @throws OperatorError on ids that are none or stand twice, and on a file that cannot be read or holds no policy
 */
export async function loadEndpointPolicies(
  { vpcEndpoints = [] }: Pick<ServerOptions, 'vpcEndpoints'>,
  into: Map<string, CompiledPolicy>,
): Promise<void> {
  checkIds(vpcEndpoints);
  const read = await Promise.all(vpcEndpoints.map(async each => [each.id, await policyOf(each)] as const));
  for (const [id, policy] of read) if (policy !== undefined) into.set(id, policy);
}

/** AWS: an endpoint policy of at most 20,480 characters, blanks included (AWS PrivateLink, "Endpoint policies"). */
const MAX_CHARACTERS = 20_480;

const ENDPOINT_ID = /^vpce-[0-9a-f]{8,17}$/;
const VPC_ID = /^vpc-[0-9a-f]{8,17}$/;

function checkIds(endpoints: readonly VpcEndpointOptions[]): void {
  const known = new Set<string>();
  for (const { id, vpcId } of endpoints) {
    if (!ENDPOINT_ID.test(id)) throw new OperatorError(`\`${shown(id)}\` is no VPC endpoint: write vpce-1a2b3c4d`);
    if (!VPC_ID.test(vpcId)) {
      throw new OperatorError(`\`${shown(vpcId)}\`, of \`${id}\`, is no VPC: write vpc-1a2b3c4d`);
    }
    if (known.has(id)) throw new OperatorError(`VPC endpoint \`${id}\` is given twice`);
    known.add(id);
  }
}

function shown(text: string): string {
  return text.slice(0, 100);
}

async function policyOf({ id, policyFile }: VpcEndpointOptions): Promise<CompiledPolicy | undefined> {
  if (policyFile === undefined) return undefined;
  const which = `\`${policyFile}\`, the policy of VPC endpoint \`${id}\`,`;
  const text = await readFile(policyFile, 'utf8').catch((cause: unknown) => {
    throw new OperatorError(`${which} cannot be read`, { cause });
  });
  if (text.length > MAX_CHARACTERS) {
    throw new OperatorError(`${which} is longer than ${MAX_CHARACTERS.toLocaleString('en')} characters`);
  }
  const parsed = parsePolicy(text, 'endpoint');
  if (!parsed.ok) throw new OperatorError(`${which} ${reason(parsed.errors[0])}`);
  return compilePolicy(parsed.policy, { name: id });
}

function reason({ rule, path }: PolicyError): string {
  const what = REASONS[rule] ?? 'is not what a policy may say';
  return path === '' ? `is no policy: it ${what}` : `is no policy: \`${path}\` ${what}`;
}

/** AWS has one sentence for whatever is wrong with an endpoint's policy, which helps nobody to find it. */
const REASONS: Partial<Readonly<Record<Rule, string>>> = {
  json: 'is not JSON, or has a name twice in one object',
  syntax: 'is an element that policies do not have, or of another form than they have it',
  'empty-statement': 'is missing or empty',
  'no-effect': 'lacks an Effect',
  'no-principal': 'lacks a Principal',
  principal: 'names nobody that a policy can name',
  'service-principal': 'names no AWS service',
  'no-actions': 'lacks an Action',
  action: 'names no action',
  'no-resources': 'lacks a Resource',
  resource: 'is neither an ARN nor `*`',
};
