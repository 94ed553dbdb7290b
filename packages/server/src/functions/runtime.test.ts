import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { Redacted } from '@coffer/wire';
import { FunctionRefused } from './function-runtime.ts';
import type { RunnableFunction } from './function-runtime.ts';
import { nodeFunction, pythonFunction, shellFunction, TestRuntime, zipFunction } from './runtime.test-support.ts';
import { WITHOUT_ISOLATION } from './isolation.test-support.ts';

/** The bootstrap of AWS's tutorial on custom runtimes, answering with what it got. */
const ECHO = `#!/bin/sh
while true; do
  HEADERS=$(mktemp)
  EVENT=$(curl -sS -D "$HEADERS" "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next")
  ID=$(grep -Fi Lambda-Runtime-Aws-Request-Id "$HEADERS" | tr -d '[:space:]' | cut -d: -f2)
  curl -sS "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/$ID/response" -d "{\\"got\\":$EVENT}"
done`;

describe('functions', { skip: WITHOUT_ISOLATION }, () => {
  let runtime: TestRuntime;
  before(async () => {
    runtime = await TestRuntime.open();
  });
  after(() => runtime[Symbol.asyncDispose]());

  const echo = {
    'Node.js': nodeFunction('exports.handler = async event => ({ got: event });'),
    Python: pythonFunction('def lambda_handler(event, context):\n  return {"got": event}'),
    'a shell': shellFunction(ECHO),
  };
  for (const [language, target] of Object.entries(echo)) {
    test(`in ${language} get the event and answer, cold and warm`, async () => {
      for (const isCold of [true, false]) {
        const answer = await runtime.invoke(target, { text: 'é\u2028"' });

        assert.deepEqual(answer.value, { got: { text: 'é\u2028"' } });
        assert.equal(answer.functionError, undefined);
        assert.equal(answer.initDuration !== undefined, isCold);
      }
    });
  }

  test('get the context of AWS in Node.js', async () => {
    const target = nodeFunction(
      `exports.handler = async (event, context) =>
        ({ ...context, left: context.getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID });`,
      { timeout: 70 },
    );
    const requestId = randomUUID();
    const clientContext = Buffer.from('{"client":{"app_title":"é"},\n"custom":{}}').toString('base64');

    const { payload } = await runtime.runtime.invoke(target, { requestId, payload: Buffer.from('{}'), clientContext });

    const { left, trace, logStreamName, ...rest } = JSON.parse(Buffer.from(payload).toString());
    assert.ok(left > 5_000 && left <= 70_000);
    assert.match(trace, /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/);
    assert.match(logStreamName, /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
    assert.deepEqual(rest, {
      callbackWaitsForEmptyEventLoop: true,
      functionVersion: '$LATEST',
      functionName: target.name,
      memoryLimitInMB: '256',
      logGroupName: target.logGroup,
      clientContext: { client: { app_title: 'é' }, custom: {} },
      invokedFunctionArn: target.arn,
      awsRequestId: requestId,
    });
  });

  test('get the context of AWS in Python', async () => {
    const target = pythonFunction(`
def lambda_handler(event, context):
  return [context.aws_request_id, context.invoked_function_arn, context.function_name, context.function_version,
    context.memory_limit_in_mb, context.log_group_name, context.identity.cognito_identity_id, context.client_context,
    5000 < context.get_remaining_time_in_millis() <= 120000]`);
    const requestId = randomUUID();

    const { payload } = await runtime.runtime.invoke(target, { requestId, payload: Buffer.from('{}') });

    const expected = [requestId, target.arn, target.name, '$LATEST', '256', target.logGroup, null, null, true];
    assert.deepEqual(JSON.parse(Buffer.from(payload).toString()), expected);
  });

  const readEnvironment = {
    'Node.js': nodeFunction('exports.handler = async () => process.env;'),
    Python: pythonFunction('import os\ndef lambda_handler(event, context):\n  return dict(os.environ)'),
  };
  for (const [language, target] of Object.entries(readEnvironment)) {
    test(`in ${language} have AWS's variables, their own, and none of the server's`, async t => {
      process.env['COFFER_TEST_SECRET_VARIABLE'] = 'root key';
      t.after(() => delete process.env['COFFER_TEST_SECRET_VARIABLE']);
      const own = new Map([
        ['GREETING', new Redacted('it\'s $HOME `x`\n\\ "é')],
        // Nobody says what is the platform's.
        ['AWS_ACCESS_KEY_ID', new Redacted('AKIAOTHER')],
      ]);

      const { value } = await runtime.invoke({ ...target, environment: own });

      assert.equal(value.GREETING, 'it\'s $HOME `x`\n\\ "é');
      assert.equal(value.AWS_ACCESS_KEY_ID, 'ASIAEXAMPLE');
      assert.equal(value.AWS_SESSION_TOKEN, 'session-token');
      assert.equal(value.AWS_REGION, 'eu-west-1');
      assert.equal(value.AWS_LAMBDA_FUNCTION_NAME, target.name);
      assert.equal(value.AWS_ENDPOINT_URL, 'https://127.0.0.1:1');
      assert.equal(value.LAMBDA_TASK_ROOT, '/var/task');
      assert.deepEqual(
        Object.keys(value).filter(name => /^COFFER|^HOME$|^npm_|^NODE_(?!EXTRA_CA_CERTS)/.test(name)),
        [],
      );
    });
  }

  const errors: [what: string, target: RunnableFunction, type: string, message: string | RegExp][] = [
    ['throw', nodeFunction('exports.handler = async () => { throw new TypeError("boom"); };'), 'TypeError', 'boom'],
    ['call back an error', nodeFunction('exports.handler = (e, c, cb) => cb("no");'), 'string', 'no'],
    [
      'never settle',
      nodeFunction('exports.handler = () => new Promise(() => {});'),
      'Runtime.NodeJsExit',
      /never settled/,
    ],
    [
      'reject unheard',
      nodeFunction(
        'exports.handler = () => { Promise.reject(new Error("r")); return new Promise(r => setTimeout(r, 500)); };',
      ),
      'Runtime.UnhandledPromiseRejection',
      'Error: r',
    ],
    [
      'exit',
      nodeFunction('exports.handler = () => process.exit(3);'),
      'Runtime.ExitError',
      /^RequestId: [-0-9a-f]{36} Error: Runtime exited with error: exit status 3$/,
    ],
    [
      'exit well',
      nodeFunction('exports.handler = () => process.exit(0);'),
      'Runtime.ExitError',
      /Error: Runtime exited without providing a reason$/,
    ],
    [
      'crash',
      nodeFunction('exports.handler = () => process.kill(process.pid, "SIGSEGV");'),
      'Runtime.ExitError',
      /signal: segmentation fault$/,
    ],
    [
      'lack a module',
      nodeFunction('require("./nowhere");'),
      'Runtime.ImportModuleError',
      /^Error: Cannot find module '.\/nowhere'/,
    ],
    [
      'lack the handler',
      nodeFunction('exports.other = 1;'),
      'Runtime.HandlerNotFound',
      'index.handler is undefined or not exported',
    ],
    ['are no JavaScript', nodeFunction('exports.handler = ('), 'Runtime.UserCodeSyntaxError', /^SyntaxError: /],
    [
      'lack a bootstrap',
      { ...nodeFunction(''), runtime: 'provided.al2023' },
      'Runtime.InvalidEntrypoint',
      /Couldn't find valid bootstrap/,
    ],
    ['raise', pythonFunction('def lambda_handler(e, c):\n  raise ValueError("boom")'), 'ValueError', 'boom'],
    [
      'exit in Python',
      pythonFunction('import sys\ndef lambda_handler(e, c):\n  sys.exit(4)'),
      'Runtime.ExitError',
      /exit status 4$/,
    ],
    [
      'lack a Python module',
      pythonFunction('import nowhere'),
      'Runtime.ImportModuleError',
      "Unable to import module 'lambda_function': No module named 'nowhere'",
    ],
    [
      'lack the Python handler',
      pythonFunction('x = 1'),
      'Runtime.HandlerNotFound',
      "Handler 'lambda_handler' missing on module 'lambda_function'",
    ],
    [
      'are no Python',
      pythonFunction('def ('),
      'Runtime.UserCodeSyntaxError',
      /^Syntax error in module 'lambda_function'/,
    ],
    [
      'return no JSON',
      pythonFunction('def lambda_handler(e, c):\n  return set()'),
      'Runtime.MarshalError',
      'Unable to marshal response: Object of type set is not JSON serializable',
    ],
  ];
  for (const [what, target, type, message] of errors) {
    test(`that ${what} fail as on AWS, and the next invocation is not hurt`, async () => {
      const first = await runtime.invoke(target);
      const second = await runtime.invoke(target);

      for (const { functionError, value } of [first, second]) {
        assert.equal(functionError, 'Unhandled');
        assert.equal(value.errorType, type);
        if (typeof message === 'string') assert.equal(value.errorMessage, message);
        else assert.match(value.errorMessage, message);
      }
    });
  }

  test('show where an error came from', async () => {
    const node = await runtime.invoke(nodeFunction('exports.handler = async () => { throw new Error("boom"); };'));
    const python = await runtime.invoke(pythonFunction('def lambda_handler(e, c):\n  raise ValueError("boom")'));

    assert.match(node.value.trace[1], /\/var\/task\/index\.js:1:/);
    assert.deepEqual(python.value.stackTrace, [
      '  File "/var/task/lambda_function.py", line 2, in lambda_handler\n    raise ValueError("boom")\n',
    ]);
  });

  test('may be ES modules, and wait while they are loaded', async () => {
    const source = 'const os = await import("node:os"); export const handler = async () => os.hostname();';
    const files = [{ 'index.mjs': source }, { 'index.js': source, 'package.json': '{"type":"module"}' }];

    for (const content of files) assert.equal((await runtime.invoke(zipFunction(content))).value, 'sandbox');
  });

  test('may call back, late or at once, or answer nothing', async () => {
    const sources = [
      'exports.handler = (event, context, callback) => setTimeout(() => callback(null, "late"), 20);',
      'exports.handler = (event, context, callback) => { callback(null, "waits"); setTimeout(() => {}, 20); };',
      'exports.handler = () => {};',
    ];
    const answers = await Promise.all(sources.map(source => runtime.invoke(nodeFunction(source))));

    assert.deepEqual(
      answers.map(({ value }) => value),
      ['late', 'waits', null],
    );
  });

  test('that run too long end at their timeout', async () => {
    const target = nodeFunction('exports.handler = () => new Promise(() => setInterval(() => {}, 100));', {
      timeout: 1,
    });

    const { value, functionError, duration, logTail } = await runtime.invoke(target);

    assert.equal(functionError, 'Unhandled');
    assert.equal(value.errorType, 'Sandbox.Timedout');
    assert.match(value.errorMessage, /^RequestId: [-0-9a-f]{36} Error: Task timed out after 1\.00 seconds$/);
    // It would go on for ever.
    assert.ok(duration >= 990 && duration < 30_000);
    assert.match(
      logTail,
      /Z [-0-9a-f]{36} Task timed out after 1\.00 seconds\nEND RequestId: .*\nREPORT .*\tStatus: timeout\t\n$/,
    );
  });

  test('find this server with a boto3 that does not know AWS_ENDPOINT_URL, too', async t => {
    const target = pythonFunction(`
def lambda_handler(event, context):
  try:
    import boto3
  except ImportError:
    return None
  own = boto3.client('sts', endpoint_url='https://elsewhere.example.com').meta.endpoint_url
  return [boto3.client('secretsmanager').meta.endpoint_url, boto3.client('kms').meta.endpoint_url, own]`);

    const { value } = await runtime.invoke(target);

    if (value === null) return t.skip('the Python of this machine has no boto3');
    assert.deepEqual(value, ['https://127.0.0.1:1', 'https://127.0.0.1:1', 'https://elsewhere.example.com']);
  });

  test('see their code read-only and a scratch folder of their own', async () => {
    const target = pythonFunction(`
import os
def attempt(path):
  try:
    open(path, "w").close()
    return True
  except OSError:
    return False
def lambda_handler(event, context):
  return [attempt(path) for path in ("/tmp/a", "/var/task/a", "/a", "/dev/a", "/etc/a", "/usr/a", "/run/coffer/a")] + [os.getcwd()]`);

    const { value } = await runtime.invoke(target);

    assert.deepEqual(value, [true, false, false, false, false, false, false, '/var/task']);
  });

  test('of other runtimes are refused', async () => {
    await assert.rejects(
      runtime.invoke(nodeFunction('', { runtime: 'ruby3.2' })),
      (error: unknown) => error instanceof FunctionRefused && error.code === 'InvalidRuntimeException',
    );
  });

  test('whose archive is broken are refused', async () => {
    const broken = { kind: 'zip', sha256: 'AAAA', read: async () => Buffer.from('no archive') } as const;

    await assert.rejects(
      runtime.invoke(nodeFunction('', { code: broken })),
      (error: unknown) => error instanceof FunctionRefused && error.code === 'InvalidZipFileException',
    );
  });
});
