/** The AWS services that Coffer speaks, by the name that ARNs and credential scopes use. */
import { cloudtrail } from './cloudtrail.ts';
import { iam } from './iam/index.ts';
import { kms } from './kms.ts';
import { lambda } from './lambda.ts';
import { logs } from './logs.ts';
import { secretsmanager } from './secretsmanager.ts';
import { ssm } from './ssm.ts';
import { sts } from './sts.ts';

/** One contract a service. Look names that a client sent up with `Object.hasOwn`. */
export const services = { cloudtrail, iam, kms, lambda, logs, secretsmanager, ssm, sts } as const;

/** The table of contracts: `Services['kms']['operations']['Encrypt']`. */
export type Services = typeof services;

export { cloudtrail, iam, kms, lambda, logs, secretsmanager, ssm, sts };
