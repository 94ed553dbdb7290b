import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runtimeError } from './errors.mjs';

/** Shown as what asked for the module. */
const RUNTIME = join(import.meta.dirname, 'index.mjs');

/** `folder/index.handler`: the module below the root, and where in its exports the handler is. */
export async function loadHandler(root, text) {
  if (text.includes('..'))
    throw runtimeError(
      'Runtime.MalformedHandlerName',
      `'${text}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  const file = basename(text);
  const dot = file.indexOf('.');
  if (dot <= 0 || dot === file.length - 1) throw runtimeError('Runtime.MalformedHandlerName', 'Bad handler');
  const path = resolve(root, dirname(text), file.slice(0, dot));
  if (relative(root, path).startsWith('..')) throw runtimeError('Runtime.MalformedHandlerName', 'Bad handler');
  const names = file.slice(dot + 1).split('.');
  const module = await loadModule(path, file.slice(0, dot));
  const handler = find(module, names) ?? find(module.default, names);
  if (handler === undefined) throw runtimeError('Runtime.HandlerNotFound', `${text} is undefined or not exported`);
  if (typeof handler !== 'function') throw runtimeError('Runtime.HandlerNotFound', `${text} is not a function`);
  return handler;
}

function find(from, names) {
  return names.reduce((at, name) => at?.[name], from);
}

async function loadModule(path, name) {
  // TypeScript is what Coffer itself brings, and what people have edited of it; AWS takes none.
  const endings = ['', '.js', '.mjs', '.cjs', '.ts'];
  const found = endings.map(ending => path + ending).find(candidate => existsSync(candidate));
  if (found === undefined)
    throw runtimeError(
      'Runtime.ImportModuleError',
      `Error: Cannot find module '${name}'\nRequire stack:\n- ${RUNTIME}`,
    );
  try {
    if (found.endsWith('.mjs') || found.endsWith('.ts')) return await import(pathToFileURL(found).href);
    return await requireOrImport(found);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw runtimeError('Runtime.UserCodeSyntaxError', `${error.name}: ${error.message}`, error);
    if (error?.code === 'MODULE_NOT_FOUND' || error?.code === 'ERR_MODULE_NOT_FOUND')
      throw runtimeError('Runtime.ImportModuleError', `Error: ${error.message}`, error);
    throw error;
  }
}

/** `require` takes both kinds of modules, but not those that wait while they are loaded. */
async function requireOrImport(path) {
  try {
    return createRequire(RUNTIME)(path);
  } catch (error) {
    if (error?.code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
    return import(pathToFileURL(path).href);
  }
}
