import { lambda } from '@coffer/wire/services';
import type { Service } from '../../pipeline/operation.ts';
import { addPermission } from './add-permission.ts';
import { makeCreateFunction } from './create-function.ts';
import { makeDeleteFunction } from './delete-function.ts';
import { makeGetFunctionConfiguration } from './get-function-configuration.ts';
import { makeGetFunction } from './get-function.ts';
import { getPolicy } from './get-policy.ts';
import { makeInvoke } from './invoke.ts';
import { makeListFunctions } from './list-functions.ts';
import { listTags } from './list-tags.ts';
import type { LambdaParts } from './parts.ts';
import { removePermission } from './remove-permission.ts';
import { tagResource } from './tag-resource.ts';
import { untagResource } from './untag-resource.ts';
import { makeUpdateFunctionCode } from './update-function-code.ts';
import { makeUpdateFunctionConfiguration } from './update-function-configuration.ts';

/** AWS Lambda: an operation a file. */
export function lambdaService(parts: LambdaParts): Service<typeof lambda> {
  return {
    contract: lambda,
    operations: {
      AddPermission: addPermission,
      CreateFunction: makeCreateFunction(parts),
      DeleteFunction: makeDeleteFunction(parts),
      GetFunction: makeGetFunction(parts),
      GetFunctionConfiguration: makeGetFunctionConfiguration(parts),
      GetPolicy: getPolicy,
      Invoke: makeInvoke(parts),
      ListFunctions: makeListFunctions(parts),
      ListTags: listTags,
      RemovePermission: removePermission,
      TagResource: tagResource,
      UntagResource: untagResource,
      UpdateFunctionCode: makeUpdateFunctionCode(parts),
      UpdateFunctionConfiguration: makeUpdateFunctionConfiguration(parts),
    },
  };
}
