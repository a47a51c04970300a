/** Words of the mini-languages in inputs of Docker's actions, in the order in which they are offered. */
export interface Grammar {
  /** Attributes by the `type=` of the entry; `''` for entries without one. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** Attributes of every entry. */
  readonly always: readonly string[];
  readonly values: Readonly<Record<string, readonly string[]>>;
}

/** docker/metadata-action README, "tags input". */
export const METADATA_TAGS: Grammar = {
  attributes: {
    schedule: ['pattern='],
    semver: ['pattern=', 'value='],
    pep440: ['pattern=', 'value='],
    match: ['pattern=', 'group=', 'value='],
    edge: ['branch='],
    ref: ['event='],
    raw: ['value='],
    sha: ['format='],
  },
  always: ['enable=', 'priority=', 'prefix=', 'suffix='],
  values: {
    type: ['semver', 'ref', 'sha', 'raw', 'schedule', 'edge', 'match', 'pep440'],
    event: ['branch', 'tag', 'pr'],
    format: ['short', 'long'],
    pattern: ['{{version}}', '{{major}}.{{minor}}', '{{major}}', '{{raw}}'],
    enable: ['{{is_default_branch}}', 'true', 'false'],
    value: ['latest', '{{branch}}', '{{tag}}', '{{sha}}', '{{base_ref}}', "{{date 'YYYYMMDD'}}"],
    prefix: ['{{branch}}-'],
    suffix: ['-{{sha}}'],
  },
};

/** docker/metadata-action README, "flavor input". */
export const METADATA_FLAVOR: Grammar = {
  attributes: { '': ['latest=', 'prefix=', 'suffix='] },
  always: ['onlatest='],
  values: { latest: ['auto', 'true', 'false'], onlatest: ['true', 'false'] },
};

/** docs.docker.com, "Cache storage backends". */
const CACHE_TYPES = ['gha', 'registry', 'local', 's3', 'azblob'];

export const CACHE_FROM: Grammar = {
  attributes: {
    gha: ['scope='],
    registry: ['ref='],
    local: ['src='],
    s3: ['region=', 'bucket=', 'name='],
    azblob: ['name='],
  },
  always: [],
  values: { type: CACHE_TYPES },
};

export const CACHE_TO: Grammar = {
  attributes: {
    gha: ['mode=', 'scope=', 'ignore-error='],
    registry: ['ref=', 'mode=', 'compression=', 'ignore-error='],
    local: ['dest=', 'mode='],
    s3: ['region=', 'bucket=', 'name=', 'mode='],
    azblob: ['name=', 'mode='],
  },
  always: [],
  values: {
    type: [...CACHE_TYPES, 'inline'],
    mode: ['max', 'min'],
    'ignore-error': ['true', 'false'],
    compression: ['gzip', 'estargz', 'zstd'],
  },
};

/** docs.docker.com, "Exporters". */
export const OUTPUTS: Grammar = {
  attributes: {
    image: ['name=', 'push=', 'push-by-digest=', 'name-canonical=', 'compression=', 'oci-mediatypes='],
    registry: ['name=', 'compression='],
    local: ['dest='],
    tar: ['dest='],
    oci: ['dest='],
    docker: ['dest='],
  },
  always: [],
  values: {
    type: ['image', 'registry', 'local', 'tar', 'oci', 'docker', 'cacheonly'],
    push: ['true', 'false'],
    'push-by-digest': ['true', 'false'],
    'name-canonical': ['true', 'false'],
    'oci-mediatypes': ['true', 'false'],
    compression: ['gzip', 'estargz', 'zstd', 'uncompressed'],
  },
};

/** docs.docker.com, "Build attestations". */
export const ATTESTS: Grammar = {
  attributes: { provenance: ['mode='], sbom: ['generator='] },
  always: [],
  values: { type: ['provenance', 'sbom'], mode: ['max', 'min'] },
};

/** Platforms that images are published for (docs.docker.com, "Multi-platform builds"). */
export const PLATFORMS = [
  'linux/amd64',
  'linux/arm64',
  'linux/arm/v7',
  'linux/arm/v6',
  'linux/386',
  'linux/ppc64le',
  'linux/s390x',
  'linux/riscv64',
];

export const PROVENANCE = ['mode=max', 'mode=min', 'true', 'false'];
