/** Facts for tests: one that looks like a day's work, and any that the type allows. */
import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import type { ClientFacts } from '../pipeline/caller.ts';
import type { AuditFact, JsonObject } from './fact.ts';
import type { UserIdentity } from './user-identity.ts';
import { eventIds } from './uuid-v7.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';

export const ROOT: UserIdentity = {
  type: 'Root',
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  principalId: ACCOUNT,
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
};

export const CLIENT: ClientFacts = {
  sourceIp: '203.0.113.10',
  userAgent: 'aws-sdk-js/3.1162.0 ua/2.1 os/linux lang/js md/nodejs#26.10.0 api/secrets-manager#3.1162.0',
  host: 'secretsmanager.us-east-1.amazonaws.com',
  tls: { version: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' },
};

export function secretArn(name: string): string {
  return `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}`;
}

/** The record of a GetSecretValue, unless told otherwise. */
export function sampleFact(at: number, changes: Partial<AuditFact> = {}): AuditFact {
  return {
    eventId: eventIds(randomBytes)(at),
    at,
    type: 'AwsApiCall',
    service: 'secretsmanager',
    name: 'GetSecretValue',
    region: REGION,
    accountId: ACCOUNT,
    requestId: '8f3b2c1d-0000-4000-8000-0123456789ab',
    readOnly: true,
    caller: ROOT,
    client: CLIENT,
    parameters: { secretId: secretArn('db-AbCdEf') },
    response: null,
    resources: [{ type: 'AWS::SecretsManager::Secret', arn: secretArn('db-AbCdEf') }],
    ...changes,
  };
}

/** Objects as programs make them. */
const NORMAL = { noNullPrototype: true } as const;

/** Any fact within the time span that one batch may have. */
export function anyFact(): fc.Arbitrary<AuditFact> {
  const text = anyText(12);
  const id = fc.oneof(fc.uuid(), text);
  return fc.record(
    {
      eventId: id,
      at: fc.integer({ min: 1_800_000_000_000, max: 1_800_000_060_000 }),
      type: fc.constantFrom('AwsApiCall', 'AwsServiceEvent'),
      service: text,
      name: text,
      region: text,
      accountId: text,
      requestId: id,
      readOnly: fc.boolean(),
      caller: fc.record(
        {
          type: fc.constant('Root'),
          accountId: text,
          arn: text,
          principalId: text,
          accessKeyId: text,
        },
        NORMAL,
      ),
      client: fc.record(
        {
          sourceIp: text,
          userAgent: text,
          host: text,
          tls: fc.record({ version: text, cipher: text }, NORMAL),
          endpoint: fc.record({ id: text, vpcId: text }, NORMAL),
        },
        { requiredKeys: ['sourceIp', 'userAgent', 'host'], noNullPrototype: true },
      ),
      invokedBy: text,
      parameters: fc.option(anyJsonObject()),
      response: fc.option(anyJsonObject()),
      errorCode: text,
      errorMessage: text,
      resources: fc.array(fc.record({ type: text, arn: text }, NORMAL), { maxLength: 3 }),
      additional: anyJsonObject(),
    },
    {
      noNullPrototype: true,
      requiredKeys: [
        'eventId',
        'at',
        'type',
        'service',
        'name',
        'region',
        'accountId',
        'requestId',
        'readOnly',
        'parameters',
        'response',
        'resources',
      ],
    },
  );
}

/** Objects as a JSON parser makes them, keys such as `__proto__` included. */
function anyJsonObject(): fc.Arbitrary<JsonObject> {
  const value = fc.jsonValue({ maxDepth: 1 }).map(json => JSON.parse(JSON.stringify(json)));
  const key = fc.oneof(anyText(5), fc.constantFrom('__proto__', 'a', 'b'));
  return fc.array(fc.tuple(key, value), { maxLength: 4 }).map(entries => Object.fromEntries(entries));
}

/** Any UTF-16, lone surrogates and NUL included; with a unit of its own, because the built-in ones take a second to make. */
function anyText(maxLength: number): fc.Arbitrary<string> {
  const unit = fc.oneof(fc.nat({ max: 0x7f }), fc.nat({ max: 0xffff })).map(code => String.fromCharCode(code));
  return fc.string({ unit, maxLength });
}
