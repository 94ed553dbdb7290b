import { blob, required, service, string, struct } from '@coffer/wire';
import { LOCATION_PATH } from './code-location.ts';

/**
 * What serves the locations that GetFunction gives, in the place of Amazon S3. No SDK knows it: clients follow an address.
 * The request carries no signature; the token says who was shown the address.
 */
export const functionCodeContract = service({
  service: 'lambda',
  title: 'AWS Lambda',
  apiVersion: '2015-03-31',
  protocols: ['rest-json'],
  targetPrefixes: [],
  endpointPrefix: 'lambda',
  xmlNamespace: '',
  messageKey: 'Message',
  errors: {},
  operations: {
    GetFunctionCode: {
      doc: 'Gives the archive of a function’s code to whoever holds its location.',
      isUnsigned: true,
      http: { method: 'GET', uri: `${LOCATION_PATH}/{Token}`, status: 200 },
      input: struct({ Token: required(string({ loc: 'uri', sensitive: true })) }),
      output: struct({ Archive: blob({ loc: 'payload', sensitive: true }) }),
      errors: [],
      readOnly: true,
    },
  },
});
