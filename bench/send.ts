import { readFileSync } from 'node:fs';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { ServiceTarget } from './requests.ts';
import { signCall } from './requests.ts';
import type { Subject } from './subject.ts';

/**
 * Calls an operation over a connection of its own, HTTPS unless told otherwise; gives the answer's body.
 *
 * @throws Error when anything but success is answered
 */
export function send(
  subject: Pick<Subject, 'https' | 'http' | 'ca'>,
  operation: string,
  input: object,
  scheme: 'https' | 'http' = 'https',
  target?: ServiceTarget,
): Promise<string> {
  const { hostname, port, host } = new URL(subject[scheme]);
  const { rawHeaders, body } = signCall(host, operation, JSON.stringify(input), undefined, target);
  const options = { method: 'POST', hostname, port, path: '/', headers: rawHeaders, agent: false } as const;
  return new Promise((resolve, reject) => {
    const request =
      scheme === 'http' ? requestHttp(options) : requestHttps({ ...options, ca: readFileSync(subject.ca) });
    request.on('error', reject);
    request.on('response', response => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${operation} was answered with ${response.statusCode}: ${text}`));
      });
    });
    request.end(body);
  });
}
