/**
 * What a command-line program does to images, as data (`server/data/commands/<program>.json`).
 * A command is matched by its subcommand path; the longest match counts.
 */
export interface ProgramEntry {
  readonly program: string;
  readonly aliases?: readonly string[];
  readonly sources: readonly string[];
  readonly docs: string;
  readonly summary: string;
  /** Where a program written in Go is made: its repository on GitHub and the folder of its `main.go` (`sigstore/cosign/cmd/cosign`). */
  readonly home?: string;
  /** Flags of the program itself that may stand before the subcommand and take a value. */
  readonly globalValueFlags?: readonly string[];
  /** Takes `-key` for `--key`. */
  readonly singleDash?: true;
  readonly commands: readonly CommandEntry[];
}

export interface CommandEntry {
  /** Subcommand words, e.g. `['buildx', 'build']`; aliases listed as separate entries or in `or`. Empty for the bare program. */
  readonly path: readonly string[];
  readonly or?: readonly (readonly string[])[];
  readonly summary: string;
  /** Flags that take a value (`-t`, `--tag`); all other flags are booleans (`--flag` or `--flag=value`). */
  readonly valueFlags: readonly string[];
  /** The flags that take none, where these lists are complete. */
  readonly switches?: readonly string[];
  /** How many arguments it takes, no more and no less. */
  readonly arguments?: number;
  readonly effect: CommandEffect;
}

/** `'--flag'` reads a flag's values, `{ argument: n }` the n-th positional word after the subcommand (−1 the last, 'all' every one). */
export type Operand = { readonly flags: readonly string[] } | { readonly argument: number | 'all' | 'rest' };

/** A registry by a name of its provider's; `suffix` makes a host of it where it is none. */
export interface HostName {
  readonly from: Operand;
  readonly suffix: string;
}

