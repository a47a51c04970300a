import type { BuildEvent, PushEvent } from '../../event/event';
import { sureReferences } from '../../image/sure-references';
import { type ReportedFix, rule } from '../../lint/rule';
import { metadataResult } from '../../run/metadata';
import { inputField } from '../../run/metadata-inputs';
import { isMetadata } from '../../run/metadata-scenarios';
import type { Reference } from '../../run/reference';
import type { Scenario } from '../../scenario/scenario';
import { parts, show } from '../../value/text';

/**
 * `latest` is what people get who name no tag; pushed from every branch it is whatever was pushed last (docs.github.com "Working with
 * the Container registry"; F-048).
 */
export const latestFromAnyRef = rule({
  id: 'latest-from-any-ref',
  summary: 'The tag `latest` is pushed from branches other than the default one',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'publish',
  failures: ['F-048'],
  check({ events, step, span }, { report, undecided }) {
    const elsewhere = events.some(({ job }) => !isOther(job.instance.scenario));
    const moved: { readonly event: BuildEvent | PushEvent; readonly latest: Reference }[] = [];
    for (const event of events) {
      const { scenario } = event.job.instance;
      if (event.reached === false || !isOther(scenario) || !severalBranches(scenario, elsewhere)) continue;
      const latest = sureReferences(event).find((reference) => isLatest(reference) && !namesRef(reference));
      if (latest === undefined) continue;
      if (event.reached === true && (event.kind !== 'build' || event.pushes === true)) moved.push({ event, latest });
      else if (event.kind !== 'build' || event.pushes !== false) undecided('whether it is pushed then is not known');
    }
    for (const { event, latest } of moved) {
      const { scenario } = event.job.instance;
      const at = latest.span.end > latest.span.start ? latest.span : span;
      // Turns of a loop and legs of a matrix push several images at one place.
      const names = new Set(moved.map((one) => show(one.latest.value)));
      const [name = ''] = names;
      const fix = fixOf(event);
      report({
        at,
        message: `\`${name}\`${names.size > 1 ? ` (and ${names.size - 1} more)` : ''} is pushed from ${scenario.event === 'pull_request' ? 'pull requests' : 'other branches'} too, so \`latest\` is whatever was pushed last`,
        confidence: 'likely',
        scenarios: [event.job.instance.scenarioId],
        ...(fix === undefined || step.owner !== event.step.step.owner ? {} : { fix }),
      });
    }
  },
});

function isOther({ id }: Scenario): boolean {
  return id === 'push:branch' || id === 'pull_request:same-repo';
}

/** Whether branches besides the one that releases come from can start the run; a single branch that is named may be just that. */
function severalBranches({ id, trigger }: Scenario, elsewhere: boolean): boolean {
  if (id !== 'push:branch') return true;
  const patterns = trigger?.branches?.patterns.map(({ value }) => value).filter((value) => !value.startsWith('!'));
  if (patterns === undefined) return true;
  if (patterns.every((value) => DEFAULTS.test(value))) return false;
  // Where branches of a release start it and no other does, `latest` is moved by releases.
  if (patterns.every((value) => RELEASE_BRANCH.test(value))) return false;
  return patterns.length > 1 || (elsewhere && trigger?.tags === undefined) || /^\*\*?$/.test(patterns[0] ?? '');
}

const DEFAULTS = /^(main|master|trunk|default)$/;

/** `release/v1.4`, `release-*`, `v1.x` and patterns of digits. */
const RELEASE_BRANCH = /^(release|rel|v?\d|v?\[0-9\]|v\*)/i;

function isLatest({ tag }: Reference): boolean {
  return tag?.kind === 'known' && tag.value === 'latest';
}

/** Images with the branch in their name are of that branch. */
function namesRef({ name }: Reference): boolean {
  return parts(name).some((part) => typeof part !== 'string' && /ref|branch/i.test(part.shown));
}

/** Where metadata-action makes the tag without a condition, it gets one. */
function fixOf(event: BuildEvent | PushEvent): ReportedFix | undefined {
  for (const one of event.job.steps) {
    if (one.order >= event.step.order || !isMetadata(one) || one.step.owner !== event.step.step.owner) continue;
    const entry = metadataResult(one)?.entries.find(
      ({ tag, entry }) =>
        entry.type === 'raw' && tag?.kind === 'known' && tag.value === 'latest' && !entry.attributes.has('enable'),
    );
    const range = entry?.entry.range;
    const field = inputField(one, 'tags');
    if (range === undefined || field === undefined) continue;
    const end = { start: range.end, end: range.end };
    return {
      title: 'Push `latest` from the default branch and tags only',
      edit: (editor) => editor.replaceIn(one.step.owner, field, end, `,enable=\${{ ${RELEASES} }}`),
    };
  }
  return undefined;
}

const RELEASES = "github.ref_type == 'tag' || github.ref_name == github.event.repository.default_branch";
