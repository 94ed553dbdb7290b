import type { Place } from '../functions/elsewhere/place.ts';
import { awsCredentials } from '../keys/aws-credentials.ts';
import type { FunctionElsewhereOptions, ServerOptions } from '../options.ts';
import type { FunctionsElsewhere } from '../services/lambda/parts.ts';
import { OperatorError } from '../transport/operator-error.ts';
import { readCertificates } from './trusted-cas.ts';

/** Where functions may run that are not run here, and whose. */
export interface ElsewhereConfiguration {
  readonly places: ReadonlyMap<string, Place>;
  readonly accounts: FunctionsElsewhere;
}

/**
 * The places of the options. Their credentials are read with each invocation, and are not looked at here: a file that is
 * mounted late must not keep the server from starting.
 *
 * @param env where a place names no file of credentials, this one's does
 * @throws OperatorError for what is no name, no account, no address or no certificate
 */
export async function configuredElsewhere(
  { functionsElsewhere = [] }: Pick<ServerOptions, 'functionsElsewhere'>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<ElsewhereConfiguration> {
  const places = new Map<string, Place>();
  const accounts = new Map<string, ReadonlySet<string>>();
  for (const given of functionsElsewhere) {
    const { name } = given;
    if (!/^[\w.-]{1,64}$/.test(name)) {
      throw new OperatorError(`\`${name}\` is no name of a function elsewhere: 1 to 64 letters, digits and \`._-\``);
    }
    if (places.has(name)) throw new OperatorError(`two functions elsewhere are called \`${name}\``);
    const strange = given.accounts.find(id => !/^\d{12}$/.test(id));
    if (strange !== undefined || given.accounts.length === 0) {
      throw new OperatorError(
        `\`${strange ?? ''}\`, an account of the function elsewhere \`${name}\`, is not 12 digits`,
      );
    }
    places.set(name, await placeOf(given, env));
    accounts.set(name, new Set(given.accounts));
  }
  return { places, accounts };
}

async function placeOf(given: FunctionElsewhereOptions, env: NodeJS.ProcessEnv): Promise<Place> {
  const { name, profile, credentialsFile, ca } = given;
  const cas = ca === undefined ? undefined : await readCertificates(ca, '--function-elsewhere');
  const from = credentialsFile === undefined ? env : { ...env, AWS_SHARED_CREDENTIALS_FILE: credentialsFile };
  const credentials = () => awsCredentials(from, profile);
  if ('url' in given)
    return { name, kind: 'https', url: addressOf(given.url, name), region: given.region, cas, credentials };
  const { url, region } = invocationUrl(given.lambda, given.endpoint, name);
  return { name, kind: 'lambda', url, region, cas, credentials };
}

/** Regions of AWS partitions whose addresses are known; others need an endpoint. */
const SUFFIXES: ReadonlyMap<string, string> = new Map([
  ['aws', 'amazonaws.com'],
  ['aws-us-gov', 'amazonaws.com'],
  ['aws-cn', 'amazonaws.com.cn'],
]);

/** Where Invoke of Lambda is. Source: Lambda API Reference, Invoke; AWS General Reference, Lambda endpoints. */
function invocationUrl(arn: string, endpoint: string | undefined, name: string): { url: URL; region: string } {
  const [, partition = '', region = ''] =
    /^arn:(aws[a-z-]{0,16}):lambda:([a-z]{2,8}(?:-[a-z]{2,16}){1,3}-\d{1,2}):\d{12}:function:[\w-]{1,64}(?::[\w$-]{1,128})?$/.exec(
      arn,
    ) ?? [];
  if (region === '')
    throw new OperatorError(`\`${arn}\`, of the function elsewhere \`${name}\`, is no ARN of a function`);
  const suffix = SUFFIXES.get(partition);
  if (endpoint === undefined && suffix === undefined) {
    throw new OperatorError(`the address of Lambda in \`${region}\` is not known: name it with \`endpoint=\``);
  }
  const origin = addressOf(endpoint ?? `https://lambda.${region}.${suffix}`, name);
  if (origin.pathname !== '/' || origin.search !== '') {
    throw new OperatorError(`\`${endpoint}\`, of the function elsewhere \`${name}\`, has more than a host and a port`);
  }
  return { url: new URL(`/2015-03-31/functions/${encodeURIComponent(arn)}/invocations`, origin), region };
}

/** Nothing without TLS, not even on this machine: whoever else can listen there would be believed. */
function addressOf(text: string, name: string): URL {
  const url = URL.parse(text);
  if (url === null || url.protocol !== 'https:') {
    throw new OperatorError(
      `\`${text}\`, of the function elsewhere \`${name}\`, is no address that begins with https://`,
    );
  }
  if (url.username !== '' || url.password !== '' || url.hash !== '') {
    throw new OperatorError(`the address of the function elsewhere \`${name}\` has a user, a password or a fragment`);
  }
  return url;
}
