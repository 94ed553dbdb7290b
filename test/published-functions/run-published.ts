/** Runs published rotation functions, unmodified, from a folder with one folder for each. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { zipSync } from 'fflate';
import { findPython } from '../../packages/server/src/functions/interpreters.ts';
import { Databases } from './databases.ts';
import { missingModules } from './missing-modules.ts';
import { prove } from './prove.ts';
import type { Stage } from './stage.ts';
import { openStage } from './stage.ts';
import type { Template } from './templates.ts';
import { templates } from './templates.ts';

/** What became of a function. */
export interface Outcome {
  readonly name: string;
  readonly kind: 'passed' | 'failed' | 'not run';
  /** What is missing, or what went wrong; empty when it passed. */
  readonly why: string;
}

/**
 * Tries every function of the folder, and tells each outcome as soon as it is known. Rejects when the folder holds none.
 *
 * @param folder laid out as `aws-samples/aws-secrets-manager-rotation-lambdas`: `TEMPLATE/lambda_function.py`
 */
export async function runPublished(folder: string, tell: (outcome: Outcome) => void): Promise<readonly Outcome[]> {
  const names = await functionsIn(folder);
  if (names.length === 0) throw new Error(`\`${folder}\` holds no folder with a file lambda_function.py`);
  const python = await findPython(undefined);
  if (python === undefined) throw new Error('there is no Python on this machine');
  await using databases = new Databases();
  // Started for the first one that can run.
  let opening: Promise<Stage> | undefined;
  const outcomes: Outcome[] = [];
  try {
    for (const name of names) {
      const outcome = await outcomeOf(name, async () => {
        const template = templates.find(each => each.name === name);
        if (template === undefined) return 'no server for it can be started here';
        const missing = await missingModules(python.program, join(folder, name));
        if (missing.length > 0) return `${python.program} has no ${missing.join(', no ')}`;
        await attempt(template, join(folder, name), await (opening ??= openStage()), databases);
        return undefined;
      });
      outcomes.push(outcome);
      tell(outcome);
    }
  } finally {
    await (await opening)?.[Symbol.asyncDispose]();
  }
  return outcomes;
}

async function functionsIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names: string[] = [];
  for (const { name } of entries.filter(entry => entry.isDirectory())) {
    if ((await readdir(join(folder, name))).includes('lambda_function.py')) names.push(name);
  }
  return names.toSorted();
}

/** @param run says why it was not run; undefined: it was, and did what it should */
async function outcomeOf(name: string, run: () => Promise<string | undefined>): Promise<Outcome> {
  try {
    const why = await run();
    return why === undefined ? { name, kind: 'passed', why: '' } : { name, kind: 'not run', why };
  } catch (error) {
    return { name, kind: 'failed', why: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

async function attempt(template: Template, folder: string, stage: Stage, databases: Databases): Promise<void> {
  const database = await databases.start(template.server);
  const functionArn = await stage.upload(template.name, await archiveOf(folder));
  await prove(template, functionArn, stage, database);
}

/** Every file as it is. */
async function archiveOf(folder: string): Promise<Uint8Array> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: Record<string, Uint8Array> = {};
  for (const entry of entries.filter(each => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files[relative(folder, path).split(sep).join('/')] = await readFile(path);
  }
  return zipSync(files);
}
