import type { BuildEvent } from '../../event/event';
import { before, opaqueFor } from '../../image/in-job';
import { runsBuildx } from '../../image/runs-buildx';
import { type ReportedFix, rule } from '../../lint/rule';
import { givenOperand, listOptions } from '../../run/operand';
import { hosted, runnerArchitecture } from '../../run/runner';
import type { Step } from '../../workflow/model';

/**
 * The engine's classic store takes one platform: `docker exporter does not currently support exporting manifest lists` (docker/buildx#59;
 * docs.docker.com multi-platform images; F-020). With the containerd store it works.
 */
export const multiplatformLoad = rule({
  id: 'multiplatform-load',
  summary: 'Image of several platforms is loaded into the engine',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'build',
  failures: ['F-020'],
  check({ events, step }, { report, undecided }) {
    for (const event of events) {
      const { platforms, loads } = event;
      if (!runsBuildx(event) || event.reached === false || event.builds !== true) continue;
      if (platforms === undefined || loads === false) continue;
      const lists = listOptions(platforms.value, /[,\n]/);
      if (lists?.every((list) => list.length < 2) === true) continue;
      const store = otherStore(event);
      if (store !== undefined) {
        undecided(store);
        continue;
      }
      if (lists?.every((list) => list.length > 1) !== true || loads !== true || event.reached !== true) {
        undecided('whether several platforms are loaded is not known');
        continue;
      }
      const onHosted = hosted(event.job) === true;
      const fix = fixOf(event, step);
      report({
        at: platforms.span,
        message:
          'the engine takes one platform only, so loading this one fails with `exporting manifest lists` not supported',
        severity: onHosted ? 'error' : 'warning',
        confidence: onHosted ? 'certain' : 'likely',
        scenarios: [event.job.instance.scenarioId],
        ...(fix === undefined ? {} : { fix }),
      });
    }
  },
});

/** Why the engine may have the containerd store, or the builder be another one. */
function otherStore(event: BuildEvent): string | undefined {
  const setups = before(event, 'setup');
  if (setups.some(({ what }) => what === 'docker' || what === 'depot'))
    return 'another set-up may have changed the engine';
  if (setups.some((setup) => setup.what === 'buildx' && setup.driver !== undefined && setup.driver.given))
    return 'the builder has a driver of its own';
  if (event.job.steps.some(({ step }) => /containerd-snapshotter|daemon\.json/.test(step.run?.field.text ?? '')))
    return 'a script changes the engine';
  const opaque = opaqueFor(before(event, 'opaque'), 'build');
  return opaque === undefined ? undefined : `\`${opaque.tool}\` may change the engine`;
}

/** What is pushed as well needs no load; what is only loaded is of the runner's own platform. */
function fixOf(event: BuildEvent, step: Step): ReportedFix | undefined {
  // What a bake file says is not in the workflow.
  if (event.command !== undefined || event.builder === 'bake') return undefined;
  if (event.pushes === true && givenOperand(event.step, 'load') !== undefined)
    return { title: 'Push only', edit: (editor) => editor.removeInput(step, 'load') };
  const native = runnerArchitecture(event.job);
  if (native === undefined || event.pushes !== false) return undefined;
  return {
    title: `Build for linux/${native}, which is what the runner can load`,
    edit: (editor) => editor.setInput(step, 'platforms', `linux/${native}`),
  };
}
