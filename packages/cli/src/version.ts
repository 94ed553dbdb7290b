import { readFileSync } from 'node:fs';

/** The version in this package's `package.json`, which lies one folder up from `src` and from `dist` alike. */
export function cofferVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version);
  throw new Error('package.json has no version');
}
