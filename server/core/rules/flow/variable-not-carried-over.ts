import { stepsBefore } from '../../image/in-job';
import { rule } from '../../lint/rule';
import type { StepInstance } from '../../run/run';
import { unsetVariables, whyMaybeSet } from '../../run/unset-in-script';
import type { Command } from '../../shell/script';
import type { ResolvedCommand } from '../../shell/walk';
import { wordText } from '../../shell/word-text';
import { spanIn } from '../../workflow/field';

/**
 * Each `run` is a shell of its own: a variable that a script sets is gone in the next step unless it is written to GITHUB_ENV (docs:
 * workflow commands, "Setting an environment variable").
 */
export const variableNotCarriedOver = rule({
  id: 'variable-not-carried-over',
  summary: 'Script uses a variable that only an earlier step has set',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'step',
  failures: [],
  check({ step, instances }, { report, undecided }) {
    const { run } = step;
    if (run === undefined || !run.field.text.includes('$')) return;
    for (const instance of instances) {
      if (instance.reached === false || instance.job.steps[0] === instance) continue;
      const used = unsetVariables(instance);
      for (const [name, at] of used) {
        const setter = setBefore(instance, name);
        if (setter === undefined) continue;
        const doubt = whyMaybeSet(instance, name);
        if (doubt !== undefined) {
          undecided(doubt);
          continue;
        }
        const owner = setter.step.step;
        const script = owner.run;
        report({
          at: spanIn(run.field, at),
          message: `\`$${name}\` is empty here: an earlier step sets it for its own script alone, and it does not write it to \`GITHUB_ENV\``,
          confidence: instance.reached === true ? 'certain' : 'likely',
          related:
            script === undefined
              ? []
              : [{ at: spanIn(script.field, setter.command.span), message: 'set here, and gone with this step' }],
          scenarios: [instance.job.instance.scenarioId],
          ...(script === undefined || setter.command.guards.length > 0 || owner.owner !== step.owner
            ? {}
            : {
                fix: {
                  title: `Write \`${name}\` to GITHUB_ENV`,
                  edit: (editor) => {
                    const { end } = setter.command.span;
                    return editor.replaceIn(
                      owner.owner,
                      script.field,
                      { start: end, end },
                      `; echo "${name}=$${name}" >> "$GITHUB_ENV"`,
                    );
                  },
                },
              }),
        });
      }
    }
  },
});

/** The last assignment of a variable in the script of an earlier step, for that script alone. */
function setBefore(
  instance: StepInstance,
  name: string,
): { readonly step: StepInstance; readonly command: Command } | undefined {
  for (const step of [...stepsBefore(instance)].reverse()) {
    const commands: readonly ResolvedCommand[] = step.reached === false ? [] : (step.script?.commands ?? []);
    const found = commands.find(
      ({ command, words: [program] }) =>
        (program === undefined || wordText(program) === 'export') &&
        command.assignments.some((one) => one.name === name),
    );
    if (found !== undefined) return { step, command: found.command };
  }
  return undefined;
}
