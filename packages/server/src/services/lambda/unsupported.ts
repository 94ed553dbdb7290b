/** What of Lambda functions here do not have: refused, so that nobody relies on it. */
import { AwsError } from '@coffer/wire';
import type { InputOf } from '@coffer/wire';
import type { lambda } from '@coffer/wire/services';
import { invalidParameter } from './errors.ts';

type Any = InputOf<typeof lambda.operations.CreateFunction> & InputOf<typeof lambda.operations.UpdateFunctionCode>;
type Asked = { readonly [K in keyof Any]?: Any[K] | undefined };

/** @throws AwsError InvalidParameterValueException, CodeSigningConfigNotFoundException */
export function refuseUnsupported(input: Asked): void {
  const { Layers = [], FileSystemConfigs = [] } = input;
  const [layer] = Layers;
  // Recorded: what AWS says of a layer that is not there.
  if (layer !== undefined) throw invalidParameter(`Layer version ${layer} does not exist.`);
  if (input.CodeSigningConfigArn !== undefined) {
    throw new AwsError(
      'CodeSigningConfigNotFoundException',
      'The code signing configuration cannot be found. ' +
        `Check that the provided configuration is not deleted: ${input.CodeSigningConfigArn}.`,
      { status: 404 },
    );
  }
  const name = [
    [
      'Container images',
      input.PackageType === 'Image' || input.ImageConfig !== undefined || input.ImageUri !== undefined,
    ],
    ['Published versions', input.Publish === true || input.PublishTo !== undefined],
    ['File systems', FileSystemConfigs.length > 0],
    ['Dead letter queues', (input.DeadLetterConfig?.TargetArn ?? '') !== ''],
    ['Customer managed keys', (input.KMSKeyArn ?? input.SourceKMSKeyArn ?? input.Code?.SourceKMSKeyArn ?? '') !== ''],
    ['Isolated tenants', input.TenancyConfig !== undefined],
    ['Capacity providers', input.CapacityProviderConfig !== undefined],
    ['Durable executions', input.DurableConfig !== undefined],
  ].find(([, isAsked]) => isAsked)?.[0];
  if (name !== undefined) throw invalidParameter(`${String(name)} are not supported.`);
}

/** @throws AwsError InvalidParameterValueException */
export function refuseInvocation(input: {
  readonly DurableExecutionName?: string | undefined;
  readonly TenantId?: string | undefined;
}): void {
  if (input.DurableExecutionName !== undefined) throw invalidParameter('Durable executions are not supported.');
  if (input.TenantId !== undefined) throw invalidParameter('Isolated tenants are not supported.');
}
