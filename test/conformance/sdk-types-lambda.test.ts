/** As `sdk-types.test.ts`, for Lambda. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as functions from '@aws-sdk/client-lambda';
import { services, type Services } from '@coffer/wire/services';
import type { Verdicts } from './sdk-types.test.ts';

const lambda: Verdicts<
  Services['lambda']['operations'],
  {
    AddPermission: [functions.AddPermissionCommandInput, functions.AddPermissionCommandOutput];
    CreateFunction: [functions.CreateFunctionCommandInput, functions.CreateFunctionCommandOutput];
    DeleteFunction: [functions.DeleteFunctionCommandInput, functions.DeleteFunctionCommandOutput];
    GetFunction: [functions.GetFunctionCommandInput, functions.GetFunctionCommandOutput];
    GetFunctionConfiguration: [
      functions.GetFunctionConfigurationCommandInput,
      functions.GetFunctionConfigurationCommandOutput,
    ];
    GetPolicy: [functions.GetPolicyCommandInput, functions.GetPolicyCommandOutput];
    Invoke: [functions.InvocationRequest, functions.InvocationResponse];
    ListFunctions: [functions.ListFunctionsCommandInput, functions.ListFunctionsCommandOutput];
    ListTags: [functions.ListTagsCommandInput, functions.ListTagsCommandOutput];
    RemovePermission: [functions.RemovePermissionCommandInput, functions.RemovePermissionCommandOutput];
    TagResource: [functions.TagResourceCommandInput, functions.TagResourceCommandOutput];
    UntagResource: [functions.UntagResourceCommandInput, functions.UntagResourceCommandOutput];
    UpdateFunctionCode: [functions.UpdateFunctionCodeCommandInput, functions.UpdateFunctionCodeCommandOutput];
    UpdateFunctionConfiguration: [
      functions.UpdateFunctionConfigurationCommandInput,
      functions.UpdateFunctionConfigurationCommandOutput,
    ];
  }
> = {
  AddPermission: true,
  // DirectS3Read has two values in the SDK; AWS's model has no bounds for it yet.
  CreateFunction: false,
  DeleteFunction: true,
  GetFunction: true,
  GetFunctionConfiguration: true,
  GetPolicy: true,
  Invoke: true,
  ListFunctions: true,
  ListTags: true,
  RemovePermission: true,
  TagResource: true,
  UntagResource: true,
  UpdateFunctionCode: true,
  // DirectS3Read has two values in the SDK; AWS's model has no bounds for it yet.
  UpdateFunctionConfiguration: false,
};

test('every operation of Lambda has the members of the SDK', () => {
  assert.deepEqual(Object.keys(lambda).toSorted(), Object.keys(services.lambda.operations).toSorted());
});
