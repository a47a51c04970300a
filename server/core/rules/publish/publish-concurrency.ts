import type { BuildEvent, PushEvent } from '../../event/event';
import { isMutable } from '../../image/mutable-tag';
import { nameOf } from '../../image/published-words';
import { rule } from '../../lint/rule';
import type { WorkflowInstance } from '../../run/run';
import { show } from '../../value/text';

/** Two runs of one branch race, and the slower one of the older commit leaves its image under the tag (docs "Control the concurrency of workflows and jobs"; F-090). */
export const publishConcurrency = rule({
  id: 'publish-concurrency',
  summary: 'Runs that move the same tag do not wait for each other',
  severity: 'hint',
  profile: 'audit',
  since: '0.1.0',
  fixable: 'no',
  each: 'image',
  failures: ['F-090'],
  check(image, { report, undecided }) {
    const racing = image.events.filter(
      ({ job }) =>
        /^push:(default-branch|branch)$/.test(job.instance.scenario.id) && !waits(job.job.node, job.instance),
    );
    if (racing.length === 0) return;
    const moved = racing.flatMap(movedTag)[0];
    if (moved === undefined) {
      if (racing.some(({ references }) => references === undefined)) undecided('not all tags are known');
      return;
    }
    report({
      at: image.site.span,
      message: `two runs at once race for \`${moved}\` of ${nameOf(image)}, and the last to finish wins, not the later commit; \`concurrency\` makes them wait`,
      confidence: 'likely',
      scenarios: racing.map(({ job }) => job.instance.scenarioId),
    });
  },
});

/** Whether the job, its workflow or one of its callers belongs to a concurrency group. */
function waits(node: BuildEvent['job']['job']['node'], instance: WorkflowInstance): boolean {
  if (node.entries.some(({ key }) => key.value === 'concurrency') || instance.workflow.concurrency !== undefined)
    return true;
  const { caller } = instance;
  return caller !== undefined && waits(caller.job.node, caller.instance);
}

function movedTag(event: BuildEvent | PushEvent): readonly string[] {
  const reference = event.known.find((one) => isMutable(one, event) === true);
  return reference === undefined ? [] : [reference.tag === undefined ? 'latest' : show(reference.tag)];
}
