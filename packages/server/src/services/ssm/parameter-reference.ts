/** What a request names: a parameter by name or ARN, or a secret of Secrets Manager; each perhaps with a selector. */
import type { AwsError } from '@coffer/wire';
import { secretArnGiven, selectorSyntax } from './errors.ts';
import type { ParameterHome } from './parameter-arn.ts';
import { parameterArn, pathOf } from './parameter-arn.ts';
import { invalidParameterName, isParameterName } from './parameter-name.ts';

interface Reference {
  /** Without the selector, as the request wrote it. */
  readonly name: string;
  /** What follows the colon: a version or a label. */
  readonly selector: string | undefined;
  /** What policies are asked about. */
  readonly arn: string;
  readonly accountId: string;
}

/** What a name means; `refused` names nothing, which is said only to who may ask. */
export type ParameterReference =
  | (Reference & {
      readonly kind: 'parameter';
      readonly path: string;
      readonly isArn: boolean;
      readonly region: string;
    })
  | (Reference & { readonly kind: 'secret'; readonly secretName: string })
  | (Reference & { readonly kind: 'refused'; readonly error: AwsError });

/** Names below this one are secrets; the first slash may be missing (recorded). */
const SECRETS = '/aws/reference/secretsmanager/';

/** Reads a name that is not validated yet. It reveals nothing and looks nothing up. */
export function readReference(text: string, home: ParameterHome): ParameterReference {
  // AWS takes blanks at the ends away. Longer texts are refused by the model's bound; they only must not cost time.
  const trimmed = text.length > MAX_LENGTH ? text.slice(0, MAX_LENGTH) : text.trim();
  return trimmed.startsWith('arn:') ? readArn(trimmed, home) : readName(trimmed, home);
}

function readName(text: string, home: ParameterHome): ParameterReference {
  const [name = '', selector, ...rest] = text.split(':', 3);
  const reference = { name, selector, arn: parameterArn(home, name), accountId: home.accountId };
  if (rest.length > 0 || selector === '') return { ...reference, kind: 'refused', error: selectorSyntax() };
  const path = pathOf(name);
  // Names of secrets have characters that no parameter's has.
  if (path.startsWith(SECRETS)) return { ...reference, kind: 'secret', secretName: path.slice(SECRETS.length) };
  if (!isParameterName(name)) return { ...reference, kind: 'refused', error: invalidParameterName() };
  return { ...reference, kind: 'parameter', path, isArn: false, region: home.region };
}

/** `arn:aws:ssm:REGION:ACCOUNT:parameter/NAME[:SELECTOR]` */
function readArn(text: string, home: ParameterHome): ParameterReference {
  const [, partition, service, region = '', accountId = '', resource = '', selector, ...rest] = text.split(':', 8);
  if (service !== 'ssm' || partition !== home.partition || !resource.startsWith('parameter/')) {
    const error = service === 'secretsmanager' ? secretArnGiven() : invalidParameterName();
    const arn = parameterArn(home, text);
    return { name: text, selector: undefined, arn, accountId: home.accountId, kind: 'refused', error };
  }
  const path = resource.slice('parameter'.length);
  const reference = { name: path, selector, arn: parameterArn({ ...home, region, accountId }, path), accountId };
  if (rest.length > 0 || selector === '') return { ...reference, kind: 'refused', error: selectorSyntax() };
  if (!isParameterName(path)) return { ...reference, kind: 'refused', error: invalidParameterName() };
  return { ...reference, kind: 'parameter', path, isArn: true, region };
}

/** AWS's model: a name has at most 2048 characters. */
const MAX_LENGTH = 2048;
