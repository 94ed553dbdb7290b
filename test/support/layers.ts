/** Who may import whom. A package or part that is missing here may import nothing: name it when you make it. */

/** What a package may import of the workspace, and of Node.js. */
export interface PackageRule {
  readonly packages: readonly string[];
  /** Packages that it loads only when it needs them (`import()`); their types count as nothing. */
  readonly dynamicPackages?: readonly string[];
  /** Folders under `src` that may import `node:` modules; absent: all. */
  readonly nodeFolders?: readonly string[];
}

/** The import table of the design. */
export const PACKAGES: ReadonlyMap<string, PackageRule> = new Map([
  // Runs in a browser, but for the signatures.
  ['wire', { packages: [], nodeFolders: ['sigv4'] }],
  ['policy', { packages: [], nodeFolders: [] }],
  ['server', { packages: ['wire', 'policy'] }],
  ['client', { packages: ['wire'] }],
  ['cli', { packages: ['client', 'wire'], dynamicPackages: ['server'] }],
  ['console', { packages: ['wire'], nodeFolders: [] }],
]);

/** What every part of the server may import: they import nothing of it themselves, or only each other. */
export const SERVER_GROUND = ['clock.ts', 'log.ts', 'metrics.ts', 'options.ts'];

/**
 * The parts of the server, from the ground up: folders and files of `packages/server/src`. A name in brackets: only its
 * types.
 */
export const SERVER_PARTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['storage', []],
  ['transport', []],
  ['keys', []],
  ['jobs', ['storage']],
  ['security-log.ts', []],
  ['quotas', []],
  ['accounts', ['keys', 'storage', '(pipeline)']],
  ['audit', ['storage', '(pipeline)']],
  ['pipeline', ['audit', 'security-log.ts', 'storage', '(accounts)', '(quotas)', '(transport)']],
  ['page-tokens.ts', ['keys', '(pipeline)']],
  ['services', ['audit', 'jobs', 'keys', 'pipeline', 'storage']],
  [
    'make-line.ts',
    ['accounts', 'audit', 'keys', 'page-tokens.ts', 'pipeline', 'security-log.ts', 'services', 'storage', '(quotas)'],
  ],
  [
    'start',
    [
      'accounts',
      'audit',
      'jobs',
      'keys',
      'make-line.ts',
      'quotas',
      'security-log.ts',
      'services',
      'storage',
      'transport',
      '(pipeline)',
    ],
  ],
  ['server.ts', ['pipeline', 'start', 'transport']],
  ['index.ts', ['server.ts', 'start', 'transport']],
]);

/** Libraries and modules of Node.js that belong to one part of the server: what wants them, asks that part. */
export const SERVER_OWNERS: ReadonlyMap<string, string> = new Map([
  ['pg', 'storage'],
  ['node:sqlite', 'storage'],
  ['@peculiar/x509', 'transport'],
  ['node:http', 'transport'],
  ['node:https', 'transport'],
  ['pino', 'log.ts'],
  ['prom-client', 'metrics.ts'],
]);

/** Where SQL may stand beside `store.ts` and `*-store.ts`, in `packages/server/src`. */
export const SQL_PLACES = [
  /^storage\//,
  /^start\//,
  /\/migrations\//,
  // Parts of statements of the store beside it.
  /^services\/secretsmanager\/list-order\.ts$/,
];
