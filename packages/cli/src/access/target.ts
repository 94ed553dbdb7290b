/** What a question about access is about. */
import type { Grant } from '@coffer/policy';
import type { Key, NamedPolicy } from './subject.ts';

export interface Target {
  /** The ARN, or `*` for actions without a resource. */
  readonly resource: string;
  /** Whose it is. */
  readonly account: string;
  readonly region: string;
  /** The policy on it: of a secret, of a key, of a function, of a role that is assumed. */
  readonly policy: NamedPolicy | undefined;
  /** Of a key: those on it, all of them. */
  readonly grants?: readonly Grant[];
  readonly keys: readonly Key[];
  /** Of these keys, in lower case, what is not in `keys` is in no request either. */
  readonly known: readonly string[];
  /** A secret whose values no other account may read or write, whatever policies say: AWS's own key is not shared. */
  readonly isUnderDefaultKey: boolean;
  /** What the policies do not say. */
  readonly notes: readonly string[];
}

/** What the target of a question is made from when it is a secret; everything is as the API answers it. */
export interface SecretFacts {
  readonly arn: string;
  readonly resourcePolicy: string | undefined;
  readonly kmsKeyId: string | undefined;
  readonly rotationLambdaArn: string | undefined;
  readonly primaryRegion: string | undefined;
  readonly type: string | undefined;
  readonly tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[];
}

/** An existing secret. */
export function secretTarget(secret: SecretFacts): Target {
  const { account, region } = placeIn(secret.arn);
  const { resourcePolicy: document, kmsKeyId } = secret;
  const isUnderDefaultKey = kmsKeyId === undefined || kmsKeyId === DEFAULT_KEY;
  return {
    resource: secret.arn,
    account,
    region,
    policy: document === undefined ? undefined : { label: 'the policy on the secret', kind: 'resource', document },
    keys: [
      ['secretsmanager:SecretId', secret.arn],
      ['secretsmanager:SecretPrimaryRegion', secret.primaryRegion ?? region],
      ['secretsmanager:resource/AllowRotationLambdaArn', secret.rotationLambdaArn],
      ['secretsmanager:resource/Type', secret.type],
      ...secret.tags.flatMap(({ Key = '', Value = '' }): readonly Key[] => [
        [`aws:ResourceTag/${Key}`, Value],
        [`secretsmanager:ResourceTag/${Key}`, Value],
      ]),
    ],
    known: [
      'aws:resourcetag/',
      'secretsmanager:resourcetag/',
      'secretsmanager:resource/allowrotationlambdaarn',
      'secretsmanager:resource/type',
    ],
    isUnderDefaultKey,
    notes: isUnderDefaultKey
      ? []
      : [`its values are under ${kmsKeyId}: reading and writing them needs rights on that key too`],
  };
}

/** The key that AWS manages: whoever may read the secret in its account may use it. */
const DEFAULT_KEY = 'alias/aws/secretsmanager';

/** What has no policy of its own, or a role whose trust policy is known. */
export function plainTarget(resource: string, callerAccount: string, region: string, trust?: NamedPolicy): Target {
  const place = placeIn(resource);
  return {
    resource,
    account: place.account === '' ? callerAccount : place.account,
    region: place.region === '' ? region : place.region,
    policy: trust,
    keys: isSecret(resource) ? [['secretsmanager:SecretId', resource]] : [],
    known: [],
    isUnderDefaultKey: false,
    notes: isSecret(resource) ? ['there is no such secret: it is taken as one without a policy and without tags'] : [],
  };
}

/** Whether an ARN is that of a secret. */
export function isSecret(resource: string): boolean {
  return /^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:./.test(resource);
}

/** Region and account of an ARN; empty where it has none. */
export function placeIn(resource: string): { readonly region: string; readonly account: string } {
  const [, , , region = '', account = ''] = resource.split(':', 6);
  return { region, account };
}
