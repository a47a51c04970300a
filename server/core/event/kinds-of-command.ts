import type { CommandEffect } from '../catalogue/program';
import type { EventKind } from './event';

/** What `eventsOfScript` makes of each effect. */
export const KINDS_OF_COMMAND: Readonly<Record<CommandEffect['kind'], 'any' | readonly EventKind[]>> = {
  build: ['build', 'opaque'],
  bake: ['build', 'opaque'],
  compose: ['build', 'push', 'opaque'],
  goreleaser: 'any',
  push: ['push', 'save'],
  copy: ['push', 'save'],
  index: ['push'],
  login: ['login'],
  scan: ['scan', 'sbom'],
  sbom: ['sbom'],
  attach: ['attach', 'opaque'],
  sign: ['sign'],
  attest: ['attest'],
  verify: ['verify'],
  builder: ['setup'],
  install: ['setup'],
  opaque: ['opaque'],
  tag: ['local'],
  pull: ['local'],
  run: ['local'],
  save: ['save'],
  load: ['local'],
  none: [],
};
