import { OperatorError } from '../transport/operator-error.ts';
import { isBackupName } from './place.ts';
import type { BackupPlace } from './place.ts';
import { s3Client } from './s3-client.ts';
import type { S3Client, S3Options } from './s3-client.ts';
import { elementText } from './s3-client.ts';
import { openS3Sink } from './s3-sink.ts';

/** Bucket and prefix of `s3://BUCKET[/PREFIX]`. Throws `OperatorError` for what is none. */
export function readS3Url(text: string): { readonly bucket: string; readonly prefix: string } {
  // Names of buckets as AWS has them; a prefix of what needs no encoding.
  const [, bucket = '', prefix = ''] =
    /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([A-Za-z0-9_.\-/]{0,512}))?$/.exec(text) ?? [];
  const segments = prefix.split('/').filter(segment => segment !== '');
  if (bucket === '' || segments.some(segment => segment === '.' || segment === '..')) {
    throw new OperatorError(`\`${text.slice(0, 200)}\` is no place for backups: a folder, or s3://BUCKET/PREFIX`);
  }
  return { bucket, prefix: segments.map(segment => `${segment}/`).join('') };
}

/** The objects of a bucket behind a prefix. Backups become visible when they are whole. */
export function s3Place(name: string, prefix: string, options: S3Options): BackupPlace {
  const client = s3Client(options);
  return {
    name,
    open: async file => openS3Sink(client, prefix + file),
    list: () => listNames(client, prefix),
    async remove(file) {
      await client({ method: 'DELETE', key: prefix + file });
    },
  };
}

/** How many pages of a thousand objects are looked through. */
const MAX_PAGES = 100;

async function listNames(client: S3Client, prefix: string): Promise<readonly string[]> {
  const names: string[] = [];
  let token: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const begin = encodeURIComponent(`${prefix}coffer-`);
    const more = token === undefined ? '' : `&continuation-token=${encodeURIComponent(token)}`;
    const { text } = await client({ method: 'GET', key: '', query: `list-type=2&prefix=${begin}${more}` });
    for (const content of text.split('<Contents>').slice(1)) {
      const name = elementText(content, 'Key')?.slice(prefix.length);
      if (name !== undefined && isBackupName(name)) names.push(name);
    }
    token = elementText(text, 'NextContinuationToken');
    if (token === undefined) return names;
  }
  throw new OperatorError(`more than ${MAX_PAGES} thousand objects begin as backups do`);
}
