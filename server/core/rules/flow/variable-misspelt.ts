import { editDistance } from '../../lint/closest';
import { type Context, rule } from '../../lint/rule';
import type { StepInstance } from '../../run/run';
import { unsetVariables, whyMaybeSet } from '../../run/unset-in-script';
import { inSomeEnv, variableNames } from '../../run/variable-names';
import { wordText } from '../../shell/word-text';
import { spanIn } from '../../workflow/field';
import { fieldsBelow } from '../../workflow/fields-below';
import type { Field, Step } from '../../workflow/model';
import { readPaths } from '../../workflow/read-paths';
import { reckonsWithEmpty } from '../../workflow/reckons-with-empty';

/** A variable that nothing sets is empty text, without any error, so that a reference begins with `:` or `/` (docs: "Contexts", `env`). */
export const variableMisspelt = rule({
  id: 'variable-misspelt',
  summary: 'Variable is read that nothing sets, and another has nearly its name',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'job',
  failures: [],
  check({ job }, context) {
    const { sites, steps } = context.analysis;
    if (!sites.some(({ step, kind }) => step.job === job && kind !== 'checkout' && kind !== 'artifact')) return;
    for (const { step, instances } of steps)
      if (step.job === job) for (const instance of instances) check(step, instance, context);
  },
});

function check(step: Step, instance: StepInstance, context: Context): void {
  if (instance.reached === false) return;
  for (const field of fieldsBelow(step.node))
    if (field.text.includes('env.') && field.scalar !== step.condition?.scalar)
      checkExpressions(step, field, instance, context);
  if (step.run !== undefined) checkScript(step, step.run.field, instance, context);
}

function checkExpressions(step: Step, field: Field, instance: StepInstance, context: Context): void {
  for (const { path, span } of readPaths(field, step.job)) {
    const [head, name, ...rest] = path;
    if (head !== 'env' || name === undefined || rest.length > 0) continue;
    // What stands in for a variable that may be missing, or asks for it, reckons with that.
    if (inSomeEnv(instance, name) || reckonsWithEmpty(field, span)) continue;
    const near = nearName(name, variableNames(instance) ?? []);
    if (near === undefined) continue;
    const value = instance.scope.lookup(['env', name]);
    if (value?.kind !== 'known' || value.value !== '') {
      context.undecided('a step before it may set the variable');
      continue;
    }
    context.report({
      at: spanIn(field, span),
      message: `nothing sets \`${name}\`, so this is empty, did you mean \`env.${near}\`?`,
      confidence: instance.reached === true ? 'certain' : 'likely',
      scenarios: [instance.job.instance.scenarioId],
      fix: {
        title: `Read \`env.${near}\``,
        edit: (editor) => editor.replaceIn(step.owner, field, span, `env.${near}`),
      },
    });
  }
}

function checkScript(step: Step, field: Field, instance: StepInstance, context: Context): void {
  if (!field.text.includes('$')) return;
  for (const [name, at] of unsetVariables(instance)) {
    const own = (instance.script?.commands ?? []).flatMap(({ command, words }) => [
      ...command.assignments.map((one) => one.name),
      // Loops set their variables too.
      ...command.guards.flatMap(({ loop }) => (loop === undefined ? [] : [loop.variable, ...(loop.further ?? [])])),
      ...(wordText(words[0]) === 'read' ? words.slice(1).flatMap((word) => wordText(word) ?? []) : []),
    ]);
    // Assigned elsewhere in the script or in another one: not misspelt, but not there.
    if (own.includes(name) || writtenBefore(instance, name)) continue;
    const near = nearName(name, [...own, ...(variableNames(instance) ?? [])]);
    if (near === undefined) continue;
    const doubt = whyMaybeSet(instance, name);
    if (doubt !== undefined) {
      context.undecided(doubt);
      continue;
    }
    const written = field.text.slice(at.start, at.end);
    const use = new RegExp(String.raw`\$(\{?)${name}\b`).exec(written);
    const start = at.start + (use?.index ?? 0) + (use?.[0].length ?? 0) - name.length;
    context.report({
      at: spanIn(field, at),
      message: `nothing sets \`$${name}\`, so it is empty here, did you mean \`$${near}\`?`,
      confidence: instance.reached === true ? 'certain' : 'likely',
      scenarios: [instance.job.instance.scenarioId],
      ...(use === null
        ? {}
        : {
            fix: {
              title: `Read \`$${near}\``,
              edit: (editor) => editor.replaceIn(step.owner, field, { start, end: start + name.length }, near),
            },
          }),
    });
  }
}

function writtenBefore(instance: StepInstance, name: string): boolean {
  return instance.job.steps.some(
    (other) =>
      other.order < instance.order && new RegExp(String.raw`\b${name}\b`).test(other.step.run?.field.text ?? ''),
  );
}

/** One slip in a name, or two in a long one; a name in another case may be read where the system does not mind. */
function nearName(name: string, candidates: readonly string[]): string | undefined {
  const lower = name.toLowerCase();
  if (candidates.some((one) => one.toLowerCase() === lower)) return undefined;
  const near = candidates.filter((one) => editDistance(lower, one.toLowerCase()) <= (name.length < 8 ? 1 : 2));
  return near.length === 1 && name.length > 2 ? near[0] : undefined;
}
