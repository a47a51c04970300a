import type { BuildEvent } from '../../event/event';
import { type BakeProblem, bakeProblems } from '../../image/bake-problems';
import { closest, didYouMean } from '../../lint/closest';
import { rule } from '../../lint/rule';
import type { Recipe } from '../../run/bake-targets';
import type { Span } from '../../text/span';

/** `docker buildx bake` reads its files and looks up all targets before it builds anything (buildx bake/bake.go, commands/bake.go). */
export const bakeInvalid = rule({
  id: 'bake-invalid',
  summary: 'Bake is told a file or target that is not there',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'build',
  failures: [],
  check({ events, step }, { analysis, report, undecided }) {
    for (const event of events) {
      const { recipe } = event;
      if (recipe?.kind !== 'bake' || event.reached === false) continue;
      const problems = bakeProblems(event, recipe);
      if ('reason' in problems) {
        undecided(problems.reason);
        continue;
      }
      if (problems.length > 0 && event.reached !== true) {
        undecided('whether the command runs is not known');
        continue;
      }
      for (const problem of problems) {
        const at = placeOf(problem, event, recipe);
        const fix = fixFor(problem, event, at);
        report({
          at,
          message: messageOf(problem),
          confidence: 'certain',
          scenarios: [event.job.instance.scenarioId],
          ...(problem.kind === 'lost' && problem.place !== undefined && problem.place.file !== analysis.file
            ? { related: [{ at: problem.place.span, path: problem.place.file.path, message: 'named here' }] }
            : {}),
          ...(fix === undefined
            ? {}
            : {
                fix: {
                  title: `Name \`${fix.meant}\``,
                  edit: (editor) => editor.replaceSpan(step.owner, at, fix.meant),
                },
              }),
        });
      }
    }
  },
});

function messageOf(problem: BakeProblem): string {
  switch (problem.kind) {
    case 'file':
      return `there is no \`${problem.path}\` in this repository, and no step before makes one, so bake cannot start`;
    case 'target':
      return `the bake files have no target or group \`${problem.name}\`, so bake fails${didYouMean(problem.name, problem.names)}`;
    case 'default':
      return `the bake files have no target or group \`default\` and none is named here, so bake fails${list(problem.names)}`;
    case 'override':
      return `the bake files have no target \`${problem.name}\` to override, so bake fails${didYouMean(problem.name, problem.names)}`;
    case 'lost':
      return `\`${problem.lost.how}\` of \`${problem.lost.by}\` names \`${problem.lost.name}\`, which the bake files do not have, so bake fails${didYouMean(problem.lost.name, problem.names)}`;
  }
}

function list(names: readonly string[]): string {
  const some = names.slice(0, 3).map((name) => `\`${name}\``);
  return names.length === 0 ? '' : `; they have ${some.join(', ')}${names.length > 3 ? ' and more' : ''}`;
}

/** The name itself where it is written once. */
function placeOf(problem: BakeProblem, event: BuildEvent, recipe: Recipe): Span {
  const operand =
    problem.kind === 'file'
      ? recipe.files
      : problem.kind === 'target'
        ? recipe.targets
        : problem.kind === 'override'
          ? recipe.set
          : undefined;
  if (operand === undefined) return event.span;
  const name =
    problem.kind === 'file' ? problem.path : problem.kind === 'lost' || problem.kind === 'default' ? '' : problem.name;
  const text = event.step.step.owner.file.text.slice(operand.span.start, operand.span.end);
  const found = [...text.matchAll(/[\w./-]+/g)].filter((match) => match[0] === name || match[0].startsWith(`${name}.`));
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) return operand.span;
  const start = operand.span.start + only.index;
  return { start, end: start + name.length };
}

/** A name that is misspelt in the workflow. */
function fixFor(problem: BakeProblem, event: BuildEvent, at: Span): { readonly meant: string } | undefined {
  if (problem.kind !== 'target' && problem.kind !== 'override') return undefined;
  const meant = closest(problem.name, problem.names);
  const written = event.step.step.owner.file.text.slice(at.start, at.end);
  return meant === undefined || written !== problem.name ? undefined : { meant };
}
