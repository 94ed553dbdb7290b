import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ServerFolder } from '../testing.ts';
import { runCli, serverFolder } from '../testing.ts';

let running: ServerFolder;
before(async () => {
  running = await serverFolder();
});
after(() => running[Symbol.asyncDispose]());

function iam(...argv: readonly string[]) {
  return runCli(['iam', ...argv], { cwd: running.folder });
}

async function answered(...argv: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await iam(...argv);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Record<string, unknown>; // every answer is a JSON object
}

test('IAM is spoken to in the Query protocol, with the flags of the AWS CLI', async () => {
  const made = await answered('create-user', '--user-name', 'ana', '--path', '/d/', '--tags', 'Key=team,Value=a b');
  const shown = await answered('get-user', '--user-name', 'ana');

  assert.deepEqual(shown, made);
  const { Arn, Tags } = made['User'] as { Arn: string; Tags: unknown }; // as just compared
  assert.match(Arn, /:user\/d\/ana$/);
  assert.deepEqual(Tags, [{ Key: 'team', Value: 'a b' }]);
});

test('errors are told as the AWS CLI does', async () => {
  const { code, stderr } = await iam('get-user', '--user-name', 'nobody');

  assert.equal(code, 254);
  assert.equal(
    stderr,
    '\nAn error occurred (NoSuchEntity) when calling the GetUser operation: The user with name nobody cannot be found.\n',
  );
});

test('pages are put together, and `--max-items` is the command’s own', async () => {
  for (const name of ['page-a', 'page-b', 'page-c']) await iam('create-group', '--group-name', name);
  const names = (answer: Record<string, unknown>) =>
    (answer['Groups'] as { GroupName: string }[]).map(({ GroupName }) => GroupName); // as ListGroups answers

  const all = await answered('list-groups', '--page-size', '1');
  const two = await answered('list-groups', '--max-items', '2');
  const rest = await answered('list-groups', '--starting-token', String(two['NextToken']));

  assert.deepEqual(names(all), ['page-a', 'page-b', 'page-c']);
  assert.deepEqual(Object.keys(all), ['Groups']);
  assert.deepEqual([...names(two), ...names(rest)], names(all));
});

test('operations are called as the AWS CLI calls them', async () => {
  const { stdout } = await iam('help');

  for (const name of ['list-groups-for-user', 'get-access-key-last-used', 'list-entities-for-policy']) {
    assert.ok(stdout.includes(name), name);
  }
});
