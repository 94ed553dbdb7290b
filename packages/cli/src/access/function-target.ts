import type { Key } from './subject.ts';
import { placeIn, type Target } from './target.ts';

/** What the target of a question is made from when it is a function; everything is as the API answers it. */
export interface FunctionFacts {
  /** Without a qualifier. */
  readonly arn: string;
  readonly policy: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** An existing function, as a request names it: with the qualifier that it names, if any. */
export function functionTarget({ arn, policy, tags }: FunctionFacts, asked: string): Target {
  const qualifier = asked.startsWith(`${arn}:`) ? asked.slice(arn.length) : '';
  return {
    resource: `${arn}${qualifier}`,
    ...placeIn(arn),
    policy:
      policy === undefined ? undefined : { label: 'the policy of the function', kind: 'resource', document: policy },
    keys: Object.entries(tags).map(([name, value]): Key => [`aws:ResourceTag/${name}`, value]),
    known: ['aws:resourcetag/'],
    isUnderDefaultKey: false,
    notes: [],
  };
}

/** Whether an ARN is that of a function, or of a version or alias of one. */
export function isFunction(resource: string): boolean {
  return /^arn:[^:]*:lambda:[^:]*:[^:]*:function:./.test(resource);
}

/** Whether an action is about no function in particular: policies of functions say nothing of it. */
export function isWithoutFunction(action: string): boolean {
  return WITHOUT_FUNCTION.has(action.toLowerCase());
}

/** Source: Service Authorization Reference, "Actions defined by AWS Lambda". */
const WITHOUT_FUNCTION = new Set(['lambda:listfunctions', 'lambda:getaccountsettings', 'lambda:listlayers']);
