import { iam } from '@coffer/wire/services';
import { findServiceUseReport } from '../../identities/service-use-store.ts';
import { defineRead } from '../../pipeline/operation.ts';
import { accountAccess } from './entity-access.ts';
import { noSuchEntity } from './errors.ts';
import { pageWithin, wantedPage } from './paging.ts';
import type { LastUse, ServiceUse, ServiceUseReport } from './service-use-report.ts';
import { wholeSecond } from './times.ts';

/** GetServiceLastAccessedDetails: a report by its job's id. */
export const getServiceLastAccessedDetails = defineRead(iam.operations.GetServiceLastAccessedDetails, {
  load: async () => undefined,
  access: accountAccess('GetServiceLastAccessedDetails'),
  async handle(scope, input) {
    const row = await findServiceUseReport(scope.reader, scope.accountId, input.JobId);
    if (row === undefined) throw noSuchEntity(`The job with id ${input.JobId} cannot be found.`);
    const report = JSON.parse(row.body) as ServiceUseReport; // what GenerateServiceLastAccessedDetails wrote
    const page = wantedPage(scope, input, input.JobId);
    const { entries, ...rest } = pageWithin(scope, page, report.services, ({ namespace }) => namespace);
    const isByAction = report.granularity === 'ACTION_LEVEL';
    return {
      JobStatus: 'COMPLETED' as const,
      JobType: report.granularity,
      JobCreationDate: row.created_at,
      JobCompletionDate: row.created_at,
      ServicesLastAccessed: entries.map(use => shownService(use, isByAction)),
      ...rest,
    };
  },
});

function shownService({ name, namespace, last, entities, actions }: ServiceUse, isByAction: boolean) {
  return {
    ServiceName: name,
    ServiceNamespace: namespace,
    ...(last === undefined
      ? {}
      : {
          LastAuthenticated: wholeSecond(last.at),
          LastAuthenticatedEntity: last.entity,
          LastAuthenticatedRegion: last.region,
        }),
    TotalAuthenticatedEntities: entities,
    ...(isByAction ? { TrackedActionsLastAccessed: actions.map(shownAction) } : {}),
  };
}

function shownAction({ name, last }: { readonly name: string; readonly last: LastUse }) {
  return {
    ActionName: name,
    LastAccessedEntity: last.entity,
    LastAccessedTime: wholeSecond(last.at),
    LastAccessedRegion: last.region,
  };
}
