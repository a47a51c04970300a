import type { SourceFile } from '../text/source-file';
import { both } from '../value/truth';
import type { Truth } from '../value/value';
import { nodeAtPath } from '../yaml/find';
import type { YamlNode } from '../yaml/node';
import { documentOf } from '../yaml/parse';
import type { GoreleaserImage } from './goreleaser-image';
import { items, switched, text, texts } from './goreleaser-item';
import { DEFAULT_DOCKER_SIGN, type GoreleaserProgram, programsOf } from './goreleaser-programs';

/**
 * What a GoReleaser configuration says about images (goreleaser.com/customization: docker, dockers_v2, docker_manifests, ko, docker_sign,
 * sbom). Texts are Go templates as written.
 */
export interface GoreleaserFile {
  readonly projectName: string | undefined;
  readonly images: readonly GoreleaserImage[];
  readonly signs: readonly GoreleaserSign[];
  /** Whether it makes SBOMs of archives, sources or binaries. */
  readonly sboms: boolean;
  /** True where hooks, publishers or included files may do more with images than is written here. */
  readonly open: boolean;
  readonly path: string;
  /** What its `version` says, which has to be the major version of GoReleaser; undefined where that may stand elsewhere. */
  readonly schema: string | undefined;
  readonly release: GoreleaserRelease;
  /** Programs of others that it has GoReleaser run on what it makes. */
  readonly programs: readonly GoreleaserProgram[];
  /** True where hooks do more than to look after Go modules, and so may make files or bring programs. */
  readonly busy: boolean;
}

export interface GoreleaserRelease {
  /** Whether a release is made on GitHub (goreleaser.com/customization/release). */
  readonly creates: Truth;
  /** `owner/name` where the configuration names the repository that gets it. */
  readonly repository: string | undefined;
}

export interface GoreleaserSign {
  readonly by: 'digest' | 'tag';
  readonly identity: 'keyless' | 'key';
  readonly asks: boolean;
  readonly artifacts: string;
}

/** The names GoReleaser looks for, in its order (its documentation, "Customization"). */
export const GORELEASER_NAMES = [
  '.config/goreleaser.yml',
  '.config/goreleaser.yaml',
  '.goreleaser.yml',
  '.goreleaser.yaml',
  'goreleaser.yml',
  'goreleaser.yaml',
] as const;

/** Reads a configuration; undefined for a file that is not a YAML map. */
export function goreleaserFileOf(file: SourceFile): GoreleaserFile | undefined {
  const { root } = documentOf(file);
  if (root?.kind !== 'map') return undefined;
  const hooks = [...texts(root, 'before', 'hooks'), ...texts(root, 'after', 'hooks')];
  const included = items(root, 'includes').length > 0;
  const images = [
    ...items(root, 'dockers').map(dockerOf),
    ...items(root, 'dockers_v2').map(dockerV2Of),
    ...items(root, 'docker_manifests').map(manifestOf),
    ...items(root, 'kos').map(koOf),
  ];
  return {
    path: file.path,
    schema: included ? undefined : (text(nodeAtPath(root, ['version'])) ?? '0'),
    projectName: text(nodeAtPath(root, ['project_name'])),
    images,
    release: included ? { creates: 'unknown', repository: undefined } : releaseOf(root),
    programs: included ? [] : programsOf(root, images),
    busy: included || isBusy(root),
    signs: items(root, 'docker_signs')
      .map(signOf)
      // Without `artifacts` only what `dockers_v2` makes is signed.
      .filter(({ artifacts }) =>
        artifacts === '' ? images.some(({ by }) => by === 'docker v2') : artifacts !== 'none',
      ),
    sboms: items(root, 'sboms').some((item) => text(nodeAtPath(item, ['disable'])) !== 'true'),
    open:
      included ||
      items(root, 'publishers').length > 0 ||
      hooks.some((hook) => /docker|podman|buildah|\bko\b|crane|skopeo|cosign|push|publish/.test(hook)),
  };
}

function dockerOf(item: YamlNode): GoreleaserImage {
  const flags = texts(item, 'build_flag_templates');
  const platform = flags.map((flag) => /^--platform[= ](.+)$/.exec(flag)?.[1]).find((found) => found !== undefined);
  const [os = 'linux', architecture = 'amd64', arm = '6'] = ['goos', 'goarch', 'goarm'].map((key) =>
    text(nodeAtPath(item, [key])),
  );
  return {
    by: 'docker',
    references: texts(item, 'image_templates'),
    platforms: [platform ?? `${os}/${architecture}${architecture === 'arm' ? `/v${arm}` : ''}`],
    pushes: both(pushesOf(item), switched(text(nodeAtPath(item, ['skip_build'])), false)),
    sbom: askedBy(flags, 'sbom'),
    provenance: askedBy(flags, 'provenance'),
    ...named(item),
    dockerfile: dockerfileOf(item),
  };
}

/**
 * Whether flags of a build ask Buildx for attestations. `dockers` are loaded before they are pushed, and only an engine with the containerd
 * image store keeps attestations then (docs.docker.com, "Build attestations"), so asking is not having.
 */
