import type { SourceFile } from '../text/source-file';
import type { Truth } from '../value/value';
import { nodeAtPath } from '../yaml/find';
import type { YamlNode } from '../yaml/node';
import { documentOf } from '../yaml/parse';

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
}

export interface GoreleaserImage {
  readonly by: 'docker' | 'docker v2' | 'manifest' | 'ko';
  /** Undefined for ko without a repository, which then takes `KO_DOCKER_REPO`. */
  readonly references: readonly string[] | undefined;
  readonly platforms: readonly string[];
  readonly pushes: Truth;
  readonly sbom: Truth;
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
  return {
    projectName: text(nodeAtPath(root, ['project_name'])),
    images: [
      ...items(root, 'dockers').map(dockerOf),
      ...items(root, 'dockers_v2').map(dockerV2Of),
      ...items(root, 'docker_manifests').map(manifestOf),
      ...items(root, 'kos').map(koOf),
    ],
    signs: items(root, 'docker_signs')
      .map(signOf)
      .filter(({ artifacts }) => artifacts !== 'none'),
    sboms: items(root, 'sboms').some((item) => text(nodeAtPath(item, ['disable'])) !== 'true'),
    open:
      items(root, 'includes').length > 0 ||
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
    pushes: pushesOf(item),
    sbom: false,
  };
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
  };
}

/** `skip_push: auto` skips pre-releases only. */
function pushesOf(item: YamlNode): Truth {
  return switched(text(nodeAtPath(item, ['skip_push'])), false);
}

/** What a switch means: `on` says whether its `true` switches on. */
function switched(value: string | undefined, on: boolean): Truth {
  if (value === undefined || value === '') return true;
  if (value === 'true') return on;
  return value === 'false' ? !on : 'unknown';
}

/** How GoReleaser signs when no arguments are given (goreleaser.com/customization/sign/docker_sign). */
const DEFAULT_SIGN: readonly string[] = ['sign', '--key=cosign.key', `\${artifact}@\${digest}`, '--yes'];

function signOf(item: YamlNode): GoreleaserSign {
  const args = texts(item, 'args');
  const all = args.length === 0 ? DEFAULT_SIGN : args;
  return {
    by: all.some((word) => /\$\{?digest\b/.test(word)) ? 'digest' : 'tag',
    identity: all.some((word) => /^--key\b/.test(word)) ? 'key' : 'keyless',
    asks: !all.some((word) => /^(-y|--yes)(=true)?$/.test(word)),
    artifacts: text(nodeAtPath(item, ['artifacts'])) ?? 'none',
  };
}

function items(root: YamlNode, key: string): readonly YamlNode[] {
  const list = nodeAtPath(root, [key]);
  return list?.kind === 'sequence' ? list.items.filter((item) => item !== undefined) : [];
}

function texts(root: YamlNode, ...path: readonly string[]): readonly string[] {
  const list = nodeAtPath(root, path);
  return list?.kind === 'sequence' ? list.items.flatMap((item) => text(item) ?? []) : [];
}

function text(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' ? node.value : undefined;
}
