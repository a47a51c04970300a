import type { GoreleaserProgram } from '../recipe/goreleaser-programs';
import { repositoryFile } from '../run/repository-file';
import { both } from '../value/truth';
import { knownText, type Truth, type Value } from '../value/value';
import type { EventFacts } from './event';
import { type GoreleaserCall, goreleaserConfiguration, isRelease } from './from-goreleaser';
import { type GoreleaserOptions, goreleaserOptions } from './goreleaser-options';

/** What a call of GoReleaser does besides images, as its configuration says; none where it releases nothing or that cannot be read. */
export function releaseFacts(call: GoreleaserCall): readonly EventFacts<'release'>[] {
  const options = goreleaserOptions(call.words);
  if (options === undefined || !isRelease(options)) return [];
  const file = goreleaserConfiguration(call, options.config);
  if (file === undefined) return withoutConfiguration(call, options.config);
  const { repository } = call.step.workspace.facts;
  const named = file.release.repository;
  const own: Truth = named === undefined || named.toLowerCase() === repository?.toLowerCase() ? true : 'unknown';
  const published = skipped(options, 'publish');
  return [
    {
      kind: 'release',
      configuration: file.path,
      creates: both(both(published, file.release.creates), options.nightly ? 'unknown' : own),
      token: tokenOf(call),
      hasToken: TOKENS.some((name) => call.variable(name) !== undefined),
      schema: file.schema,
      programs: file.programs.map((one) => ({
        program: one.program,
        section: one.section,
        runs: both(
          one.runs,
          one.section === 'docker_signs' ? both(published, goesOn(one, options)) : goesOn(one, options),
        ),
        asks: asks(one, call),
      })),
      busy: file.busy,
      rehearsal: options.rehearsal,
    },
  ];
}

/** The facts of a call that is told to read a file which the repository does not have. */
function withoutConfiguration(call: GoreleaserCall, config: Value | undefined): readonly EventFacts<'release'>[] {
  // Standard input, and what GoReleaser Pro fetches.
  const elsewhere = /^-$|:\/\//.test(knownText(config) ?? '');
  const found =
    config === undefined || elsewhere || call.folder === undefined
      ? undefined
      : repositoryFile(call.step, config, call.folder);
  if (found === undefined || 'reason' in found || found.state !== 'absent' || !call.step.workspace.checkout) return [];
  return [{ ...nothing(call), configuration: found.path, lacks: 'configuration' }];
}

/** The facts of a step of goreleaser/goreleaser-action without `args`, which stops at once (its src/main.ts). */
export function withoutArguments(call: GoreleaserCall): EventFacts<'release'> {
  return { ...nothing(call), lacks: 'arguments' };
}

function nothing(call: GoreleaserCall): EventFacts<'release'> {
  return {
    kind: 'release',
    configuration: '',
    creates: false,
    token: undefined,
    hasToken: TOKENS.some((name) => call.variable(name) !== undefined),
    schema: undefined,
    programs: [],
    busy: true,
    rehearsal: undefined,
  };
}

const TOKENS = ['GITHUB_TOKEN', 'GITLAB_TOKEN', 'GITEA_TOKEN'];

/** With a token of another host, or several, it releases elsewhere or not at all (goreleaser internal/pipe/env/env.go). */
function tokenOf(call: GoreleaserCall): Value | undefined {
  const others = ['GITLAB_TOKEN', 'GITEA_TOKEN'].some((name) => call.variable(name) !== undefined);
  return others ? undefined : call.variable('GITHUB_TOKEN');
}

/** Parts of a release that `--skip` names leave out what the program would be run on. */
function goesOn({ section }: GoreleaserProgram, options: GoreleaserOptions): Truth {
  const names =
    section === 'sboms' ? ['sbom', 'archive'] : section === 'signs' ? ['sign', 'archive'] : ['sign', 'docker'];
  return names.map((name) => skipped(options, name)).reduce(both, true);
}

function skipped({ skips, open }: GoreleaserOptions, name: string): Truth {
  return skips.has(name) ? false : open ? 'unknown' : true;
}

const VERBS = /^(sign|sign-blob|attest|attest-blob)$/;

/** Options that answer or avoid the question, or may do so (cosign cmd/cosign/cli/signcommon, `ShouldUploadToTlog`). */
const MAY_ANSWER = /^--(yes|tlog-upload|signing-config|use-signing-config|bundle-only|upload)\b|^-y|\{\{|^\$/;

/** Whether cosign asks before it writes to the public log, where `user declined the prompt` ends it (publishing.md F-108; goreleaser/example-supply-chain#39). */
function asks({ program, args, environment, input }: GoreleaserProgram, call: GoreleaserCall): Truth {
  const [verb, ...others] = args;
  if (program !== 'cosign' || verb === undefined || !VERBS.test(verb)) return false;
  if (others.some((word) => /^(-y|--yes)(=true)?$/.test(word))) return false;
  if (input || others.some((word) => MAY_ANSWER.test(word) && !IS_ARTIFACT.test(word))) return 'unknown';
  if (environment.some((line) => /^COSIGN_YES=(1|true)$/i.test(line))) return false;
  const variable = call.variable('COSIGN_YES');
  if (variable === undefined) return environment.some((line) => line.startsWith('COSIGN_YES=')) ? 'unknown' : true;
  const text = knownText(variable);
  return text === undefined ? 'unknown' : !/^(1|true)$/i.test(text);
}

/** What is signed, in the names GoReleaser gives it. */
const IS_ARTIFACT = /^\$\{?(artifact|digest)\b[^{]*$|^\$\{artifact\}@\$\{digest\}$/;
