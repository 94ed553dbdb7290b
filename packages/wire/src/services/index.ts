/** The AWS services that Coffer speaks, by the name that ARNs and credential scopes use. */
import { cloudformation } from './cloudformation/index.ts';
import { cloudtrail } from './cloudtrail.ts';
import { iam } from './iam/index.ts';
import { kms } from './kms.ts';
import { lambda } from './lambda.ts';
import { logs } from './logs.ts';
import { secretsmanager } from './secretsmanager.ts';
import { serverlessrepo } from './serverlessrepo.ts';
import { ssm } from './ssm.ts';
import { sts } from './sts.ts';

/** One contract a service. Look names that a client sent up with `Object.hasOwn`. */
export const services = {
  cloudformation,
  cloudtrail,
  iam,
  kms,
  lambda,
  logs,
  secretsmanager,
  serverlessrepo,
  ssm,
  sts,
} as const;

/** The table of contracts: `Services['kms']['operations']['Encrypt']`. */
export type Services = typeof services;

export { cloudformation, cloudtrail, iam, kms, lambda, logs, secretsmanager, serverlessrepo, ssm, sts };
