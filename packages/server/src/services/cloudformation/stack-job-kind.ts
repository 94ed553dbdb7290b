/** The kind of job that makes or deletes a stack; its subject is the stack's id. */
export const STACK_JOB = 'cloudformation.stack';
