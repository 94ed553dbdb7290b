import { ssm } from '@coffer/wire/services';
import type { Service } from '../../pipeline/operation.ts';
import { addTagsToResource } from './add-tags-to-resource.ts';
import { deleteParameter } from './delete-parameter.ts';
import { deleteParameters } from './delete-parameters.ts';
import { describeParameters } from './describe-parameters.ts';
import { getParameterHistory } from './get-parameter-history.ts';
import { getParameter } from './get-parameter.ts';
import { getParametersByPath } from './get-parameters-by-path.ts';
import { getParameters } from './get-parameters.ts';
import { labelParameterVersion } from './label-parameter-version.ts';
import { listTagsForResource } from './list-tags-for-resource.ts';
import { putParameter } from './put-parameter.ts';
import { removeTagsFromResource } from './remove-tags-from-resource.ts';
import { unlabelParameterVersion } from './unlabel-parameter-version.ts';

/** AWS Systems Manager: Parameter Store, an operation a file. */
export const ssmService: Service<typeof ssm> = {
  contract: ssm,
  operations: {
    AddTagsToResource: addTagsToResource,
    DeleteParameter: deleteParameter,
    DeleteParameters: deleteParameters,
    DescribeParameters: describeParameters,
    GetParameter: getParameter,
    GetParameterHistory: getParameterHistory,
    GetParameters: getParameters,
    GetParametersByPath: getParametersByPath,
    LabelParameterVersion: labelParameterVersion,
    ListTagsForResource: listTagsForResource,
    PutParameter: putParameter,
    RemoveTagsFromResource: removeTagsFromResource,
    UnlabelParameterVersion: unlabelParameterVersion,
  },
};
