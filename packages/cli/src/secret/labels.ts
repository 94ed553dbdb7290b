/** What DescribeSecret says of labels. */
export type StagedVersions = Readonly<Record<string, readonly (string | undefined)[] | undefined>>;

/** The version that has the label. */
export function versionWith(staged: StagedVersions, label: string): string | undefined {
  return Object.entries(staged).find(([, stages]) => stages?.includes(label) === true)?.[0];
}
