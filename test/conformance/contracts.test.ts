/** Coffer's contracts against AWS's own API models: every operation that is built, every member, every bound. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { OperationContract, Pages, ServiceContract, Shape, StructShape } from '@coffer/wire';
import { services } from '@coffer/wire/services';
import { ROOT } from '../support/sources.ts';
import {
  differences,
  type Facts,
  factsOfContract,
  factsOfModel,
  hasModels,
  type Model,
  type ModelOperation,
  type ModelPages,
  readModel,
} from './api-model.ts';

/** What is not as in AWS's model, and the words with which an entry of `docs/divergences.md` says why. */
const known = new Map([
  ["DeleteSecret input RecoveryWindowInDays.max: 30 in AWS's model, absent here", 'the service itself refuses'],
  ["DeleteSecret input RecoveryWindowInDays.min: 7 in AWS's model, absent here", 'the service itself refuses'],
  [
    "CreateVirtualMFADevice input VirtualMFADeviceName.max: absent in AWS's model, 226 here",
    'of 226 characters at most: with an ARN before it a name is a serial number',
  ],
  ...['DeleteLogStream', 'ListTagsForResource', 'TagResource', 'UntagResource'].map(
    name => [`${name}: absent in AWS's model`, 'of CloudWatch Logs are not in the reference data'] as const,
  ),
  ...['logEvents.sensitive', 'logEvents[].message.sensitive'].map(
    member =>
      [
        `PutLogEvents input ${member}: absent in AWS's model, true here`,
        'are sensitive: functions print what they should not',
      ] as const,
  ),
  ...[
    'ConnectCustomKeyStore',
    'CreateCustomKeyStore',
    'DeleteCustomKeyStore',
    'DeleteImportedKeyMaterial',
    'DescribeCustomKeyStores',
    'DisconnectCustomKeyStore',
    'GetParametersForImport',
    'ImportKeyMaterial',
    'ReplicateKey',
    'UpdateCustomKeyStore',
    'UpdatePrimaryRegion',
  ].map(
    name =>
      [`${name}: absent in AWS's model`, 'Operations of KMS that only refuse are not in the reference data'] as const,
  ),
  ...['SimulateCustomPolicy', 'SimulatePrincipalPolicy'].flatMap(name =>
    ['EvaluationResults[].', 'EvaluationResults[].ResourceSpecificResults[].'].map(
      path =>
        [
          `${name} output ${path}MatchedStatements[].SourcePolicyType.values: ` +
            "aws-managed,group,none,resource,role,user,user-managed in AWS's model, absent here",
          'AWS sends `IAM Policy` (recorded)',
        ] as const,
    ),
  ),
]);

const contracts: readonly ServiceContract[] = Object.values(services);
const skip = hasModels() ? false : 'no API models: set COFFER_SHARED to the folder that holds reference/';

test('every operation is what AWS’s model says, but for what is listed', { skip }, () => {
  const found = contracts.flatMap(contract => {
    const model = readModel(contract.service);
    return Object.entries(contract.operations).flatMap(([name, operation]) => compare(model, name, operation));
  });

  assert.deepEqual(found.toSorted(), [...known.keys()].toSorted());
});

test('docs/divergences.md names every such operation and member with the reason, and no others', () => {
  const entries = contractEntries(readFileSync(join(ROOT, 'docs/divergences.md'), 'utf8'));
  const told = [...known].map(([difference, why]) =>
    entries.filter(entry =>
      [why, ...namesIn(difference).map(name => `\`${name}\``)].every(part => entry.includes(part)),
    ),
  );

  assert.deepEqual(
    [...known.keys()].filter((_, index) => told[index]?.length !== 1),
    [],
  );
  assert.deepEqual(
    entries.filter(entry => !told.flat().includes(entry)),
    [],
  );
  const operations = new Set(contracts.flatMap(contract => Object.keys(contract.operations)));
  const named = entries.flatMap(entry => [...entry.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));
  assert.deepEqual(
    new Set(named.filter(name => operations.has(name))),
    new Set([...known.keys()].flatMap(namesIn).filter(name => operations.has(name))),
  );
});

test('every service is reached as AWS’s model says', { skip }, () => {
  for (const contract of contracts) {
    const { meta, errors } = readModel(contract.service);

    assert.equal(contract.apiVersion, meta.apiVersion);
    assert.equal(contract.endpointPrefix, meta.endpointPrefix);
    assert.equal(contract.service, meta.signingName);
    if (meta.protocol === 'query') {
      assert.deepEqual([contract.protocols, contract.xmlNamespace], [['query'], meta.xmlNamespace]);
      if (contract.global === true) assert.ok(meta.globalEndpoint !== undefined);
    } else if (meta.protocol === 'rest-json') {
      assert.deepEqual(contract.protocols, ['rest-json']);
    } else {
      assert.ok(contract.targetPrefixes.includes(meta.targetPrefix), meta.targetPrefix);
      assert.equal(contract.protocols[0], `json-${meta.jsonVersion}`);
    }
    for (const [code, { status }] of Object.entries(contract.errors)) assert.equal(status, errors[code]?.status, code);
  }
});

