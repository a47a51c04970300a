import type { PublishedDigest } from '../core/remedy/published-digest';
import {
  attestSbomText,
  attestText,
  installCosignText,
  logInToGhcrText,
  scanText,
  signText,
  uploadText,
} from '../core/remedy/step-texts';
import { slot } from './snippet';

/** Steps that are written again and again. */
export interface StepSnippet {
  readonly label: string;
  /** What it does, and what the job needs for it. */
  readonly about: string;
  /** Findings that it answers; it is offered first where there is one. */
  readonly answers: readonly string[];
  /** The actions that the text takes, in its order. */
  readonly actions: readonly string[];
  /** The steps as items of a list, two columns a level, with slots. `uses` holds a reference for each of the actions. */
  text(uses: readonly string[], image: SnippetImage): string;
}

/** What is known of the image that the steps are about; slots where nothing is. */
export interface SnippetImage extends Pick<PublishedDigest, 'names' | 'lowered' | 'tags' | 'oneTag' | 'digest'> {
  /** The first name as attestations want it: with its registry; undefined where no name is known. */
  readonly subject: string | undefined;
  /** The line with the condition under which it is pushed, or empty. */
  readonly guard: string;
  /** The same as an expression without its braces; empty where it is always pushed. */
  readonly condition: string;
  /** Tells uploads of different jobs apart. */
  readonly category: string;
}

const LOGIN = 'docker/login-action';
const SBOM = 'sbom.spdx.json';

const AFTER_PUSH: readonly StepSnippet[] = [
  {
    label: 'Scan the image with Trivy and upload the result',
    about:
      'Fails the job on severe vulnerabilities that have a fix. Needs `contents: read` and `security-events: write`.',
    answers: ['missing-image-scan'],
    actions: ['aquasecurity/trivy-action', 'github/codeql-action/upload-sarif'],
    text: ([trivy = '', upload = ''], image) =>
      [
        scanText(trivy, { reference: reference(image), file: 'trivy-results.sarif' }, image.guard),
        uploadText(upload, { file: 'trivy-results.sarif', category: image.category, condition: image.condition }),
      ].join('\n'),
  },
  {
    label: 'Make an SBOM of the image and attest it',
    about: 'Needs `id-token: write` and `attestations: write`, and a login to the registry.',
    answers: ['missing-sbom', 'sbom-not-attested'],
    actions: ['anchore/sbom-action', 'actions/attest'],
    text: ([sbom = '', attest = ''], image) =>
      [
        `- name: Make an SBOM of the image${image.guard}\n  uses: ${sbom}\n  with:\n    image: ${reference(image)}\n    format: spdx-json\n    output-file: ${SBOM}`,
        attestSbomText({ uses: attest, name: image.subject ?? slot(NAME), digest: image.digest }, SBOM, image.guard),
      ].join('\n'),
  },
  {
    label: 'Sign the image with cosign',
    about: 'Signs the pushed digest without a key. Needs `id-token: write` and a login to the registry.',
    answers: ['unsigned-image'],
    actions: ['sigstore/cosign-installer'],
    text: ([installer = ''], image) =>
      [installCosignText(installer, image.guard), signText(image, image.guard)].join('\n'),
  },
  {
    label: 'Attest build provenance of the image',
    about: 'Needs `id-token: write` and `attestations: write`, and a login to the registry.',
    answers: ['missing-provenance', 'unsigned-image'],
    actions: ['actions/attest'],
    text: ([uses = ''], image) =>
      attestText({ uses, name: image.subject ?? slot(NAME), digest: image.digest }, image.guard),
  },
];

