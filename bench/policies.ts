/** Policies as administrators of several teams write them: most statements are about other secrets. */

export const ACCOUNT = '123456789012';

export const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }],
});

const STATEMENTS = 10;

/** So many policies of ten statements each; the last statement of the last one allows to read the benchmark's secrets. */
export function policiesFor(count: number): readonly string[] {
  return Array.from({ length: count }, (_, policy) => {
    const Statement = Array.from({ length: STATEMENTS }, (__, i) =>
      policy === count - 1 && i === STATEMENTS - 1 ? READING : statement(policy, i),
    );
    return JSON.stringify({ Version: '2012-10-17', Statement });
  });
}

const READING = {
  Effect: 'Allow',
  Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
  Resource: `arn:aws:secretsmanager:*:${ACCOUNT}:secret:bench/*`,
};

function statement(policy: number, i: number): object {
  const Resource = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:team-${policy}/app-${i}/*`;
  switch (i % 4) {
    case 0:
      return { Effect: 'Allow', Action: ['secretsmanager:Describe*', 'secretsmanager:List*'], Resource };
    case 1: {
      const Condition = { StringEquals: { 'aws:ResourceTag/Owner': `team-${policy}` } };
      return { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*', Condition };
    }
    case 2:
      return { Effect: 'Allow', Action: 'secretsmanager:*', Resource };
    default: {
      // A guard as many teams copy it: nobody of another account, and from nowhere without TLS.
      const Condition = {
        StringNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:*` },
        Bool: { 'aws:SecureTransport': 'false' },
      };
      return { Effect: 'Deny', Action: ['secretsmanager:Put*', 'secretsmanager:Get*'], Resource: '*', Condition };
    }
  }
}
