// Runs Node.js handlers as AWS Lambda's runtime does: the context, the log lines and the names of errors are AWS's.
// Source: AWS Lambda Developer Guide, "Building Lambda functions with Node.js".
import { watchConnections } from './connections.mjs';
import { contextOf } from './context.mjs';
import { describe } from './errors.mjs';
import { loadHandler } from './load-handler.mjs';
import { patchConsole, printed } from './log-lines.mjs';
import { RuntimeClient } from './runtime-client.mjs';

const client = new RuntimeClient(takeVariable('COFFER_RUNTIME_SOCKET'));
/** What is being done: log lines and last words name its id. */
const current = { requestId: undefined };
patchConsole(current);
const connections = watchConnections();

process.on('uncaughtException', error => lastWords(error));
process.on('unhandledRejection', reason => {
  const error = new Error(String(reason instanceof Error ? `${reason.name}: ${reason.message}` : reason));
  error.name = 'Runtime.UnhandledPromiseRejection';
  if (reason instanceof Error) error.stack = reason.stack;
  lastWords(error);
});

let handler;
try {
  handler = await loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
} catch (error) {
  await lastWords(error);
}
for (;;) await serveOne();

async function serveOne() {
  const { event, headers } = await client.next();
  current.requestId = headers['lambda-runtime-aws-request-id'];
  process.env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  connections.begin(Number(headers['lambda-runtime-deadline-ms']));
  try {
    const result = await call(JSON.parse(event), headers);
    await printed();
    await client.answer(current.requestId, result);
  } catch (error) {
    console.error('Invoke Error', JSON.stringify(describe(error)));
    await printed();
    await client.fail(current.requestId, describe(error));
  }
  connections.end();
  current.requestId = undefined;
}

/** Calls the handler in whichever way it wants to answer: a promise, a callback, or by having nothing left to do. */
function call(event, headers) {
  return new Promise((resolve, reject) => {
    let isPromised = false;
    const context = contextOf(headers, done);
    const onEmpty = () => {
      if (!isPromised) return resolve(null);
      const error = new Error(
        'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled.',
      );
      error.name = 'Runtime.NodeJsExit';
      reject(error);
    };
    process.once('beforeExit', onEmpty);
    const settle = (error, result) => {
      process.off('beforeExit', onEmpty);
      if (error === undefined || error === null) resolve(result);
      else reject(error);
    };
    function done(error, result) {
      process.off('beforeExit', onEmpty);
      if (context.callbackWaitsForEmptyEventLoop && (error === undefined || error === null)) {
        process.once('beforeExit', () => settle(undefined, result));
      } else settle(error, result);
    }
    const returned = handler(event, context, done);
    if (typeof returned?.then === 'function') {
      isPromised = true;
      const stopWaiting = () => process.off('beforeExit', onEmpty);
      returned.then(resolve, reject).finally(stopWaiting);
    }
  });
}

/** Says what ended the process, and ends it. */
async function lastWords(error) {
  const description = describe(error);
  console.error('Uncaught Exception', JSON.stringify(description));
  await printed();
  if (current.requestId === undefined) await client.failInit(description);
  else await client.fail(current.requestId, description);
  process.exit(129);
}

/** The function itself has no use for it. */
function takeVariable(name) {
  const value = process.env[name];
  delete process.env[name];
  return value;
}
