/** Which services were used, by whom and when. */
import { string, integer, boolean, timestamp, list, required, struct } from '../../shape.ts';
import { Arn, Marker, MaxItems } from './shapes.ts';

/** When an action was last used. */
export const TrackedActionLastAccessed = struct({
  ActionName: string(),
  LastAccessedEntity: Arn,
  LastAccessedTime: timestamp(),
  LastAccessedRegion: string(),
});

/** When a service was last used. */
export const ServiceLastAccessed = struct({
  ServiceName: required(string()),
  LastAuthenticated: timestamp(),
  ServiceNamespace: required(string({ min: 1, max: 64, pattern: '[\\w-]*' })),
  LastAuthenticatedEntity: Arn,
  LastAuthenticatedRegion: string(),
  TotalAuthenticatedEntities: integer(),
  TrackedActionsLastAccessed: list(TrackedActionLastAccessed),
});

/** Why a report failed. */
export const ErrorDetails = struct({ Message: required(string()), Code: required(string()) });

/** Which services were used, by whom and when. */
export const serviceUseOperations = {
  GenerateServiceLastAccessedDetails: {
    doc: 'Begins a report of when services were last used.',
    input: struct({ Arn: required(Arn), Granularity: string({ values: ['SERVICE_LEVEL', 'ACTION_LEVEL'] }) }),
    output: struct({ JobId: string({ min: 36, max: 36 }) }),
    errors: ['NoSuchEntityException', 'InvalidInputException'],
    readOnly: true,
  },
  GetServiceLastAccessedDetails: {
    doc: 'Shows a report of when services were last used.',
    input: struct({ JobId: required(string({ min: 36, max: 36 })), MaxItems, Marker }),
    output: struct({
      JobStatus: required(string({ values: ['IN_PROGRESS', 'COMPLETED', 'FAILED'] })),
      JobType: string({ values: ['SERVICE_LEVEL', 'ACTION_LEVEL'] }),
      JobCreationDate: required(timestamp()),
      ServicesLastAccessed: required(list(ServiceLastAccessed)),
      JobCompletionDate: required(timestamp()),
      IsTruncated: boolean(),
      Marker: string(),
      Error: ErrorDetails,
    }),
    errors: ['NoSuchEntityException', 'InvalidInputException'],
    readOnly: true,
  },
} as const;
