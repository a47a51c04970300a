import type { BuildEvent, CheckoutEvent } from '../../event/event';
import { contextFolder, copiedWith } from '../../image/copied-folder';
import { eventsAround } from '../../image/events-around';
import { before } from '../../image/in-job';
import { publishes } from '../../image/published';
import { sameImage } from '../../image/same-image';
import { type Context, rule } from '../../lint/rule';
import { shownName } from '../../run/reference';
import { joined, pathText } from '../../run/repository-file';
import type { StepInstance } from '../../run/run';
import { datumText } from '../../value/value';
import { stepSource } from '../../workflow/step-source';

/**
 * Before version 6 actions/checkout writes its token into `.git/config` of the workspace (README "What's new", v6; zizmor#1334), and `COPY . .`
 * takes that file into a layer, where whoever pulls the image can read it.
 */
export const checkoutCredentialsInImage = rule({
  id: 'checkout-credentials-in-image',
  summary: 'The token of the checkout is copied into a published image',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'build',
  failures: [],
  check({ events, step, span }, context) {
    for (const event of events) {
      if (event.reached === false || event.builds === false) continue;
      const folder = contextFolder(event);
      const checkout = folder === undefined ? undefined : checkoutAt(event, folder);
      if (checkout === undefined || !leavesToken(checkout) || !isPublished(event, context)) continue;
      const copied = copiedWith(event, '.git/config');
      if (copied === 'unknown') context.undecided('what the image takes from the build context is not known');
      if (copied === undefined || copied === 'unknown') continue;
      const here = checkout.step.step.owner === step.owner;
      const { keyword, sources } = copied.copy;
      const [name] = event.known.map(shownName);
      context.report({
        at: here ? checkout.span : span,
        message: `\`${keyword} ${sources.join(' ')} …\` in \`${copied.dockerfile.file.path}\` takes \`.git/config\` into ${name ?? 'the published image'}, and in it ${checkout.token === undefined ? 'the token of this run' : 'the token that this checkout is given, which whoever pulls the image can use'}`,
        // The run's own token is worth nothing when the job is over (docs: GITHUB_TOKEN).
        severity: checkout.token === undefined ? 'info' : 'warning',
        confidence: 'likely',
        related: [
          { at: copied.copy.span, path: copied.dockerfile.file.path, message: 'copied here' },
          ...(here ? [{ at: span, message: 'built here' }] : []),
        ],
        scenarios: [event.job.instance.scenarioId],
        ...(here
          ? {
              fix: {
                title: 'Leave no token behind',
                edit: (editor) =>
                  event.job.steps.some((other) => other.order > checkout.step.order && mayUseGit(other))
                    ? {
                        refused:
                          'a later step may use the token that the checkout leaves behind; a `.dockerignore` with `.git` keeps it out too',
                      }
                    : editor.setInput(checkout.step.step, 'persist-credentials', 'false'),
              },
            }
          : {}),
      });
    }
  },
});

function isPublished(event: BuildEvent, { analysis }: Context): boolean {
  if (event.pushes === true) return publishes(event);
  return eventsAround(analysis.runs, event.job, 'push').some(
    (push) => push.how === 'push' && push.reached !== false && publishes(push) && sameImage(event, push) === true,
  );
}

/** The last checkout before a build that put its repository into a folder of the workspace. */
function checkoutAt(event: BuildEvent, folder: string): CheckoutEvent | undefined {
  return before(event, 'checkout').findLast((checkout) => {
    const path = checkout.path === undefined ? '' : pathText(checkout.path.value);
    return checkout.command === undefined && path !== undefined && joined('', path) === folder;
  });
}

function leavesToken({ step }: CheckoutEvent): boolean {
  const { action } = step;
  if (action.kind !== 'catalogued' || action.entry.action !== 'actions/checkout') return false;
  if (action.major === undefined || action.major >= NO_LONGER) return false;
  const persists = step.input('persist-credentials');
  return persists === undefined || (persists.kind === 'known' && datumText(persists.value).trim() !== 'false');
}

/** The first version that keeps the token outside the workspace. */
const NO_LONGER = 6;

function mayUseGit({ step, action }: StepInstance): boolean {
  return (
    /\b(git|gh)\s+\w|git-auto-commit|create-pull-request|semantic-release|release-please|goreleaser/i.test(
      stepSource(step),
    ) ||
    (action.kind === 'unknown' && /git|commit|release|tag|push|deploy/i.test(action.name))
  );
}