/** READMEs of docker/login-action, aws-actions/amazon-ecr-login, google-github-actions/auth and azure/login. */
const LOGINS: readonly StepSnippet[] = [
  {
    label: 'Log in to ghcr.io',
    about: 'With the token of the job. Needs `packages: write` to push.',
    answers: ['push-without-login'],
    actions: [LOGIN],
    text: ([uses = '']) => logInToGhcrText(uses, ''),
  },
  {
    label: 'Log in to Docker Hub',
    about: 'With a personal access token, kept as the secret `DOCKERHUB_TOKEN`.',
    answers: [],
    actions: [LOGIN],
    text: ([uses = '']) =>
      `- name: Log in to Docker Hub\n  uses: ${uses}\n  with:\n    username: \${{ vars.DOCKERHUB_USERNAME }}\n    password: \${{ secrets.DOCKERHUB_TOKEN }}`,
  },
  {
    label: 'Log in to Amazon ECR',
    about: 'As a role that trusts this repository. Needs `id-token: write`.',
    answers: [],
    actions: ['aws-actions/configure-aws-credentials', 'aws-actions/amazon-ecr-login'],
    text: ([identity = '', login = '']) =>
      [
        `- name: Sign in to AWS\n  uses: ${identity}\n  with:\n    role-to-assume: ${slot('arn:aws:iam::123456789012:role/publish')}\n    aws-region: ${slot('us-east-1')}`,
        `- name: Log in to Amazon ECR\n  uses: ${login}`,
      ].join('\n'),
  },
  {
    label: 'Log in to Google Artifact Registry',
    about: 'As a service account that trusts this repository. Needs `id-token: write`.',
    answers: [],
    actions: ['google-github-actions/auth', LOGIN],
    text: ([identity = '', login = '']) =>
      [
        `- name: Sign in to Google Cloud\n  id: auth\n  uses: ${identity}\n  with:\n    token_format: access_token\n    workload_identity_provider: ${slot('projects/123456789/locations/global/workloadIdentityPools/pool/providers/github')}\n    service_account: ${slot('publish@project.iam.gserviceaccount.com')}`,
        `- name: Log in to Artifact Registry\n  uses: ${login}\n  with:\n    registry: ${slot('us-docker.pkg.dev')}\n    username: oauth2accesstoken\n    password: \${{ steps.auth.outputs.access_token }}`,
      ].join('\n'),
  },
  {
    label: 'Log in to Azure Container Registry',
    about: 'As an application that trusts this repository. Needs `id-token: write`.',
    answers: [],
    actions: ['azure/login'],
    text: ([identity = '']) =>
      [
        `- name: Sign in to Azure\n  uses: ${identity}\n  with:\n    client-id: \${{ secrets.AZURE_CLIENT_ID }}\n    tenant-id: \${{ secrets.AZURE_TENANT_ID }}\n    subscription-id: \${{ secrets.AZURE_SUBSCRIPTION_ID }}`,
        `- name: Log in to Azure Container Registry\n  run: az acr login --name ${slot('registry')}`,
      ].join('\n'),
  },
];

/** docs.docker.com, "Multi-platform image with GitHub Actions": one job per platform pushes by digest, another makes the index. */
const PLATFORMS: readonly StepSnippet[] = [
  {
    label: 'Hand the digest of one platform over to a merging job',
    about: 'For a job with a matrix of platforms that pushes by digest.',
    answers: ['push-by-digest-not-merged'],
    actions: ['actions/upload-artifact'],
    text: ([upload = ''], { digest }) =>
      [
        `- name: Note the digest\n  env:\n    DIGEST: ${digest}\n  run: |\n    mkdir -p "$RUNNER_TEMP/digests"\n    touch "$RUNNER_TEMP/digests/\${DIGEST#sha256:}"`,
        `- name: Hand the digest over\n  uses: ${upload}\n  with:\n    name: digests-\${{ strategy.job-index }}\n    path: \${{ runner.temp }}/digests/*\n    if-no-files-found: error\n    retention-days: 1`,
      ].join('\n'),
  },
  {
    label: 'Merge the platforms into one image',
    about: 'For a job that needs those which pushed by digest, and is logged in to the registry.',
    answers: ['push-by-digest-not-merged'],
    actions: ['actions/download-artifact', 'docker/setup-buildx-action'],
    text: ([download = '', buildx = '']) =>
      [
        `- name: Fetch the digests\n  uses: ${download}\n  with:\n    path: \${{ runner.temp }}/digests\n    pattern: digests-*\n    merge-multiple: true`,
        `- name: Set up Buildx\n  uses: ${buildx}`,
        `- name: Merge the platforms into one image\n  working-directory: \${{ runner.temp }}/digests\n  env:\n    IMAGE: ${slot(NAME)}\n    TAG: ${slot('latest')}\n  run: docker buildx imagetools create --tag "$IMAGE:$TAG" $(printf "$IMAGE@sha256:%s " *)`,
      ].join('\n'),
  },
];

/** What an image is called where nobody knows. */
const NAME = 'ghcr.io/owner/image';

/** An image of which nothing is known. */
export const UNKNOWN_IMAGE: SnippetImage = {
  names: [slot(NAME)],
  subject: slot(NAME),
  lowered: false,
  tags: undefined,
  oneTag: undefined,
  digest: `\${{ steps.${slot('build')}.outputs.digest }}`,
  guard: '',
  condition: '',
  category: 'trivy',
};

export const STEP_SNIPPETS: readonly StepSnippet[] = [...AFTER_PUSH, ...LOGINS, ...PLATFORMS];

function reference({ names, lowered, oneTag, digest }: SnippetImage): string {
  const [name] = lowered ? [] : names;
  return `${name ?? oneTag ?? slot(NAME)}@${digest}`;
}
