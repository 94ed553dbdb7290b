/** Which services a user, group, role or policy may use, and when they last were: what a report holds. */
import type { CompiledPolicy } from '@coffer/policy';
import { compilePolicy, parsePolicy } from '@coffer/policy';
import { services } from '@coffer/wire/services';
import type { ServiceUseRow } from '../../identities/service-use-store.ts';

/** A report as it is stored. Times are milliseconds since 1970. */
export interface ServiceUseReport {
  readonly granularity: 'SERVICE_LEVEL' | 'ACTION_LEVEL';
  /** By namespace. */
  readonly services: readonly ServiceUse[];
}

export interface ServiceUse {
  readonly name: string;
  /** `secretsmanager` */
  readonly namespace: string;
  readonly last: LastUse | undefined;
  /** How many users and roles have used it. */
  readonly entities: number;
  readonly actions: readonly { readonly name: string; readonly last: LastUse }[];
}

export interface LastUse {
  readonly at: number;
  readonly region: string;
  /** The ARN of who used it. */
  readonly entity: string;
}

/**
 * The services that some policy allows anything of, each with its newest use.
 *
 * @param uses of the users and roles that are asked about
 * @param arns of these, by their unique ids
 */
export function serviceUseReport(
  granularity: ServiceUseReport['granularity'],
  documents: readonly string[],
  uses: readonly ServiceUseRow[],
  arns: ReadonlyMap<string, string>,
): ServiceUseReport {
  const policies = documents.flatMap(compiled);
  const allowed = Object.values(services)
    .filter(({ service }) => policies.some(policy => allowsAnyOf(policy, service)))
    .toSorted((a, b) => (a.service < b.service ? -1 : 1));
  return {
    granularity,
    services: allowed.map(({ service, title }) => {
      const own = uses.filter(use => use.service === service);
      const whole = own.filter(use => use.action === '');
      const actions = [...new Set(own.map(use => use.action))].filter(action => action !== '');
      return {
        name: title,
        namespace: service,
        last: newest(whole, arns),
        entities: whole.length,
        actions: actions.flatMap(name => {
          const last = newest(
            own.filter(use => use.action === name),
            arns,
          );
          return last === undefined ? [] : [{ name, last }];
        }),
      };
    }),
  };
}

/** A document that cannot be read allows nothing. */
function compiled(document: string): readonly CompiledPolicy[] {
  const parsed = parsePolicy(document, 'inline');
  return parsed.ok ? [compilePolicy(parsed.policy)] : [];
}

function allowsAnyOf({ byService, everyService }: CompiledPolicy, service: string): boolean {
  return everyService.allows.length > 0 || (byService.get(service)?.allows.length ?? 0) > 0;
}

function newest(uses: readonly ServiceUseRow[], arns: ReadonlyMap<string, string>): LastUse | undefined {
  const use = uses.reduce<ServiceUseRow | undefined>(
    (best, each) => (best === undefined || each.used_at > best.used_at ? each : best),
    undefined,
  );
  return use && { at: use.used_at, region: use.region, entity: arns.get(use.principal_id) ?? '' };
}
