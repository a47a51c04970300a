import { lookupCommand } from '../catalogue/commands';
import type { ResolvedWord } from '../shell/walk';
import { flagHeads, wordText, wordTexts } from '../shell/word-text';
import { datumText, known } from '../value/value';

/**
 * The words of a program of the catalogue that is run from its image: `docker run [flags] aquasec/trivy image acme/app` is `trivy image
 * acme/app`, and `podman run --entrypoint crane IMAGE cp a b` is `crane cp a b`. Undefined where the image is none that is known, or runs
 * another program.
 */
export function containerised(words: readonly ResolvedWord[]): readonly ResolvedWord[] | undefined {
  const matched = lookupCommand(wordTexts(words), flagHeads(words));
  if (matched === undefined || matched === 'harmless' || !('entry' in matched)) return undefined;
  if (matched.entry.effect.kind !== 'run') return undefined;
  const [at] = matched.arguments;
  const image = at === undefined ? undefined : words[at];
  if (at === undefined || image?.value.kind !== 'known') return undefined;
  const tool = toolOfImage(datumText(image.value.value));
  if (tool === undefined) return undefined;
  const rest = words.slice(at + 1);
  const entryPoint = matched.flags.get('--entrypoint')?.at(-1);
  if (entryPoint === undefined && tool !== NONE) return [{ ...image, value: known(tool) }, ...rest];
  const named = entryPoint === undefined ? '' : wordText(words[entryPoint.word])?.slice(entryPoint.from);
  if (named === undefined) return undefined;
  // An empty entry point takes the image's own away, so that the program is named behind the image (docs.docker.com, `docker run`).
  const inside = named === '' ? rest : [{ ...image, value: known(named) }, ...rest];
  return TOOLS.has((wordText(inside[0]) ?? '').replace(/^.*\//, '')) ? inside : undefined;
}

/** The program that an image runs, `NONE` for one whose program is named behind it. */
export function toolOfImage(image: string): string | undefined {
  return ENTRY_POINTS.get(image.replace(/^(docker\.io|index\.docker\.io)\//, '').replace(/(:[^:/]*)?(@.*)?$/, ''));
}

const NONE = '';

/** Images by their projects' documentation of running them with Docker. */
const ENTRY_POINTS: ReadonlyMap<string, string> = new Map([
  ['aquasec/trivy', 'trivy'],
  ['ghcr.io/aquasecurity/trivy', 'trivy'],
  ['public.ecr.aws/aquasecurity/trivy', 'trivy'],
  ['anchore/grype', 'grype'],
  ['ghcr.io/anchore/grype', 'grype'],
  ['anchore/syft', 'syft'],
  ['ghcr.io/anchore/syft', 'syft'],
  ['gcr.io/projectsigstore/cosign', 'cosign'],
  ['ghcr.io/sigstore/cosign/cosign', 'cosign'],
  ['bitnami/cosign', 'cosign'],
  ['gcr.io/kaniko-project/executor', 'executor'],
  // The fork that goes on since Google has archived kaniko (its README, "kaniko is meant to be run as an image").
  ['ghcr.io/osscontainertools/kaniko', 'executor'],
  ['gcr.io/go-containerregistry/crane', 'crane'],
  ['quay.io/skopeo/stable', 'skopeo'],
  // Buildah's and Podman's have no entry point: `podman run quay.io/buildah/stable buildah …`.
  ['quay.io/buildah/stable', NONE],
  ['quay.io/containers/buildah', NONE],
  ['quay.io/podman/stable', NONE],
  ['quay.io/containers/podman', NONE],
  ['quay.io/containers/skopeo', 'skopeo'],
  ['ghcr.io/regclient/regctl', 'regctl'],
  ['regclient/regctl', 'regctl'],
  ['ghcr.io/oras-project/oras', 'oras'],
]);

/** The programs that these images bring. */
const TOOLS: ReadonlySet<string> = new Set(
  [...ENTRY_POINTS.values(), 'buildah', 'podman'].filter((tool) => tool !== NONE),
);
