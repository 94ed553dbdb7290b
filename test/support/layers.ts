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
  // docs/decisions/0015: functions that run in processes of their own, and know of Coffer what a client knows.
  ['rotators', { packages: ['wire'] }],
  // docs/decisions/0012: it explains access with the language that the server decides with.
  ['cli', { packages: ['client', 'policy', 'wire'], dynamicPackages: ['server'] }],
  ['console', { packages: ['wire'], nodeFolders: [] }],
]);

/** What every part of the server may import: they import nothing of it themselves, or only each other. */
export const SERVER_GROUND = [
  'clock.ts',
  'gathered-bytes.ts',
  'when-known.ts',
  'log.ts',
  'metric-instruments.ts',
  'metrics.ts',
  'options.ts',
];

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
  // Who exists, and what they may do: no service, so that the line may ask.
  ['identities', ['storage', '(keys)']],
  // What stacks are made of: the repository of applications writes it, CloudFormation makes it.
  ['stacks', ['storage']],
  ['accounts', ['identities', 'keys', 'storage', '(pipeline)']],
  // Decides; the line asks it.
  ['access', ['identities', 'storage', '(pipeline)']],
  // Indexing tells identities which services they used.
  ['audit', ['identities', 'storage', '(pipeline)']],
  // Temporary credentials: who holds a token.
  ['sessions', ['identities', 'keys', 'storage', '(accounts)', '(pipeline)']],
  [
    'pipeline',
    ['audit', 'security-log.ts', 'storage', '(access)', '(accounts)', '(quotas)', '(sessions)', '(transport)'],
  ],
  ['page-tokens.ts', ['keys', '(pipeline)']],
  ['java-order.ts', []],
  // Runs code of others in processes of their own; knows neither services nor the line.
  ['functions', ['(transport)']],
  [
    'services',
    [
      'audit',
      'functions',
      'identities',
      'java-order.ts',
      'jobs',
      'keys',
      'pipeline',
      'sessions',
      'stacks',
      'storage',
      '(quotas)',
    ],
  ],
  [
    'make-line.ts',
    [
      'access',
      'accounts',
      'audit',
      'keys',
      'page-tokens.ts',
      'pipeline',
      'quotas',
      'security-log.ts',
      'services',
      'sessions',
      'storage',
    ],
  ],
  // Reads and writes whole databases, so it knows what every service has sealed.
  ['backup', ['accounts', 'identities', 'jobs', 'keys', 'pipeline', 'services', 'storage', 'transport']],
  [
    'start',
    [
      'accounts',
      'audit',
      'backup',
      'functions',
      'identities',
      'jobs',
      'keys',
      'make-line.ts',
      'quotas',
      'security-log.ts',
      'services',
      'stacks',
      'storage',
      'transport',
      'pipeline',
    ],
  ],
  ['server.ts', ['pipeline', 'start', 'transport']],
  ['index.ts', ['server.ts', 'start', 'transport']],
]);

/** Libraries and modules of Node.js that belong to one part of the server: what wants them, asks that part. */
export const SERVER_OWNERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['pg', ['storage']],
  ['node:sqlite', ['storage']],
  ['@peculiar/x509', ['transport']],
  // The Runtime API of functions is plain HTTP on this machine.
  ['node:http', ['transport', 'functions']],
  ['node:https', ['transport']],
  ['pino', ['log.ts']],
  ['prom-client', ['metric-instruments.ts']],
  // Code of users, and the administrator's program that holds the root key: nothing else leaves this process.
  ['node:child_process', ['functions', 'keys']],
]);

/** Where SQL may stand beside `store.ts` and `*-store.ts`, in `packages/server/src`. */
export const SQL_PLACES = [
  /^storage\//,
  /^start\//,
  /\/migrations\//,
  // Parts of statements of the store beside it.
  /^services\/secretsmanager\/(list-order|search-plan)\.ts$/,
  /^identities\/page\.ts$/,
];
