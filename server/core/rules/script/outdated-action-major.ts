import { inputsOf, lookupAction } from '../../catalogue/catalogue';
import type { ActionEntry } from '../../catalogue/entry';
import { runtimeOf } from '../../catalogue/runtime';
import { type ReportedFix, rule } from '../../lint/rule';
import { newestLike } from '../../remedy/change-uses';
import type { StepInstance } from '../../run/run';
import type { Step, Uses } from '../../workflow/model';

/**
 * Runners bring Node 24, run Node 20 for a while and have stopped bringing what is older (GitHub changelog 2025-09-19); actions made for Node 12
 * and 16 they run on Node 20 (actions/runner, src/Runner.Worker/Handlers/HandlerFactory.cs).
 */
export const outdatedActionMajor = rule({
  id: 'outdated-action-major',
  summary: 'Action that handles images is given up, or runs on a Node version that is gone or going',
  severity: 'info',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'step',
  failures: [],
  check({ step, instances }, { analysis, report }) {
    const { uses } = step;
    const found = uses === undefined ? undefined : lookupAction(uses.field.text, uses.comment);
    if (uses === undefined || found === undefined) return;
    const { deprecated } = found.entry;
    // What replaces an attest action is said there (`attest-action-deprecated`).
    if (deprecated !== undefined && !found.entry.effects.some(({ kind }) => kind === 'attest')) {
      report({
        at: uses.field.span,
        message: `\`${found.entry.action}\` is given up: ${deprecated.message}`,
        confidence: 'certain',
        scenarios: [...new Set(instances.map(({ job }) => job.instance.scenarioId))],
      });
      return;
    }
    if (found.major === undefined) return;
    const runtime = runtimeOf(found.entry.action, found.major);
    if (runtime === undefined) return;
    // Checkouts and sign-ins to a cloud count where something is published with them, all others where images are handled.
    const handles = found.entry.effects.some(({ kind }) => kind !== 'checkout' && kind !== 'identity');
    if (handles ? !analysis.sites.some(({ kind }) => HANDLING.has(kind)) : analysis.published.length === 0) return;
    const going = runtime === 'node20';
    const newest = found.entry.versions[0];
    report({
      at: uses.field.span,
      message: `\`${found.entry.action}\` v${found.major} is made for Node ${runtime.slice('node'.length)}, which runners ${going ? 'are giving up' : 'have given up, so they run it on a later one'}${newest === undefined ? '' : `; v${newest.major} is current`}`,
      severity: going ? 'info' : 'warning',
      // That Node 20 goes is sure, and when is not; until then it is for those who ask.
      confidence: going ? 'possible' : 'certain',
      scenarios: [...new Set(instances.map(({ job }) => job.instance.scenarioId))],
      ...fixFor(step, uses, found.entry, found.major, instances),
    });
  },
});

const HANDLING: ReadonlySet<string> = new Set(['build', 'push', 'login', 'sign', 'attest', 'scan']);

/** Majors after which an unchanged step means something else (their READMEs and release notes). */
const CHANGED: Readonly<Record<string, number>> = {
  // The Git context is the default from v6 on.
  'docker/bake-action': 6,
  // Passwords are masked from v2 on, so outputs do not reach other jobs.
  'aws-actions/amazon-ecr-login': 2,
  // v3 was rewritten, and nothing says that its inputs mean the same.
  'redhat-actions/buildah-build': 3,
};

/**
 * From v7 on, actions/checkout refuses the code of a fork where the event gives a pull request the repository's own rights, unless
 * `allow-unsafe-pr-checkout` says otherwise (its README).
 */
function mayBeRefused({ action }: ActionEntry, { with: inputs }: Uses, instances: readonly StepInstance[]): boolean {
  return (
    action === 'actions/checkout' &&
    inputs.fields.some(({ name, field }) => CHOOSING.has(name) && field?.text.includes('${{') === true) &&
    instances.some(({ job }) => PRIVILEGED.has(job.instance.scenario.event))
  );
}

const CHOOSING: ReadonlySet<string> = new Set(['ref', 'repository']);
const PRIVILEGED: ReadonlySet<string> = new Set(['pull_request_target', 'workflow_run']);

function fixFor(
  step: Step,
  uses: Uses,
  entry: ActionEntry,
  major: number,
  instances: readonly StepInstance[],
): { readonly fix?: ReportedFix } {
  const newest = entry.versions[0];
  const changed = CHANGED[entry.action];
  if (newest === undefined || newest.major <= major || (changed !== undefined && major < changed)) return {};
  const inputs = inputsOf(entry, newest.major);
  if (uses.with.expression !== undefined || uses.with.fields.some(({ name }) => !inputs.has(name.toLowerCase())))
    return {};
  return {
    fix: {
      title: `Use v${newest.major}`,
      edit: (editor) => {
        if (mayBeRefused(entry, uses, instances))
          return {
            refused:
              'from v7 on it refuses the code of forks on this event, unless `allow-unsafe-pr-checkout` is given; decide on that first',
          };
        const text = newestLike(step, entry.action);
        return typeof text === 'string' ? editor.setUses(step, text) : text;
      },
    },
  };
}