test('every error of an operation is modelled', () => {
  for (const contract of contracts) {
    const used = new Set(Object.values(contract.operations).flatMap(operation => operation.errors));
    const modelled = new Set(Object.keys(contract.errors));

    assert.deepEqual([...used.difference(modelled)], [], contract.service);
  }
});

test('every pattern is matched within bounds', () => {
  for (const contract of contracts) {
    for (const { input, output } of Object.values(contract.operations)) {
      for (const shape of [...shapesIn(input), ...shapesIn(output)]) {
        if (shape.kind !== 'string' || shape.pattern === undefined || LINEAR.has(shape.pattern)) continue;
        assert.ok(shape.max !== undefined, shape.pattern);
      }
    }
  }
});

/** Patterns that AWS's model gives to texts without a bound: they are read from left to right, once. */
const LINEAR: ReadonlySet<string> = new Set([
  'v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?',
  '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
  '[a-zA-Z]([a-zA-Z0-9_])+',
  '([a-zA-Z][-a-zA-Z0-9]*)|(arn:\\b(aws|aws-us-gov|aws-cn)\\b:[-a-zA-Z0-9:/._+]*)',
  'arn:[-a-zA-Z0-9:/]*',
]);

/** The entries of the section on contracts, each on one line. */
function contractEntries(text: string): readonly string[] {
  const [, section = ''] = /^## Contracts\n(.*?)^## /ms.exec(text) ?? [];
  return section
    .split(/^- /m)
    .slice(1)
    .map(entry => entry.replaceAll(/\s+/g, ' '));
}

/** The operation of a difference, and the member if it is one's: that of `a[].b.max` is `b`. */
function namesIn(difference: string): readonly string[] {
  const [, operation = '', path] = /^(\w+)(?: (?:input|output) (\S+):)?/.exec(difference) ?? [];
  const member = path?.split('.').at(-2)?.replaceAll('[]', '');
  return member === undefined ? [operation] : [operation, member];
}

function compare(model: Model, name: string, operation: OperationContract): string[] {
  const theirs = model.ops[name];
  if (theirs === undefined) return [`${name}: absent in AWS's model`];
  return [
    ...differences(`${name} input`, factsOfModel(model, theirs.in ?? {}), factsOfContract(operation.input.members)),
    ...differences(`${name} output`, factsOfModel(model, theirs.out ?? {}), factsOfContract(operation.output.members)),
    ...differences(`${name} errors`, each(theirs.err ?? []), each(operation.errors)),
    ...differences(`${name} http`, httpOfModel(theirs), httpOfContract(operation)),
    ...differences(`${name} pages`, pages(theirs.page), pages(operation.pages)),
  ];
}

/** Method, path and status of an operation of a REST service, and which members are whole bodies. */
function httpOfModel({ http, status, inTraits, outTraits }: ModelOperation): Facts {
  return facts({ http, status, input: inTraits?.payload, output: outTraits?.payload });
}

function httpOfContract({ http, input, output }: OperationContract): Facts {
  const payloadOf = ({ members }: StructShape) => Object.entries(members).find(([, { loc }]) => loc === 'payload')?.[0];
  return facts({
    http: http === undefined ? undefined : `${http.method} ${http.uri}`,
    status: http?.status,
    input: payloadOf(input),
    output: payloadOf(output),
  });
}

function facts(of: Readonly<Record<string, string | number | undefined>>): Facts {
  return new Map(Object.entries(of).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])));
}

function each(codes: readonly string[]): Facts {
  return new Map(codes.map(code => [code, 'declared']));
}

/** Both say the list or lists in `result`; a token that is called NextToken may go without saying. */
function pages(declared: Pages | ModelPages | undefined): Facts {
  if (declared === undefined) return new Map();
  return new Map([
    ['limit', String(declared.limit)],
    ['result', [declared.result].flat().join()],
    ['token', ('in' in declared ? declared.in : declared.token) ?? 'NextToken'],
    ['more', String(declared.more)],
  ]);
}

function shapesIn(shape: Shape): Shape[] {
  switch (shape.kind) {
    case 'struct':
      return Object.values(shape.members).flatMap(shapesIn);
    case 'list':
      return shapesIn(shape.of);
    case 'map':
      return [...shapesIn(shape.key), ...shapesIn(shape.value)];
    default:
      return [shape];
  }
}
