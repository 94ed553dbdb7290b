import { wrongUsage } from '../failure.ts';

/** What one `--vpc-endpoint` says; the path is as it was written. */
export interface VpcEndpointFlag {
  readonly id: string;
  readonly vpcId: string;
  readonly listen: string;
  readonly policyFile: string | undefined;
}

/**
 * Reads `vpce-1a2b3c4d,vpc=vpc-12345678,listen=10.0.0.5:7443,policy=FILE`; the policy may be left out. Throws a `Failure`
 * of exit code 2 that says which part is wrong; ids and addresses are the server's to judge.
 */
export function readVpcEndpoint(word: string): VpcEndpointFlag {
  const [id = '', ...rest] = word.split(',').map(part => part.trim());
  const settings = new Map<string, string>();
  for (const part of rest) {
    const equals = part.indexOf('=');
    const [name, value] = equals < 0 ? [part, ''] : [part.slice(0, equals).trim(), part.slice(equals + 1).trim()];
    if (!SETTINGS.has(name))
      throw wrongUsage(`\`${part}\` is none of \`vpc=VPC\`, \`listen=HOST:PORT\`, \`policy=FILE\``);
    if (settings.has(name)) throw wrongUsage(`\`${name}=\` stands twice in \`${word}\``);
    if (value === '') throw wrongUsage(`\`${name}=\` has no value in \`${word}\``);
    settings.set(name, value);
  }
  const [vpcId, listen] = [settings.get('vpc'), settings.get('listen')];
  if (!id.startsWith('vpce-')) throw wrongUsage(`\`${word}\` does not begin with an endpoint's id: write ${EXAMPLE}`);
  if (vpcId === undefined) throw wrongUsage(`\`vpc=VPC\` is missing in \`${word}\``);
  if (listen === undefined) throw wrongUsage(`\`listen=HOST:PORT\` is missing in \`${word}\``);
  return { id, vpcId, listen, policyFile: settings.get('policy') };
}

const SETTINGS: ReadonlySet<string> = new Set(['vpc', 'listen', 'policy']);
const EXAMPLE = 'vpce-1a2b3c4d,vpc=vpc-12345678,listen=10.0.0.5:7443';
