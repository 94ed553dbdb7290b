import type { Decoded, OperationContract, ServiceContract } from '@coffer/wire';
import { AwsError, decodeQueryError, decodeQueryResponse, encodeQuery } from '@coffer/wire';
import type { AwsClient } from './aws-client.ts';
import { faultOf, post } from './aws-client.ts';

/**
 * Calls an operation of a service that speaks AWS's Query protocol: IAM, STS.
 *
 * @throws AwsError what the service answered
 */
export async function callQuery<C extends OperationContract>(
  client: AwsClient,
  { apiVersion }: Pick<ServiceContract, 'apiVersion'>,
  name: string,
  { input: shape, output }: C,
  input: object,
): Promise<Decoded<C['output']>> {
  const headers = ['Content-Type', 'application/x-www-form-urlencoded'];
  const body = await post(client, headers, encodeQuery(name, apiVersion, shape, input), answer => {
    const error = decodeQueryError(answer.body);
    const message = error?.message ?? `HTTP status ${answer.status}`;
    return new AwsError(error?.code ?? 'UnknownError', message, { status: answer.status, fault: faultOf(answer) });
  });
  return decodeQueryResponse<C['output']>(name, output, body);
}
