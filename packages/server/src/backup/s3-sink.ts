import { OperatorError } from '../transport/operator-error.ts';
import { elementText } from './s3-client.ts';
import type { S3Client } from './s3-client.ts';
import type { Sink } from './sink.ts';

const MIB = 1024 * 1024;
/** S3 takes 10,000 parts of 5 MiB to 5 GiB; parts grow, so that memory stays small and half a terabyte fits. */
const SMALL_PARTS = 1_000;
const MAX_PARTS = 10_000;

function partBytes(number: number): number {
  return number <= SMALL_PARTS ? 8 * MIB : 64 * MIB;
}

/** An object: of one request when it is small, else of parts, which become an object when they are all there. */
export function openS3Sink(client: S3Client, key: string): Sink {
  let pending: Uint8Array[] = [];
  let length = 0;
  let upload: string | undefined;
  let isPublished = false;
  const etags: string[] = [];

  async function putPart(): Promise<void> {
    const body = Buffer.concat(pending, length);
    pending = [];
    length = 0;
    upload ??= await begin();
    const partNumber = etags.length + 1;
    if (partNumber > MAX_PARTS) throw new OperatorError('the backup has more parts than an object of S3 may have');
    const { headers } = await client({
      method: 'PUT',
      key,
      query: `partNumber=${partNumber}&uploadId=${upload}`,
      body,
    });
    const etag = headers.get('etag');
    if (etag === undefined) throw new OperatorError('the S3 server gave no ETag for a part');
    etags.push(etag);
  }

  async function begin(): Promise<string> {
    const { text } = await client({ method: 'POST', key, query: 'uploads=' });
    const id = elementText(text, 'UploadId');
    if (id === undefined) throw new OperatorError('the S3 server has begun no upload');
    return encodeURIComponent(id);
  }

  return {
    async write(bytes) {
      pending.push(bytes);
      length += bytes.length;
      if (length >= partBytes(etags.length + 1)) await putPart();
    },
    async publish() {
      if (upload === undefined) {
        await client({ method: 'PUT', key, body: Buffer.concat(pending, length) });
      } else {
        if (length > 0) await putPart();
        const parts = etags.map((etag, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${etag}</ETag></Part>`);
        const body = Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`);
        await client({ method: 'POST', key, query: `uploadId=${upload}`, body });
      }
      isPublished = true;
    },
    async [Symbol.asyncDispose]() {
      if (isPublished || upload === undefined) return;
      // What stays behind costs until the bucket's own rules remove it; that the backup failed is said already.
      await client({ method: 'DELETE', key, query: `uploadId=${upload}` }).catch(() => undefined);
    },
  };
}
