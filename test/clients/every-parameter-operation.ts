/** All operations of Parameter Store, and its references to secrets, by whatever client calls them. */
import assert from 'node:assert/strict';
import type { Members } from './any-client.ts';
import { listIn, structIn, textIn, timeIn } from './any-client.ts';
import type { Calls } from './calls.ts';

/** Three types, their versions, labels and history below one path. */
export async function versionsAndLabels({ call, refused }: Calls, path: string): Promise<void> {
  const Name = `${path}/url`;
  const first = await call('PutParameter', { Name, Type: 'String', Value: 'one', Description: 'where', Tags: TAGS });
  const taken = await refused('PutParameter', { Name, Type: 'String', Value: 'two' });
  const second = await call('PutParameter', { Name, Value: 'two', Overwrite: true });
  const labelled = await call('LabelParameterVersion', { Name, ParameterVersion: 1, Labels: ['old', 'aws-no'] });
  const history = await call('GetParameterHistory', { Name });
  const byLabel = structIn(await call('GetParameter', { Name: `${Name}:old` }), 'Parameter');
  const unlabelled = await call('UnlabelParameterVersion', { Name, ParameterVersion: 1, Labels: ['old', 'other'] });

  assert.deepEqual(
    [first, second],
    [1, 2].map(Version => ({ Tier: 'Standard', Version })),
  );
  assert.match(taken, /^ParameterAlreadyExists: The parameter already exists\./);
  assert.deepEqual(labelled, { InvalidLabels: ['aws-no'], ParameterVersion: 1 });
  assert.deepEqual(
    listIn(history, 'Parameters').map(({ Value, Version, Labels }) => [Value, Version, Labels]),
    [
      ['one', 1, ['old']],
      ['two', 2, []],
    ],
  );
  assert.deepEqual(
    [byLabel['Name'], byLabel['Selector'], byLabel['Value'], byLabel['Version']],
    [Name, ':old', 'one', 1],
  );
  assert.ok(Math.abs(timeIn(byLabel, 'LastModifiedDate') - Date.now()) < 3_600_000);
  assert.deepEqual(unlabelled, { InvalidLabels: ['other'], RemovedLabels: ['old'] });
}

/** Reading several at once, with and without decryption. */
export async function hierarchies({ call }: Calls, path: string): Promise<void> {
  const list = { Name: `${path}/hosts`, Type: 'StringList', Value: 'a,b' };
  const secret = { Name: `${path}/db/password`, Type: 'SecureString', Value: 'pä ss' };
  await call('PutParameter', list);
  await call('PutParameter', secret);
  const opened = await call('GetParameters', { Names: [secret.Name, '/no/such'], WithDecryption: true });
  const sealed = structIn(await call('GetParameter', { Name: secret.Name }), 'Parameter');
  const level = await call('GetParametersByPath', { Path: path });
  const all = await call('GetParametersByPath', { Path: path, Recursive: true, WithDecryption: true });
  const described = await call('DescribeParameters', {
    ParameterFilters: [
      { Key: 'Path', Option: 'Recursive', Values: [path] },
      { Key: 'Type', Option: 'Equals', Values: ['SecureString'] },
    ],
  });

  assert.deepEqual(pairsIn(opened), [[secret.Name, secret.Value]]);
  assert.deepEqual(opened['InvalidParameters'], ['/no/such']);
  assert.notEqual(sealed['Value'], secret.Value);
  assert.deepEqual(pairsIn(level), [
    [list.Name, list.Value],
    [`${path}/url`, 'two'],
  ]);
  assert.deepEqual(pairsIn(all), [[secret.Name, secret.Value], ...pairsIn(level)]);
  assert.deepEqual(
    listIn(described, 'Parameters').map(({ Name, KeyId }) => [Name, KeyId]),
    [[secret.Name, 'alias/aws/ssm']],
  );
}

/** The three operations of tags. */
export async function tags({ call }: Calls, path: string): Promise<void> {
  const resource = { ResourceType: 'Parameter', ResourceId: `${path}/url` };
  const added = await call('AddTagsToResource', { ...resource, Tags: [{ Key: 'b', Value: 'c' }] });
  const both = await call('ListTagsForResource', resource);
  const removed = await call('RemoveTagsFromResource', { ...resource, TagKeys: ['team'] });
  const one = await call('ListTagsForResource', resource);

  assert.deepEqual([added, removed], [{}, {}]);
  assert.deepEqual(
    listIn(both, 'TagList').toSorted((a, b) => textIn(b, 'Key').localeCompare(textIn(a, 'Key'))),
    [...TAGS, { Key: 'b', Value: 'c' }],
  );
  assert.deepEqual(one['TagList'], [{ Key: 'b', Value: 'c' }]);
}

/** A secret is read as a parameter by its reference: its current value, a label's, a version's. */
export async function references({ call, refused }: Calls, secrets: Calls, SecretId: string): Promise<void> {
  const { ARN, VersionId } = await secrets.call('CreateSecret', { Name: SecretId, SecretString: 'one' });
  await secrets.call('PutSecretValue', { SecretId, SecretString: 'two' });
  const Name = `/aws/reference/secretsmanager/${SecretId}`;
  const read = async (name: string) =>
    structIn(await call('GetParameter', { Name: name, WithDecryption: true }), 'Parameter');
  const current = await read(Name);
  const previous = await read(`${Name}:AWSPREVIOUS`);
  const version = await read(`${Name}:${String(VersionId)}`);
  const several = await call('GetParameters', { Names: [Name, `${Name}:none`], WithDecryption: true });
  const sealed = await refused('GetParameter', { Name });
  const missing = await refused('GetParameter', { Name: `${Name}-none`, WithDecryption: true });

  assert.deepEqual(
    [current['ARN'], current['Name'], current['Type'], current['Value'], current['Version']],
    [ARN, Name, 'SecureString', 'two', 0],
  );
  assert.equal(JSON.parse(textIn(current, 'SourceResult')).secretString, 'two');
  assert.deepEqual([previous['Selector'], previous['Value']], [':AWSPREVIOUS', 'one']);
  assert.deepEqual([version['Selector'], version['Value']], [`:${String(VersionId)}`, 'one']);
  assert.deepEqual(pairsIn(several), [[Name, 'two']]);
  assert.deepEqual(several['InvalidParameters'], [`${Name}:none`]);
  assert.equal(sealed, 'ValidationException: WithDecryption flag must be True for retrieving a Secret Manager secret.');
  assert.equal(
    missing,
    'ParameterNotFound: An error occurred (ParameterNotFound) when referencing Secrets Manager: ' +
      `Secret ${Name.slice(1)}-nonenull not found.`,
  );
}

/** Both deletions. */
export async function deletions({ call, refused }: Calls, path: string): Promise<void> {
  const deleted = await call('DeleteParameter', { Name: `${path}/url` });
  const several = await call('DeleteParameters', { Names: [`${path}/hosts`, `${path}/db/password`, `${path}/url`] });
  const gone = await refused('GetParameter', { Name: `${path}/url` });

  assert.deepEqual(deleted, {});
  assert.deepEqual(several['InvalidParameters'], [`${path}/url`]);
  // Some clients put words of their own where AWS sends none.
  assert.match(gone, /^ParameterNotFound: /);
}

const TAGS = [{ Key: 'team', Value: 'a b' }];

function pairsIn(answer: Members): unknown[] {
  return listIn(answer, 'Parameters').map(({ Name, Value }) => [Name, Value]);
}