function askedBy(flags: readonly string[], type: 'sbom' | 'provenance'): Truth {
  const asks = flags.some((flag) =>
    new RegExp(`^--(${type}([= ](?!false)|$)|attest[= ].*\\btype=${type}\\b)`).test(flag),
  );
  return asks ? 'unknown' : false;
}

function dockerV2Of(item: YamlNode): GoreleaserImage {
  const tags = texts(item, 'tags');
  const platforms = texts(item, 'platforms');
  return {
    by: 'docker v2',
    references: texts(item, 'images').flatMap((image) =>
      tags.length === 0 ? [image] : tags.map((tag) => `${image}:${tag}`),
    ),
    platforms: platforms.length === 0 ? ['linux/amd64', 'linux/arm64'] : platforms,
    pushes: switched(text(nodeAtPath(item, ['disable'])), false),
    sbom: switched(text(nodeAtPath(item, ['sbom'])), true),
    provenance: false,
    ...named(item),
    dockerfile: dockerfileOf(item),
  };
}

function manifestOf(item: YamlNode): GoreleaserImage {
  const name = text(nodeAtPath(item, ['name_template']));
  return {
    by: 'manifest',
    references: name === undefined ? [] : [name],
    platforms: [],
    pushes: pushesOf(item),
    sbom: false,
    provenance: false,
    ...named(item),
    dockerfile: undefined,
  };
}

function koOf(item: YamlNode): GoreleaserImage {
  const one = text(nodeAtPath(item, ['repository']));
  const repositories = [...texts(item, 'repositories'), ...(one === undefined ? [] : [one])];
  const tags = texts(item, 'tags');
  const platforms = texts(item, 'platforms');
  const sbom = text(nodeAtPath(item, ['sbom']));
  return {
    by: 'ko',
    references:
      repositories.length === 0
        ? undefined
        : repositories.flatMap((name) => (tags.length === 0 ? [name] : tags.map((tag) => `${name}:${tag}`))),
    platforms: platforms.length === 0 ? ['linux/amd64'] : platforms,
    pushes: switched(text(nodeAtPath(item, ['disable'])), false),
    sbom: sbom !== 'none',
    provenance: false,
    ...named(item),
    dockerfile: undefined,
  };
}

function named(item: YamlNode): Pick<GoreleaserImage, 'id'> {
  return { id: text(nodeAtPath(item, ['id'])) };
}

/** The keys that give the file another way, or may switch the image off (goreleaser.com/customization/package/docker, dockers_v2). */
const NO_DOCKERFILE = ['templated_dockerfile', 'skip_build', 'disable', 'if'];

function dockerfileOf(item: YamlNode): string | undefined {
  const other = NO_DOCKERFILE.some((key) => switched(text(nodeAtPath(item, [key])), false) !== true);
  const path = text(nodeAtPath(item, ['dockerfile'])) ?? 'Dockerfile';
  return other || text(nodeAtPath(item, ['use'])) === 'buildpacks' ? undefined : path;
}

/** `skip_push: auto` skips pre-releases only. */
function pushesOf(item: YamlNode): Truth {
  return switched(text(nodeAtPath(item, ['skip_push'])), false);
}

function signOf(item: YamlNode): GoreleaserSign {
  const args = texts(item, 'args');
  const all = args.length === 0 ? DEFAULT_DOCKER_SIGN : args;
  return {
    by: all.some((word) => /\$\{?digest\b/.test(word)) ? 'digest' : 'tag',
    identity: all.some((word) => /^--key\b/.test(word)) ? 'key' : 'keyless',
    asks: !all.some((word) => /^(-y|--yes)(=true)?$/.test(word)),
    artifacts: text(nodeAtPath(item, ['artifacts'])) ?? '',
  };
}

/** Whether a release is made, and where: GitHub unless another host is named (goreleaser.com/customization/publish/scm). */
function releaseOf(root: YamlNode): GoreleaserRelease {
  const elsewhere = ELSEWHERE.some((path) => nodeAtPath(root, path) !== undefined);
  const [owner, name] = ['owner', 'name'].map((key) => text(nodeAtPath(root, ['release', 'github', key])));
  return {
    creates: elsewhere ? 'unknown' : switched(text(nodeAtPath(root, ['release', 'disable'])), false),
    repository: owner === undefined && name === undefined ? undefined : `${owner ?? ''}/${name ?? ''}`,
  };
}

const ELSEWHERE: readonly (readonly string[])[] = [
  ['release', 'gitlab'],
  ['release', 'gitea'],
  ['force_token'],
  ['env_files'],
  ['github_urls'],
  ['gitlab_urls'],
  ['gitea_urls'],
];

/** Hooks before and around the builds run what they like; those that look after Go modules neither make Dockerfiles nor bring programs. */
function isBusy(root: YamlNode): boolean {
  const before = nodeAtPath(root, ['before', 'hooks']);
  const written = texts(root, 'before', 'hooks');
  const all = before === undefined || (before.kind === 'sequence' && before.items.length === written.length);
  const builds = [...items(root, 'builds'), ...items(root, 'dockers_v2')];
  return (
    !all ||
    !written.every((hook) => /^go (mod|vet|fmt|test|work|list|version)\b[^;&|]*$/.test(hook.trim())) ||
    builds.some((item) => nodeAtPath(item, ['hooks']) !== undefined)
  );
}
