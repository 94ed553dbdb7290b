/** Coffer's built-in rotation functions: which there are, and where their code is. None is loaded by this. */
export { builtInSha256 } from './code-hash.ts';
export { builtInFolder, builtInRuntime, rotationTemplates, type RotationTemplate } from './templates.ts';
