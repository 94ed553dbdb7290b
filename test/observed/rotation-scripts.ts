/**
 * The requests of the recorded tests that rotate, for a server that runs functions. The function reads the current value,
 * puts a new one and moves AWSCURRENT. It takes AWSPENDING away itself: in March 2025, when these were recorded, it was
 * gone after a rotation, and by September 2026 AWS leaves it (`docs/guide-differences.md`).
 */
import type { Step } from './steps.ts';
import { create, describe, rotate, versionId, versions } from './steps.ts';

/** Steps of a recording by its name. What follows a RotateSecret is asked when that rotation is done. */
export function rotationScripts(RotationLambdaARN: string): ReadonlyMap<string, readonly Step[]> {
  const made = create(undefined, 1, { SecretString: 'my_secret', Description: 'testing rotation of secrets' });
  const configured = { RotationLambdaARN, RotationRules: { AutomaticallyAfterDays: 1 } };
  const rotated = (recorded: string, number: number, more: object) =>
    rotate(recorded, { ClientRequestToken: versionId(number), ...more });
  return new Map<string, readonly Step[]>([
    ...[{ RotateImmediately: true }, { RotateImmediately: undefined }].map((when): [string, Step[]] => [
      `test_rotate_secret_with_lambda_success[${when.RotateImmediately === true ? 'True' : 'None'}]`,
      [
        made,
        rotated('rotate_secret_immediately', 2, { ...configured, ...when }),
        describe('describe_secret_rotated'),
        versions('list_secret_versions_rotated_1'),
      ],
    ]),
    [
      'test_rotate_secret_multiple_times_with_lambda_success',
      [
        made,
        rotated('rotate_secret_immediately_1', 2, configured),
        describe('describe_secret_rotated_1'),
        versions('list_secret_versions_rotated_1_1'),
        // The function and the rules are those of the first time.
        rotated('rotate_secret_immediately_2', 3, {}),
        describe('describe_secret_rotated_2'),
        versions('list_secret_versions_rotated_1_2'),
      ],
    ],
  ]);
}
