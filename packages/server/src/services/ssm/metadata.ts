import type { Parameter } from './rows.ts';

/** What DescribeParameters and GetParameterHistory show of a version. */
export function shownMetadata(parameter: Parameter) {
  return {
    AllowedPattern: parameter.allowed_pattern ?? undefined,
    DataType: parameter.data_type,
    Description: parameter.description ?? undefined,
    KeyId: parameter.key_id ?? undefined,
    LastModifiedDate: parameter.modified_at,
    LastModifiedUser: parameter.modified_by,
    Name: parameter.name,
    Policies: [],
    Tier: parameter.tier,
    Type: parameter.type,
    Version: parameter.version,
  } as const;
}
