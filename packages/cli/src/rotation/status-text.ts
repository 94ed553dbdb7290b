/** A service event of a rotation, as the trail shows it. */
export interface RotationEvent {
  /** `RotationFailed` */
  readonly name: string;
  /** In ISO 8601, to the second. */
  readonly time: string;
  /** Of a failure. */
  readonly why: string | undefined;
}

/** What DescribeSecret says of a rotation. Times are milliseconds since 1970. */
export interface DescribedRotation {
  readonly ARN?: string | undefined;
  readonly RotationEnabled?: boolean | undefined;
  readonly RotationLambdaARN?: string | undefined;
  readonly RotationRules?: object | undefined;
  readonly LastRotatedDate?: number | undefined;
  readonly NextRotationDate?: number | undefined;
  readonly DeletedDate?: number | undefined;
  readonly VersionIdsToStages?: Readonly<Record<string, readonly string[] | undefined>> | undefined;
}

/** The lines of `coffer rotation status`: a word and what it says. `events` are the newest first; undefined: not allowed. */
export function statusRows(
  secret: DescribedRotation,
  events: readonly RotationEvent[] | undefined,
  now: number,
): [word: string, text: string][] {
  const { RotationEnabled: isOn, RotationLambdaARN: functionArn, RotationRules: rules } = secret;
  const state = isOn === undefined ? 'never configured' : isOn ? 'on' : 'off (cancelled)';
  const rows: [string, string][] = [
    ['secret', secret.ARN ?? ''],
    ['rotation', state],
  ];
  if (functionArn !== undefined) rows.push(['function', functionArn]);
  if (rules !== undefined) rows.push(['schedule', scheduleText(rules)]);
  const rotated = secret.LastRotatedDate;
  rows.push(['last rotated', rotated === undefined ? 'never' : iso(rotated)]);
  rows.push(['last event', lastEvent(events)]);
  const why = events?.[0]?.why;
  if (why !== undefined) rows.push(['why', why]);
  rows.push(['next', nextText(secret, events?.[0], now)]);
  return rows;
}

function lastEvent(events: readonly RotationEvent[] | undefined): string {
  if (events === undefined) return 'unknown: you may not call cloudtrail:LookupEvents';
  const [last] = events;
  if (last === undefined) return 'none in the trail';
  const before = events.findIndex(event => event.name !== last.name);
  const times = before === -1 ? events.length : before;
  return `${last.name} at ${last.time}${times > 1 ? `, ${times} times in a row` : ''}`;
}

/** What comes next follows from the labels and the last event, as the server decides it. */
function nextText(secret: DescribedRotation, last: RotationEvent | undefined, now: number): string {
  if (secret.DeletedDate !== undefined) return 'nothing: the secret is deleted';
  if (secret.RotationEnabled !== true) return 'nothing, until somebody calls RotateSecret';
  const pending = pendingVersion(secret);
  if (pending !== undefined && last?.name === 'RotationFailed') return `version ${pending} is tried again`;
  if (pending !== undefined && last?.name !== 'RotationAbandoned') return `version ${pending} is being rotated to now`;
  const next = secret.NextRotationDate;
  if (next === undefined) return 'nothing, until somebody calls RotateSecret: there is no schedule';
  return next < now
    ? 'a rotation that was missed, as soon as a window is open'
    : `a rotation, not later than ${iso(next)}`;
}

/** The version of a rotation that is not complete. */
function pendingVersion({ VersionIdsToStages: staged = {} }: DescribedRotation): string | undefined {
  return Object.entries(staged).find(
    ([, stages = []]) =>
      stages.includes('AWSPENDING') && !stages.includes('AWSCURRENT') && !stages.includes('AWSPREVIOUS'),
  )?.[0];
}

function scheduleText(rules: object): string {
  const { ScheduleExpression, AutomaticallyAfterDays, Duration } = rules as Record<string, string | number | undefined>; // RotationRules
  const every =
    ScheduleExpression ?? (AutomaticallyAfterDays === undefined ? 'none' : `every ${AutomaticallyAfterDays} days`);
  return Duration === undefined ? String(every) : `${every}, within ${Duration}`;
}

function iso(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