export type CommandEffect =
  | {
      readonly kind: 'build';
      readonly tool: 'docker' | 'buildx' | 'podman' | 'buildah' | 'ko' | 'nerdctl' | 'other';
      readonly tags: Operand;
      /** Flags that make it push (`--push`), `always` for ko build; `exporters` reads `--output type=registry`. */
      readonly push?: { readonly flags: readonly string[] } | 'always' | 'never';
      readonly load?: { readonly flags: readonly string[] };
      readonly exporters?: Operand;
      readonly platforms?: Operand;
      readonly cacheFrom?: Operand;
      readonly cacheTo?: Operand;
      readonly provenance?: Operand;
      readonly sbom?: Operand;
      readonly attests?: Operand;
      readonly file?: Operand;
      readonly context?: Operand;
      readonly target?: Operand;
      readonly buildArguments?: Operand;
      readonly secrets?: Operand;
      readonly builder?: Operand;
      /** What it attaches where `sbom` says nothing: an SBOM (ko), or one in some versions. */
      readonly sbomByDefault?: true | 'unknown';
      /** It logs in to ghcr.io by itself with what `GITHUB_TOKEN` holds (go-containerregistry, package authn/github). */
      readonly takesGithubToken?: true;
      /** Environment variable that names the repository (ko: KO_DOCKER_REPO). */
      readonly repositoryVariable?: string;
      /** Flags that turn pushing off (ko: --push=false, --local). */
      readonly noPush?: readonly string[];
      /** The classic `docker build` loads into the engine; buildx with a container driver does not. */
      readonly loadsByDefault?: boolean;
      readonly metadataFile?: Operand;
      readonly iidFile?: Operand;
      /** The file to which it writes references by digest of all it has published (`--image-refs` of ko and apko). */
      readonly referencesFile?: Operand;
      /** The registry, where it is named apart from the image. */
      readonly host?: HostName;
      /** It brings credentials of its own, so that no login is needed. */
      readonly ownLogin?: true;
      /** Whether the service it builds in attests where it was built is the service's affair. */
      readonly attestedElsewhere?: true;
      /** What it may do where it is given no tags, since a file says it then (`cloudbuild.yaml`). */
      readonly untagged?: readonly ('build' | 'push')[];
    }
  | {
      readonly kind: 'bake';
      readonly files: Operand;
      readonly targets: Operand;
      readonly set: Operand;
      readonly push: { readonly flags: readonly string[] };
      readonly load: { readonly flags: readonly string[] };
    }
  /** Builds or pushes the images of the services in compose files. */
  | {
      readonly kind: 'compose';
      readonly does: 'build' | 'push';
      readonly files: Operand;
      readonly services: Operand;
      readonly push?: { readonly flags: readonly string[] };
    }
  | { readonly kind: 'tag'; readonly from: Operand; readonly to: Operand }
  | {
      readonly kind: 'push';
      readonly image: Operand;
      /** The archive or layout on the runner that is pushed. */
      readonly file?: Operand;
      /** What is pushed is no image: a chart, manifests, any artifact. */
      readonly artifact?: true;
      /** Flags with which it writes to a folder of the runner and to no registry. */
      readonly layout?: readonly string[];
      /** Only words that begin with it name a registry (`oci://` of Helm and Flux). */
      readonly scheme?: string;
      /** Flags that bring credentials of their own, so that no login is needed. */
      readonly ownLogin?: readonly string[];
      readonly allTags?: readonly string[];
      readonly digestFile?: Operand /** References of another scheme are not registries: `docker://` must be stripped (skopeo, podman). */;
      readonly transports?: readonly string[];
      readonly destination?: Operand;
    }
  | {
      readonly kind: 'copy';
      readonly from: Operand;
      readonly to: Operand;
      readonly transports?: readonly string[];
      /** Flags that bring credentials for the registry it copies to. */
      readonly ownLogin?: readonly string[];
      /** Flags that say what the two are (`--src yaml --dest docker`); only `docker` is a registry. */
      readonly places?: { readonly from: Operand; readonly to: Operand };
      readonly dryRun?: readonly string[];
      /** Flags with which it copies to a folder of the runner. */
      readonly layout?: readonly string[];
    }
  | {
      readonly kind: 'index';
      readonly to: Operand;
      readonly from: Operand /** `create` only makes it locally; it is published by another command (docker manifest push). */;
      readonly published: boolean;
      readonly dryRun?: readonly string[];
    }
  | { readonly kind: 'pull'; readonly image: Operand }
  | { readonly kind: 'run'; readonly image: Operand }
  | { readonly kind: 'save'; readonly image: Operand; readonly output: Operand }
  | { readonly kind: 'load'; readonly input: Operand }
  | {
      readonly kind: 'login';
      readonly registry: Operand;
      readonly defaultHost?: string;
      readonly username: Operand;
      readonly password: Operand;
      readonly passwordStdin?: readonly string[];
      /** How a registry is named that is not given as a host. */
      readonly suffix?: string;
      /** Logs in with what a cloud sign-in has left behind. */
      readonly cloud?: true;
      /** Flags with which it only shows a token. */
      readonly shows?: readonly string[];
    }
  | {
      readonly kind: 'scan';
      readonly image?: Operand;
      readonly archive?: Operand;
      readonly subject: 'image' | 'filesystem' | 'config' | 'sbom';
      readonly gate: {
        readonly flags: readonly string[];
        readonly passValues?: readonly string[];
        readonly environment?: string;
        /** What it does without these flags: it fails by what it finds, or a policy that no file here holds says so; else it passes. */
        readonly default?: 'gates' | 'unknown';
        /** Names a file that may say so too, and the file it reads where none is named. */
        readonly config?: Operand;
        readonly configFile?: string;
      };
      readonly format?: Operand;
      /** The templates of the format `template` that make SARIF as well. */
      readonly template?: { readonly flags: readonly string[]; readonly pattern: string };
      readonly output?: Operand;
      /** The report for code scanning, where a flag of its own names the file. */
      readonly sarif?: Operand;
      /** The file to which it writes an SBOM besides. */
      readonly sbomFile?: Operand;
      /** Flags with which it looks at files and at no image. */
      readonly files?: readonly string[];
      readonly transports?: readonly string[];
    }
  | {
      readonly kind: 'sbom';
      readonly image: Operand;
      readonly format: Operand;
      readonly output: Operand;
      readonly transports?: readonly string[];
    }
  /** Attaches a file to an image, unsigned; an SBOM where `type` says so or is not asked for. */
  | {
      readonly kind: 'attach';
      readonly image: Operand;
      readonly type?: Operand;
      readonly ownLogin?: readonly string[];
      /** Flags with which it writes to a folder of the runner and to no registry. */
      readonly layout?: readonly string[];
    }
  | {
      readonly kind: 'sign';
      readonly image: Operand;
      /** Without it, the program signs with a key of its own store, and asks nothing. */
      readonly key?: Operand;
      readonly yes?: readonly string[];
      readonly yesVariable?: string;
      /** Flags that bring credentials for the registry. */
      readonly ownLogin?: readonly string[];
      readonly tlog?: Operand;
      readonly identityToken?: Operand;
    }
  | {
      readonly kind: 'attest';
      readonly image: Operand;
      readonly key: Operand;
      readonly predicate: Operand;
      readonly predicateType: Operand;
      readonly ownLogin?: readonly string[];
      readonly yes: readonly string[];
      readonly yesVariable: string;
      readonly tlog?: Operand;
      readonly identityToken?: Operand;
    }
  | { readonly kind: 'verify'; readonly image: Operand; readonly transports?: readonly string[] }
  | {
      readonly kind: 'builder' /** `docker buildx create --use`. */;
      readonly driver: Operand;
      readonly use: readonly string[];
    }
  | { readonly kind: 'install'; readonly tool: string }
  /** Known to change nothing about images. */
  | { readonly kind: 'none' }
  /** Does what a GoReleaser configuration says; may do these things where that cannot be read. */
  | {
      readonly kind: 'goreleaser';
      readonly may: readonly ('build' | 'push' | 'login' | 'scan' | 'sbom' | 'sign' | 'attest')[];
    }
  /** May do these things in ways that cannot be read here (docker compose, make, goreleaser …). */
  | {
      readonly kind: 'opaque';
      readonly may: readonly ('build' | 'push' | 'login' | 'scan' | 'sbom' | 'sign' | 'attest')[];
      /** It does so only where one of these flags is given. */
      readonly where?: readonly string[];
    };
