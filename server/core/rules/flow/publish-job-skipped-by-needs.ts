import { ownCondition, wouldPublish } from '../../image/would-publish';
import { rule } from '../../lint/rule';
import { conditionBody, operandOf } from '../../workflow/condition-text';
import { fieldsBelow } from '../../workflow/fields-below';
import type { Job } from '../../workflow/model';

/**
 * A job is skipped when one it needs is skipped, whatever its own `if` says, unless that holds a status function (docs "Workflow
 * syntax", `jobs.<job_id>.needs`). A condition that lets a publishing job run on a start then does nothing.
 */
export const publishJobSkippedByNeeds = rule({
  id: 'publish-job-skipped-by-needs',
  summary: 'Publishing job never runs where its `if` says so, because a job it needs is skipped there',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'job',
  failures: [],
  // A job that is skipped on every start is the worst case.
  unreached: true,
  check({ job, instances }, { report }) {
    const { condition } = job;
    if (condition === undefined || job.needs.length === 0 || hasStatusFunction(condition.text)) return;
    const answers = instances.map((instance) => ({ instance, own: ownCondition(instance) }));
    // A condition that holds on every start says nothing of this one: waiting for the other job is what is meant.
    if (!answers.some(({ own }) => own === false)) return;
    const skipped = answers.flatMap(({ instance, own }) => {
      if (own !== true || instance.reached !== false || instance.instance.caller?.reached === false) return [];
      const by = instance.instance.jobs.find(
        (other) => other.reached === false && job.needs.some(({ value }) => value === other.job.id),
      );
      return by === undefined || readsOutputs(job, by.job.id) || !wouldPublish(instance)
        ? []
        : [{ instance, by: by.job }];
    });
    const [first] = skipped;
    if (first === undefined) return;
    const need = job.needs.find(({ value }) => value === first.by.id);
    const never = instances.every(({ reached }) => reached === false);
    const body = conditionBody(condition);
    report({
      at: condition.span,
      message: `\`if\` lets this job run on ${first.instance.instance.scenario.says}, but \`${first.by.id}\`, which it needs, is skipped there, so nothing is published${never ? ' on any start' : ''}`,
      confidence: 'likely',
      related: [
        ...(need === undefined ? [] : [{ at: need.span, message: 'needed here' }]),
        ...(first.by.condition === undefined
          ? []
          : [{ at: first.by.condition.span, message: 'skipped by this condition' }]),
      ],
      scenarios: skipped.map(({ instance }) => instance.instance.scenarioId),
      ...(typeof body !== 'string' || /[\r\n]/.test(condition.text.trim())
        ? {}
        : {
            fix: {
              title: `Run the job also when \`${first.by.id}\` is skipped, but not when anything fails`,
              edit: (editor) => editor.setJobKey(job, 'if', `\${{ !cancelled() && !failure() && ${operandOf(body)} }}`),
            },
          }),
    });
  },
});

function hasStatusFunction(text: string): boolean {
  return /\b(always|failure|cancelled|success)\s*\(/i.test(text);
}

/** The job uses what the other one gives out, so it cannot do without it. */
function readsOutputs(job: Job, need: string): boolean {
  return fieldsBelow(job.node).some(
    ({ text }) => text.includes(`needs.${need}.outputs`) || text.includes(`needs.${need}.result`),
  );
}
