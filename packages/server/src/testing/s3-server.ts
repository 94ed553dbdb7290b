/** A small S3 server for tests: one process, objects in memory, signatures verified, no other feature than backups need. */
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { signRequest } from '@coffer/wire/sigv4';
import type { Credentials } from '@coffer/wire/sigv4';

export interface S3Server extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** Whole objects, by `BUCKET/KEY`. */
  readonly objects: Map<string, Buffer>;
  /** Uploads that were begun, and neither completed nor aborted. */
  readonly uploads: Map<string, Map<number, Buffer>>;
  /** Of every request: method and target. */
  readonly log: string[];
  /** Answers this status to the next requests, so many times. */
  fail(status: number, times: number): void;
}

/** How many keys a page of a listing has: few, so that tests see several pages. */
const PAGE = 2;

/** Starts the server; it takes these credentials alone. */
export async function startS3Server(credentials: Credentials): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const uploads = new Map<string, Map<number, Buffer>>();
  const log: string[] = [];
  let failures = { status: 500, left: 0 };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    log.push(`${request.method} ${request.url}`);
    const answer = answerTo(request, Buffer.concat(chunks));
    response.writeHead(answer.status, { ...answer.headers });
    response.end(answer.body);
  });

  function answerTo(request: IncomingMessage, body: Buffer): Answer {
    if (failures.left > 0) {
      failures = { ...failures, left: failures.left - 1 };
      return refusal(failures.status, 'SlowDown', 'Please reduce your request rate.');
    }
    if (!isSigned(request, body, credentials)) return refusal(403, 'SignatureDoesNotMatch', 'It does not match.');
    const url = new URL(request.url ?? '', 'http://localhost');
    const name = url.pathname.slice(1);
    const part = Number(url.searchParams.get('partNumber') ?? 0);
    const upload = url.searchParams.get('uploadId');
    switch (request.method) {
      case 'GET':
        if (name.includes('/')) {
          const object = objects.get(name);
          if (object === undefined) return refusal(404, 'NoSuchKey', 'The specified key does not exist.');
          return { status: 200, body: object };
        }
        return { status: 200, body: listing(name, url.searchParams) };
      case 'PUT':
        if (upload === null) objects.set(name, body);
        else uploads.get(upload)?.set(part, body);
        return { status: 200, headers: { ETag: etagOf(body) }, body: '' };
      case 'POST':
        return upload === null ? begin() : complete(name, upload, body.toString());
      case 'DELETE':
        if (upload === null) objects.delete(name);
        else uploads.delete(upload);
        return { status: 204, body: '' };
      default:
        return refusal(405, 'MethodNotAllowed', 'Not that.');
    }
  }

  function begin(): Answer {
    const id = `upload+${uploads.size}/=`;
    uploads.set(id, new Map());
    return {
      status: 200,
      body: `<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`,
    };
  }

  function complete(name: string, upload: string, body: string): Answer {
    const parts = [...(uploads.get(upload) ?? [])].toSorted(([a], [b]) => a - b).map(([, bytes]) => bytes);
    const named = parts.map(
      (bytes, i) => `<Part><PartNumber>${i + 1}</PartNumber><ETag>${etagOf(bytes)}</ETag></Part>`,
    );
    if (body !== `<CompleteMultipartUpload>${named.join('')}</CompleteMultipartUpload>`) {
      // As AWS does when it has begun to answer already.
      return { status: 200, body: '<Error><Code>InvalidPart</Code><Message>A part is missing.</Message></Error>' };
    }
    objects.set(name, Buffer.concat(parts));
    uploads.delete(upload);
    return { status: 200, body: '<CompleteMultipartUploadResult></CompleteMultipartUploadResult>' };
  }

  function listing(bucket: string, query: URLSearchParams): string {
    const prefix = `${bucket}/${query.get('prefix') ?? ''}`;
    const names = [...objects.keys()].filter(name => name.startsWith(prefix)).toSorted();
    const from = Number(query.get('continuation-token')?.slice(1) ?? 0);
    const keys = names.slice(from, from + PAGE).map(name => name.slice(bucket.length + 1));
    const contents = keys.map(key => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`);
    const next = from + PAGE < names.length ? `<NextContinuationToken>=${from + PAGE}</NextContinuationToken>` : '';
    return `<ListBucketResult>${contents.join('')}${next}</ListBucketResult>`;
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    objects,
    uploads,
    log,
    fail(status, times) {
      failures = { status, left: times };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

function refusal(status: number, code: string, message: string): Answer {
  return { status, body: `<Error><Code>${code}</Code><Message>${message}</Message></Error>` };
}

function etagOf(bytes: Buffer): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

/** Signs what came as the client should have, and compares; S3 wants the body's hash in a header. */
function isSigned(request: IncomingMessage, body: Buffer, credentials: Credentials): boolean {
  const { authorization = '', 'x-amz-date': date = '', 'x-amz-content-sha256': hash, host = '' } = request.headers;
  if (hash !== createHash('sha256').update(body).digest('hex')) return false;
  const region = authorization.split('/')[2] ?? '';
  const now = Date.parse(String(date).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const signed = signRequest(
    {
      method: request.method ?? '',
      target: request.url ?? '',
      rawHeaders: ['Host', host, 'X-Amz-Content-Sha256', hash],
      body,
    },
    { credentials, region, service: 's3', now },
  );
  return signed[signed.indexOf('Authorization') + 1] === authorization;
}
