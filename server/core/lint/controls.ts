/** What a repository can require of every image it publishes, and the rule that finds it missing. */
export const controlRules = {
  scan: 'missing-image-scan',
  sbom: 'missing-sbom',
  signature: 'unsigned-image',
  provenance: 'missing-provenance',
} as const;

export type Control = keyof typeof controlRules;

export const controls: readonly Control[] = ['scan', 'sbom', 'signature', 'provenance'];
