import { createHash } from 'node:crypto';
import { AwsError } from '@coffer/wire';
import { cloudtrail } from '@coffer/wire/services';
import type { InputOf, OutputOf } from '@coffer/wire';
import type { AuditFact, Json } from '../../audit/fact.ts';
import { indexAll } from '../../audit/indexer.ts';
import { lookUp, type Place, type Query } from '../../audit/lookup.ts';
import { renderRecord } from '../../audit/record.ts';
import { eventSource, type TermKind, userName } from '../../audit/terms.ts';
import type { Operation, PageTokens, Scope } from '../../pipeline/operation.ts';
import { defineRead } from '../../pipeline/operation.ts';
import type { Database } from '../../storage/database.ts';

type LookupEvents = (typeof cloudtrail)['operations']['LookupEvents'];
type Input = InputOf<LookupEvents>;
type Event = NonNullable<OutputOf<LookupEvents>['Events']>[number];

/**
 * The records of the caller's account in the request's region, the newest first: all that were answered before this
 * request began.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
export function lookupEvents(database: Database): Operation<LookupEvents> {
  return defineRead(cloudtrail.operations.LookupEvents, {
    load: async () => undefined,
    access: scope => [{ action: 'cloudtrail:LookupEvents', resource: undefined, resourceAccountId: scope.accountId }],
    async prepare(scope, input) {
      const query = queryOf(scope, input);
      const after = placeOf(query, input.NextToken, scope.tokens);
      await indexAll(database);
      return { query, after };
    },
    async handle(scope, input, _loaded, { query, after }) {
      // There are no Insights events, and nothing else when they are asked for.
      if (input.EventCategory !== undefined) return { Events: [] };
      const limit = input.MaxResults ?? MAX_RESULTS;
      // One more than is shown tells whether there is another page.
      const found = await lookUp(scope.reader, query, after, limit + 1);
      const shown = found.slice(0, limit);
      const last = shown.at(-1);
      const Events = shown.map(({ fact }) => eventOf(fact));
      return found.length > limit && last !== undefined
        ? { Events, NextToken: tokenOf(query, last, scope.tokens) }
        : { Events };
    },
  });
}

/** AWS: 50 events a page, by default and at most. */
const MAX_RESULTS = 50;

const KINDS: Readonly<Record<NonNullable<Input['LookupAttributes']>[number]['AttributeKey'], TermKind | 'eventId'>> = {
  EventId: 'eventId',
  EventName: 'name',
  ReadOnly: 'readOnly',
  Username: 'user',
  ResourceType: 'type',
  ResourceName: 'resource',
  EventSource: 'source',
  AccessKeyId: 'key',
};

function queryOf(scope: Pick<Scope, 'accountId' | 'region'>, input: Input): Query {
  const { LookupAttributes = [], StartTime, EndTime } = input;
  const [attribute, ...others] = LookupAttributes;
  if (others.length > 0) {
    throw new AwsError('InvalidLookupAttributesException', 'You can specify only one lookup attribute.');
  }
  if (StartTime !== undefined && EndTime !== undefined && StartTime > EndTime) {
    throw new AwsError('InvalidTimeRangeException', 'The start time occurs after the end time.');
  }
  return {
    accountId: scope.accountId,
    region: scope.region,
    attribute: attribute && { kind: KINDS[attribute.AttributeKey], value: attribute.AttributeValue },
    // Events show whole seconds, and so are they compared: an event of 10.7 s is one of 10 s.
    from: StartTime === undefined ? 0 : Math.ceil(StartTime / 1000) * 1000,
    to: EndTime === undefined ? Number.MAX_SAFE_INTEGER : Math.floor(EndTime / 1000) * 1000 + 999,
  };
}

function eventOf(fact: AuditFact): Event {
  return {
    EventId: fact.eventId,
    EventName: fact.name,
    ReadOnly: String(fact.readOnly),
    ...(fact.caller === undefined ? {} : { AccessKeyId: fact.caller.accessKeyId }),
    EventTime: Math.floor(fact.at / 1000) * 1000,
    EventSource: eventSource(fact),
    Username: userName(fact),
    Resources: fact.resources.map(({ type, arn }) => ({ ResourceType: type, ResourceName: arn })),
    CloudTrailEvent: JSON.stringify(renderRecord(fact)),
  };
}

/** A token says where its page ended, and is good for the same query only: AWS asks for the same parameters with it. */
function tokenOf(query: Query, { at, seq, index }: Place, tokens: PageTokens): string {
  return tokens.seal(fingerprint(query), JSON.stringify([at, seq, index]));
}

function placeOf(query: Query, token: string | undefined, tokens: PageTokens): Place | undefined {
  if (token === undefined) return undefined;
  const text = tokens.open(fingerprint(query), token);
  const parts: Json = text === undefined ? null : (JSON.parse(text) as Json); // what `tokenOf` sealed
  const [at, seq, index] = Array.isArray(parts) ? parts : [];
  if (typeof at === 'number' && typeof seq === 'number' && typeof index === 'number') return { at, seq, index };
  throw new AwsError('InvalidNextTokenException', 'The specified token is not valid.');
}

function fingerprint({ attribute, from, to }: Query): string {
  const text = JSON.stringify([attribute?.kind, attribute?.value, from, to]);
  return createHash('sha256').update(text).digest('base64url');
}
