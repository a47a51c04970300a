import { whereWritten } from '../workflow/condition-text';
import type { PublishedDigest } from './published-digest';

/*
 * The texts of whole steps, as items of a list with two columns a level. Repairs insert them, and so does completion. `guard` is the
 * line with the step's `if`, or empty. Sources: publishing.md §E, the actions' READMEs.
 */

export function installCosignText(uses: string, guard: string): string {
  return `- name: Install cosign${guard}\n  uses: ${uses}`;
}

/** One name is signed as `name@digest`; of several, or of names only the run knows, each in turn (docs of docker/metadata-action and cosign). */
export function signText(
  { names, lowered, tags, digest }: Pick<PublishedDigest, 'names' | 'lowered' | 'tags' | 'digest'>,
  guard: string,
): string {
  const [only, ...rest] = lowered ? [] : names;
  if (only !== undefined && rest.length === 0)
    return `- name: Sign the image${guard}\n  env:\n    IMAGE: ${only}@${digest}\n  run: cosign sign --yes "$IMAGE"`;
  const list =
    only === undefined ? `TAGS: ${tags}` : `NAMES: >-\n${[only, ...rest].map((name) => `      ${name}`).join('\n')}`;
  const [variable, one, all] = only === undefined ? ['TAGS', 'tag', '${TAGS//,/ }'] : ['NAMES', 'name', '${NAMES}'];
  return [
    `- name: Sign the image under each of its ${variable.toLowerCase()}${guard}`,
    '  env:',
    `    DIGEST: ${digest}`,
    `    ${list}`,
    '  run: |',
    `    for ${one} in ${all}; do`,
    `      cosign sign --yes "\${${one}}@\${DIGEST}"`,
    '    done',
  ].join('\n');
}

interface Subject {
  readonly uses: string;
  readonly name: string;
  readonly digest: string;
}

/** `what` is said behind "Attest build provenance". With push-to-registry the action writes the name in lower case itself (actions/attest, src/subject.ts). */
export function attestText({ uses, name, digest }: Subject, guard: string, what = ''): string {
  return `- name: Attest build provenance${what}${guard}\n  uses: ${uses}\n  with:\n    subject-name: ${name}\n    subject-digest: ${digest}\n    push-to-registry: true`;
}

export function attestSbomText({ uses, name, digest }: Subject, file: string, guard: string): string {
  return `- name: Attest the SBOM${guard}\n  uses: ${uses}\n  with:\n    subject-name: ${name}\n    subject-digest: ${digest}\n    sbom-path: ${file}\n    push-to-registry: true`;
}

/** Scans an image for severe vulnerabilities that have a fix, fails the job on them and leaves the report in a SARIF file. */
export function scanText(
  uses: string,
  {
    reference,
    file,
    platform,
  }: { readonly reference: string; readonly file: string; readonly platform?: string | undefined },
  guard: string,
): string {
  const env = platform === undefined ? '' : `\n  env:\n    TRIVY_PLATFORM: ${platform}`;
  return `- name: Scan the image${guard}\n  uses: ${uses}${env}\n  with:\n    image-ref: ${reference}\n    format: sarif\n    output: ${file}\n    severity: CRITICAL,HIGH\n    limit-severities-for-sarif: true\n    ignore-unfixed: true\n    exit-code: 1`;
}

/** The step that sends a SARIF file to code scanning. `condition` is that of the scan, without its braces. */
export function uploadText(
  uses: string,
  { file, category, condition }: { readonly file: string; readonly category: string; readonly condition: string },
): string {
  return `- name: Upload the scan result\n  if: \${{ ${whereWritten(file, condition)} }}\n  uses: ${uses}\n  with:\n    sarif_file: ${file}\n    category: ${category}`;
}

/** Asks the registry for the digest behind a reference; the template of a single field prints more than it on some versions of buildx. */
export function lookUpText(id: string, reference: string, guard: string, which = 'of the index'): string {
  return [
    `- name: Look up the digest ${which}${guard}`,
    `  id: ${id}`,
    '  env:',
    `    IMAGE: ${reference}`,
    '  run: |',
    `    manifest="$(docker buildx imagetools inspect "$IMAGE" --format '{{json .Manifest}}')"`,
    '    echo "digest=$(jq -r .digest <<< "$manifest")" >> "$GITHUB_OUTPUT"',
  ].join('\n');
}

/** The job's own token is all that ghcr.io needs. */
export function logInToGhcrText(uses: string, guard: string, token = 'secrets.GITHUB_TOKEN'): string {
  return `- name: Log in to ghcr.io${guard}\n  uses: ${uses}\n  with:\n    registry: ghcr.io\n    username: \${{ github.actor }}\n    password: \${{ ${token} }}`;
}
