/** Where a CPU profile of a server says that its time went. */

/** What `--cpu-prof` writes, as far as it is read here. Times are in microseconds of the system's monotonic clock. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Microseconds by part, the largest first, of the samples between two moments. */
export function sharesOf(profile: CpuProfile, from: number, to: number): ReadonlyMap<string, number> {
  const parts = partsByNode(profile);
  const shares = new Map<string, number>();
  let at = profile.startTime;
  for (const [i, sample] of profile.samples.entries()) {
    const micros = profile.timeDeltas[i] ?? 0;
    at += micros;
    if (at < from || at > to) continue;
    const part = parts.get(sample) ?? UNKNOWN;
    shares.set(part, (shares.get(part) ?? 0) + micros);
  }
  return new Map([...shares].toSorted((a, b) => b[1] - a[1]));
}

/** The part of the server that a file belongs to; the first that fits. */
const PARTS: readonly (readonly [string, string])[] = [
  ['/packages/wire/src/sigv4/', 'signature'],
  ['/packages/wire/', 'codecs and validation'],
  ['/packages/server/src/keys/', 'keys'],
  ['/packages/server/src/storage/', 'storage'],
  ['/packages/server/src/audit/', 'audit'],
  ['/packages/server/src/transport/', 'transport'],
  ['/packages/server/', 'line and services'],
];

/** Node's own modules that serve HTTP. Others (crypto, sqlite, fs) count for whoever calls them. */
const HTTP_MODULES = ['_http', 'net', 'tls', '_tls', 'internal/stream', 'internal/http', 'stream', 'http', 'https'];

/** V8's names of samples that are in no function. */
const SPECIAL: ReadonlyMap<string, string> = new Map([
  ['(idle)', 'idle'],
  ['(garbage collector)', 'garbage collection'],
  ['(program)', 'outside JavaScript (system calls, libuv)'],
]);

const HTTP = 'HTTP and sockets of Node.js';
const UNKNOWN = 'the rest of Node.js';

type Frame = CpuProfile['nodes'][number]['callFrame'];

/**
 * The part of every node, from its root downwards: a file of ours has its own; what it calls is its part too, except
 * that HTTP's modules, which call us and are called by us, are a part of their own.
 */
function partsByNode({ nodes }: CpuProfile): ReadonlyMap<number, string> {
  const byId = new Map(nodes.map(node => [node.id, node]));
  const called = new Set(nodes.flatMap(node => node.children ?? []));
  const parts = new Map<number, string>();
  const open = nodes.filter(node => !called.has(node.id)).map(node => ({ node, above: UNKNOWN }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const part = partOf(next.node.callFrame, next.above);
    parts.set(next.node.id, part);
    for (const id of next.node.children ?? []) {
      const node = byId.get(id);
      if (node !== undefined) open.push({ node, above: part });
    }
  }
  return parts;
}

function partOf({ functionName, url }: Frame, above: string): string {
  const ours = PARTS.find(([path]) => url.includes(path));
  if (ours !== undefined) return ours[1];
  if (HTTP_MODULES.some(name => url.startsWith(`node:${name}`))) return HTTP;
  return SPECIAL.get(functionName) ?? above;
}
