import type { Random } from '../../clock.ts';
import type { FunctionProperties } from '../../stacks/resource-properties.ts';
import type { TemplateResource } from '../../stacks/rows.ts';
import type { Application } from './applications.ts';
import type { Parameters } from './parameters.ts';
import { listIn } from './parameters.ts';
import { physicalName } from './physical-name.ts';
import type { Place } from './rotation-role.ts';
import { rotationRole } from './rotation-role.ts';

/** The bucket of Lambda that has the code of this program. */
const BUILT_IN_BUCKET = 'coffer-built-in-functions';
/** What AWS's templates say. */
const TIMEOUT_SECONDS = 30;
const MEMORY_MB = 128;

/** What the application makes of its parameters: a role, the function, and the permission to invoke it. */
export function rotationTemplate(
  application: Application,
  stackName: string,
  place: Place,
  parameters: Parameters,
  random: Random,
): { readonly resources: readonly TemplateResource[]; readonly outputs: readonly (readonly [string, string])[] } {
  const { name } = application;
  const functionName = parameters.get('functionName') ?? '';
  const role = `${name}Role`;
  const permission = 'LambdaPermission';
  const { partition, region, accountId } = place;
  return {
    resources: [
      {
        logicalId: role,
        physicalId: physicalName(stackName, role, random),
        properties: rotationRole(role, place, parameters),
      },
      { logicalId: name, physicalId: functionName, properties: rotationFunction(application, role, parameters) },
      {
        logicalId: permission,
        physicalId: physicalName(stackName, permission, random),
        properties: { type: 'AWS::Lambda::Permission', functionName, principal: 'secretsmanager.amazonaws.com' },
      },
    ],
    outputs: [['RotationLambdaARN', `arn:${partition}:lambda:${region}:${accountId}:function:${functionName}`]],
  };
}

function rotationFunction({ name, handler }: Application, role: string, parameters: Parameters): FunctionProperties {
  const subnetIds = listIn(parameters, 'vpcSubnetIds');
  const securityGroupIds = listIn(parameters, 'vpcSecurityGroupIds');
  return {
    type: 'AWS::Lambda::Function',
    role,
    code: { bucket: BUILT_IN_BUCKET, key: name },
    handler,
    runtime: 'nodejs22.x',
    description: `Rotates a Secrets Manager secret: ${name}`,
    timeout: TIMEOUT_SECONDS,
    memory: MEMORY_MB,
    environment: variablesOf(parameters),
    vpc: subnetIds.length === 0 ? undefined : { subnetIds, securityGroupIds },
  };
}

/** An endpoint of AWS's own means this server: functions find it without being told. */
function variablesOf(parameters: Parameters): Readonly<Record<string, string>> {
  const endpoint = parameters.get('endpoint') ?? '';
  const exclude = parameters.get('excludeCharacters');
  return {
    ...(isOfAws(endpoint) ? {} : { SECRETS_MANAGER_ENDPOINT: endpoint }),
    ...(exclude === undefined ? {} : { EXCLUDE_CHARACTERS: exclude }),
  };
}

function isOfAws(endpoint: string): boolean {
  const host = URL.parse(endpoint)?.hostname ?? '';
  return ['.amazonaws.com', '.amazonaws.com.cn', '.api.aws'].some(suffix => host.endsWith(suffix));
}
