import { eventsOfKinds } from '../../event/events-of';
import type { Analysis } from '../../image/analysis';
import { rule } from '../../lint/rule';
import { shownName } from '../../run/reference';
import { runsOf } from '../../run/runs';

/** The Container registry keeps every version until somebody deletes it (docs.github.com "Deleting and restoring a package"). */
export const missingRetention = rule({
  id: 'missing-retention',
  summary: 'Versions of an image pile up and nothing deletes old ones',
  severity: 'hint',
  profile: 'audit',
  since: '0.1.0',
  fixable: 'no',
  each: 'image',
  failures: [],
  check(image, { analysis, report, undecided }) {
    // What is copied from elsewhere is mostly the same as the day before.
    const often = image.events.filter(
      (event) => OFTEN.test(event.job.instance.scenario.id) && !(event.kind === 'push' && event.how === 'copy'),
    );
    const references = often.flatMap(({ known }) => known);
    const there = references.find(({ registry }) => registry === 'ghcr.io');
    if (there === undefined)
      return references.some(({ registry }) => registry === undefined)
        ? undecided('the registry is not known')
        : undefined;
    const cleaner = cleanUp(analysis);
    if (cleaner === true) return;
    if (cleaner !== false) return undecided(cleaner);
    report({
      at: image.site.span,
      message: `each run adds a version to ${shownName(there)}, and no workflow of this repository deletes old ones`,
      confidence: 'likely',
      scenarios: often.map(({ job }) => job.instance.scenarioId),
    });
  },
});

/** Starts that come again and again; releases are few and meant to stay. */
const OFTEN = /^(push:default-branch|push:branch|pull_request|schedule|merge_group)/;

/** Whether a workflow of the repository cleans up: true, false, or why that is not known. */
function cleanUp({ workspace }: Analysis): boolean | string {
  let reason: string | undefined;
  for (const path of workspace.workflows) {
    const file = workspace.file(path);
    if (file === 'absent') continue;
    if (file === 'notLoaded') {
      reason ??= `\`${path}\` was not read`;
      continue;
    }
    if (runsOf(workspace, file).some(({ jobs }) => jobs.some((job) => eventsOfKinds(job, ['retention']).length > 0)))
      return true;
    if (WORDS.test(file.text)) reason ??= `\`${path}\` may delete versions`;
  }
  return reason ?? false;
}

/** What speaks of a clean-up that is not in the catalogue. */
const WORDS =
  /(retention|clean-?up|prune|purge|delet|expire|\bgc\b)[^\n]*(package|image|ghcr|container|version|tag)|(package|image|ghcr|container|version|tag)s?[^\n]*(retention|clean-?up|prune|purge|delet|expire)/i;
