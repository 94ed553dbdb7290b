/** Texts, numbers and tags that many of IAM's operations have. */
import { string, integer, list, required, struct } from '../../shape.ts';

const NAME_RULE = 'It must contain only alphanumeric characters and/or the following: +=,.@_-';
const PATH_RULE = 'It must begin and end with / and contain only alphanumeric characters and/or / characters.';
const PREFIX_RULE = 'It must begin with the / character and contain only alphanumeric characters and/or / characters.';

/** An ARN. */
export const Arn = string({ min: 20, max: 2048 });
/** A policy document: JSON, in answers percent-encoded. */
export const Document = string({ min: 1, max: 131072, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+' });
/** A unique id (`AIDA...`) or an access key id. */
export const Id = string({ min: 16, max: 128, pattern: '[\\w]+' });
/** Whether an access key works. */
export const KeyStatus = string({ values: ['Active', 'Inactive', 'Expired'] });
/** Where a page begins: from the answer with the page before. */
export const Marker = string({ min: 1, max: 320, pattern: '[\\u0020-\\u00FF]+' });
/** Entries on a page; 100 unless given. */
export const MaxItems = integer({ min: 1, max: 1000 });
/** A name. */
export const Name128 = string({ min: 1, max: 128, pattern: '[\\w+=,.@-]+', patternRule: NAME_RULE });
/** The name of a new user or role. */
export const Name64 = string({ min: 1, max: 64, pattern: '[\\w+=,.@-]+', patternRule: NAME_RULE });
/** The path of a user, group or role: `/`, or with a slash at both ends. */
export const Path = string({
  min: 1,
  max: 512,
  pattern: '(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)',
  patternRule: PATH_RULE,
});
/** What paths begin with. */
export const PathPrefix = string({ min: 1, max: 512, pattern: '\\u002F[\\u0021-\\u007F]*', patternRule: PREFIX_RULE });
/** The path of a managed policy. */
export const PolicyPath = string({
  min: 1,
  max: 512,
  pattern: '((/[A-Za-z0-9\\.,\\+@=_-]+)*)/',
  patternRule: PATH_RULE,
});
/** The serial number of an MFA device; of a virtual one its ARN. */
export const SerialNumber = string({ min: 9, max: 256, pattern: '[\\w+=/:,.@-]+' });
/** A version of a managed policy: `v1`. */
export const VersionId = string({ pattern: 'v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?' });

/** A tag. */
export const Tag = struct({
  Key: required(string({ min: 1, max: 128, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+' })),
  Value: required(string({ max: 256, pattern: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*' })),
});

/** Tags of one thing. */
export const Tags = list(Tag, { max: 50 });
