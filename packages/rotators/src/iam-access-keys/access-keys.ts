import { AwsError, Redacted } from '@coffer/wire';
import { iam, sts } from '@coffer/wire/services';
import type { KeySecret } from '../api-keys/key-secret.ts';
import type { KeyService } from '../api-keys/two-slots.ts';
import { awsClient } from '../skeleton/aws-client.ts';
import { callQuery } from '../skeleton/aws-query.ts';
import type { World } from '../skeleton/handler.ts';
import { valueError } from '../skeleton/rotation-error.ts';

/** Access keys of IAM users, changed with the rights of the function's role. */
export function accessKeys({ environment, send, now }: World): KeyService {
  const { ListAccessKeys, CreateAccessKey, DeleteAccessKey } = iam.operations;
  const client = awsClient('iam', environment, send, now);
  const stsClient = awsClient('sts', environment, send, now);
  return {
    async use(secret) {
      const credentials = { accessKeyId: secret.id, secretAccessKey: secret.key };
      const arn = await callerArn({ ...stsClient, credentials }, secret);
      // `arn:aws:iam::ACCOUNT:user/PATH/NAME`
      if (!arn.includes(':user/') || !arn.endsWith(`/${secret.userName}`))
        throw valueError(`Access key ${secret.id} is not one of user ${secret.userName}`);
    },
    async list({ userName }) {
      const answer = await callQuery(client, iam, 'ListAccessKeys', ListAccessKeys, { UserName: userName });
      return (answer.AccessKeyMetadata ?? []).flatMap(({ AccessKeyId: id }) => (id === undefined ? [] : [id]));
    },
    async create({ userName }) {
      const answer = await callQuery(client, iam, 'CreateAccessKey', CreateAccessKey, { UserName: userName });
      const { AccessKeyId: id, SecretAccessKey: key } = answer.AccessKey ?? {};
      if (id === undefined || key === undefined) throw valueError('IAM answered without an access key');
      return { id, key: key instanceof Redacted ? key : new Redacted(key) };
    },
    async remove({ userName }, id) {
      const input = { UserName: userName, AccessKeyId: id };
      try {
        await callQuery(client, iam, 'DeleteAccessKey', DeleteAccessKey, input);
      } catch (error) {
        if (!(error instanceof AwsError) || error.code !== 'NoSuchEntity') throw error;
      }
    },
  };
}

async function callerArn(client: ReturnType<typeof awsClient>, secret: KeySecret): Promise<string> {
  try {
    const answer = await callQuery(client, sts, 'GetCallerIdentity', sts.operations.GetCallerIdentity, {});
    return answer.Arn ?? '';
  } catch (error) {
    if (!(error instanceof AwsError) || error.fault === 'server') throw error;
    throw valueError(`Access key ${secret.id} of user ${secret.userName} is not valid: ${error.code}`);
  }
}
