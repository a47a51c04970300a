import type { ImageEvent } from '../../event/event';
import { COMPOSE_SECTIONS, type ComposeProblem, composeProblems } from '../../image/compose-problems';
import { closest, didYouMean } from '../../lint/closest';
import { type Report, rule } from '../../lint/rule';
import type { Recipe } from '../../run/bake-targets';
import type { Span } from '../../text/span';
import { knownText } from '../../value/value';

/**
 * `docker compose` reads the whole project before it builds or pushes anything, and refuses it where a part is missing (compose-spec;
 * compose-go, loader/validate.go; docs.docker.com `docker compose push`).
 */
export const composeInvalid = rule({
  id: 'compose-invalid',
  summary: 'Compose project that is built or pushed is not valid',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'workflow',
  failures: [],
  check({ sites, file }, { report, undecided }) {
    const first = new Map<string, string>();
    for (const site of sites) {
      for (const event of site.events) {
        const recipe = recipeOf(event);
        if (recipe?.kind !== 'compose' || event.reached === false) continue;
        const problems = composeProblems(event, recipe, event.kind === 'push');
        if ('reason' in problems) {
          undecided(problems.reason);
          continue;
        }
        if (problems.length > 0 && event.reached !== true) {
          undecided('whether the command runs is not known');
          continue;
        }
        for (const problem of problems) {
          const { message, at } = said(problem, event, recipe);
          // Each command that reads the project fails with the same; the first one stands for them.
          const key = `${event.job.job.key} ${message}`;
          if ((first.get(key) ?? site.key) !== site.key) continue;
          first.set(key, site.key);
          report({
            at,
            message,
            ...(problem.kind === 'unnamed' ? { severity: 'warning' as const } : {}),
            confidence: 'certain',
            scenarios: [event.job.instance.scenarioId],
            ...('place' in problem && problem.place.file !== file
              ? { related: [{ at: problem.place.span, path: problem.place.file.path, message: 'written here' }] }
              : {}),
            ...fixFor(problem, event, at),
          });
        }
      }
    }
  },
});

function recipeOf(event: ImageEvent): Recipe | undefined {
  return event.kind === 'build' || event.kind === 'push' || event.kind === 'opaque' ? event.recipe : undefined;
}

function said(
  problem: ComposeProblem,
  event: ImageEvent,
  recipe: Recipe,
): { readonly message: string; readonly at: Span } {
  const files = recipe.files?.span ?? event.span;
  switch (problem.kind) {
    case 'file':
      return { at: files, message: `there is no \`${problem.path}\` in this repository, and no step before makes one` };
    case 'key':
      return {
        at: files,
        message: `\`${problem.place.file.path}\` is refused: \`${problem.key}\` is none of its sections${didYouMean(problem.key, COMPOSE_SECTIONS)}`,
      };
    case 'service':
      return {
        at: recipe.targets?.span ?? event.span,
        message: `the compose file has no service \`${problem.name}\`, so the command fails${didYouMean(problem.name, problem.services)}`,
      };
    case 'image':
      return {
        at: files,
        message: `\`${problem.place.file.path}\` is refused: its service \`${problem.service}\` has neither \`image\` nor \`build\``,
      };
    case 'undefined':
      return {
        at: files,
        message: `\`${problem.place.file.path}\` is refused: its service \`${problem.service}\` names \`${problem.name}\`, which is not under \`${problem.section}\``,
      };
    case 'unnamed':
      return {
        at: recipe.targets?.span ?? event.span,
        message: `\`${problem.service}\` has no \`image\`, so there is no name to push it under and it is skipped without an error`,
      };
  }
}

/** A service that is misspelt in the command, where that is all the command names. */
function fixFor(problem: ComposeProblem, event: ImageEvent, at: Span): Pick<Report, 'fix'> {
  if (problem.kind !== 'service') return {};
  const meant = closest(problem.name, problem.services);
  const written = event.step.step.owner.file.text.slice(at.start, at.end);
  if (meant === undefined || written !== problem.name || knownText(recipeOf(event)?.targets?.value) !== written)
    return {};
  return {
    fix: {
      title: `Name \`${meant}\``,
      edit: (editor) => editor.replaceSpan(event.step.step.owner, at, meant),
    },
  };
}
