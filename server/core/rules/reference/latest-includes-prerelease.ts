import { checksRefBefore } from '../../image/checks-ref';
import { publishesInRun } from '../../image/stake';
import { type ReportedFix, rule } from '../../lint/rule';
import type { EntryResult, MetadataResult } from '../../run/metadata';
import { inputField } from '../../run/metadata-inputs';
import { allTagsTaken, type ScenarioTags, scenarioTags } from '../../run/metadata-scenarios';
import type { StepInstance } from '../../run/run';
import { show } from '../../value/text';
import { fieldNamed, spanIn } from '../../workflow/field';
import type { Step } from '../../workflow/model';

/**
 * `flavor: latest=auto` looks at the version for semver and pep440 only; with `type=ref,event=tag` and `type=match` every tag moves
 * `latest`, release candidates as well (docker/metadata-action src/meta.ts; omrikiei/ktunnel#161, go-gitea/gitea#28232; F-047).
 */
export const latestIncludesPrerelease = rule({
  id: 'latest-includes-prerelease',
  summary: 'Pre-releases move the tag `latest`',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'step',
  failures: ['F-047'],
  check({ step, instances }, { analysis, report, undecided }) {
    const field = step.uses === undefined ? undefined : fieldNamed(step.uses.with, 'tags')?.field;
    const all = scenarioTags(instances);
    // Where an entry moves it with a branch too, it is the newest build and not the newest release.
    const newest = all.some(
      ({ scenario, result }) => BRANCH.test(scenario) && result !== undefined && causeOf(result)?.kind === 'raw',
    );
    for (const found of all) {
      const { result, instance } = found;
      if (result === undefined) {
        undecided('the tags are not known');
        continue;
      }
      const cause = causeOf(result);
      const says = prereleaseOf(found);
      if (cause === undefined || says === undefined || (newest && cause.kind === 'raw')) continue;
      if (!allTagsTaken(instance) || !publishesInRun(instance.job) || !namesVersions(instance)) continue;
      if (instance.reached !== true) {
        undecided('whether pre-releases get here is not known');
        continue;
      }
      if (checksRefBefore(instance, analysis.runs)) {
        undecided('a step before looks at the tag and may stop the run');
        continue;
      }
      const range = cause.entry?.entry.range;
      report({
        at:
          field === undefined || range === undefined ? (step.uses?.field.span ?? step.node.span) : spanIn(field, range),
        message: `\`latest\` moves on ${says} too: ${cause.why}`,
        confidence: 'likely',
        scenarios: [found.scenario],
        fix: fixOf(step, instance, cause, result),
      });
    }
  },
});

const BRANCH = /^(push:default-branch|push:branch|schedule)$/;

/** The start in words where it is or may be a pre-release: all activities of a release but `released` are those of pre-releases too. */
function prereleaseOf({ prerelease, says, scenario }: ScenarioTags): string | undefined {
  if (prerelease === true) return says;
  return prerelease === 'unknown' && /^release:(?!released)/.test(scenario)
    ? 'a release that is marked as a pre-release'
    : undefined;
}

/** Whether the tags that start the run are versions; in other names a `-` says nothing of a pre-release. */
function namesVersions({ job }: StepInstance): boolean {
  const patterns = job.instance.scenario.trigger?.tags?.patterns;
  return patterns === undefined || patterns.some(({ value }) => /^v?[\d*[]|[@_-]v?[\d*[]|\/v[\d*[]/.test(value));
}

/** Whether the names of the tags have a `-` before the version, by their pattern or by what the file asks of them. */
function hyphenated({ job, step }: StepInstance): boolean {
  const patterns = job.instance.scenario.trigger?.tags?.patterns.map(({ value }) => value) ?? [];
  const asked = [...step.owner.file.text.matchAll(/refs\/tags\/([\w@/.-]*)/g)].map((match) => match[1] ?? '');
  return [...patterns, ...asked].some((text) => /^[^\d*[]*-/.test(text));
}

interface Cause {
  readonly kind: 'entry' | 'flavor' | 'raw';
  /** The entry that makes the tag, or sets the version and so decides. */
  readonly entry: EntryResult | undefined;
  readonly why: string;
}

function causeOf({ latest, ranked }: MetadataResult): Cause | undefined {
  if (latest.given === true && latest.flavor === true)
    return { kind: 'flavor', entry: latest.entry, why: '`latest=true` of the flavor holds for every tag' };
  if (latest.given === true && latest.entry !== undefined) {
    const { type } = latest.entry.entry;
    const name = type === 'match' ? '`type=match`' : '`type=ref,event=tag`';
    const disabled = ranked.some((one) => one.applies === false && rawLatest(one));
    return {
      kind: 'entry',
      entry: latest.entry,
      why: disabled
        ? `${name} adds it to every tag, and the disabled entry for \`latest\` does not stop that`
        : `${name} adds it to every tag, whether a release or not`,
    };
  }
  const raw = ranked.find((one) => one.applies === true && one.tag !== undefined && show(one.tag) === 'latest');
  return raw === undefined ? undefined : { kind: 'raw', entry: raw, why: 'nothing keeps this tag to releases' };
}

function rawLatest({ entry }: EntryResult): boolean {
  const value = entry.attributes.get('value');
  return entry.type === 'raw' && value !== undefined && show(value).trim() === 'latest';
}

/** On everything but pre-releases the tags stay what they were. */
function fixOf(step: Step, instance: StepInstance, { kind, entry }: Cause, { entries }: MetadataResult): ReportedFix {
  const release = instance.job.instance.scenario.event === 'release';
  const prerelease = release ? 'github.event.release.prerelease' : "contains(github.ref_name, '-')";
  return {
    title: 'Leave `latest` where it is on pre-releases',
    edit: (editor) => {
      if (!release && hyphenated(instance))
        return {
          refused: 'a `-` stands in the names of these tags anyway; tell pre-releases by what follows the version',
        };
      const tags = inputField(instance, 'tags');
      const range = entry?.entry.range;
      if (kind === 'raw') {
        if (tags === undefined || range === undefined || entry?.entry.attributes.has('enable') === true)
          return { refused: 'the entry has a condition of its own' };
        if (!entries.some((other) => other !== entry && other.applies === true && other.tag !== undefined))
          return { refused: 'without `latest` a pre-release would have no tag; add an entry for it first' };
        const end = { start: range.end, end: range.end };
        return editor.replaceIn(step.owner, tags, end, `,enable=\${{ github.ref_type != 'tag' || !${prerelease} }}`);
      }
      const flavor = inputField(instance, 'flavor');
      const written = flavor === undefined ? null : /^\s*latest\s*=\s*(auto|true)\s*$/m.exec(flavor.text);
      const setting = `latest=\${{ ${prerelease} && 'false' || '${kind === 'flavor' ? 'true' : 'auto'}' }}`;
      if (flavor === undefined || written === null)
        return kind === 'flavor'
          ? { refused: 'where the flavor is set is not known' }
          : editor.appendInputLine(step, 'flavor', setting);
      const start = written.index + written[0].length - written[0].trimStart().length;
      return editor.replaceIn(step.owner, flavor, { start, end: start + written[0].trim().length }, setting);
    },
  };
}
