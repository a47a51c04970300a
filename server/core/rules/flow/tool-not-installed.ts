import { actionNamed } from '../../catalogue/catalogue';
import { eventsOfStep } from '../../event/events-of';
import { mayHave } from '../../event/possible-kinds';
import { installedBefore } from '../../image/tool-presence';
import { type Context, type ReportedFix, rule } from '../../lint/rule';
import { NOT_ON_HOSTED, olderImageHas } from '../../run/hosted-tools';
import { readScript } from '../../run/read-script';
import type { StepInstance } from '../../run/run';
import { hosted, runnerLabels, runnerOs } from '../../run/runner';
import { isWrapper, unwrapped } from '../../run/unwrap';
import { literalText } from '../../shell/plain-word';
import type { Script } from '../../shell/script';
import { wordText } from '../../shell/word-text';
import { spanIn } from '../../workflow/field';
import type { Step } from '../../workflow/model';

/** A program that the runner's image does not have (actions/runner-images) and nothing before installs ends in `command not found`. */
export const toolNotInstalled = rule({
  id: 'tool-not-installed',
  summary: 'Script or releaser runs a program that nothing has installed',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'step',
  failures: [],
  check({ step, instances }, context) {
    const { report, undecided } = context;
    checkReleases(step, instances, context);
    const { run } = step;
    const [some] = instances;
    if (run === undefined || some === undefined || !mayRun(readScript(some))) return;
    for (const instance of instances) {
      if (instance.reached === false) continue;
      const said = new Set<string>();
      for (const command of instance.script?.commands ?? []) {
        const [first] = unwrapped(command.words);
        const tool = wordText(first) ?? '';
        if (first === undefined || !NOT_ON_HOSTED.has(tool) || said.has(tool) || command.reached === false) continue;
        said.add(tool);
        if (olderImageHas(tool, runnerLabels(instance.job) ?? [])) continue;
        const presence = installedBefore(tool, instance, command);
        if (presence.kind === 'yes') continue;
        // A command behind `if command -v …`, or whose failure somebody expects, says that it may be missing.
        if (presence.kind === 'perhaps' || command.reached !== true || command.command.failure.kind !== 'stops') {
          undecided(presence.kind === 'perhaps' ? presence.reason : `whether \`${tool}\` is run is not known`);
          continue;
        }
        const known = hosted(instance.job) === true && runnerOs(instance.job) === 'linux';
        const fix = step.job === undefined ? undefined : installer(tool, step);
        report({
          at: spanIn(run.field, first.word.span),
          message: known
            ? `\`${tool}\` is not on GitHub's runners and nothing before this installs it, so the step ends in \`command not found\``
            : `nothing before this installs \`${tool}\`; GitHub's runners do not have it, and other runners need it in their image`,
          severity: known ? 'error' : 'info',
          confidence: known && instance.reached === true ? 'certain' : 'likely',
          scenarios: [instance.job.instance.scenarioId],
          ...(fix === undefined ? {} : { fix }),
        });
      }
    }
  },
});

/** Programs that GoReleaser's configuration has it run; its action brings none of them (goreleaser.com/ci/actions). */
function checkReleases(step: Step, instances: readonly StepInstance[], { report, undecided }: Context): void {
  for (const instance of instances) {
    if (instance.reached === false || !mayHave(instance, ['release'])) continue;
    for (const event of eventsOfStep(instance)) {
      if (event.kind !== 'release' || event.reached === false) continue;
      const said = new Set<string>();
      for (const { program, section, runs } of event.programs) {
        if (!NOT_ON_HOSTED.has(program) || runs === false || said.has(program)) continue;
        if (runs === true) said.add(program);
        const presence = installedBefore(program, instance, event.command);
        if (presence.kind === 'yes') continue;
        if (presence.kind === 'perhaps' || runs === 'unknown' || event.busy || event.reached !== true) {
          undecided(presence.kind === 'perhaps' ? presence.reason : `whether \`${program}\` is run is not known`);
          continue;
        }
        const known = hosted(instance.job) === true && runnerOs(instance.job) === 'linux';
        const fix = step.job === undefined ? undefined : installer(program, step);
        report({
          at: event.span,
          message: known
            ? `\`${section}\` of \`${event.configuration}\` runs \`${program}\`, which is not on GitHub's runners and which nothing before this installs, so the release fails`
            : `\`${section}\` of \`${event.configuration}\` runs \`${program}\`, which nothing before this installs; GitHub's runners do not have it, and other runners need it in their image`,
          severity: known ? 'error' : 'info',
          confidence: known ? 'certain' : 'likely',
          scenarios: [instance.job.instance.scenarioId],
          ...(fix === undefined ? {} : { fix }),
        });
      }
    }
  }
}

/** Whether a script names one of the programs where a command is called, or calls one by a name that is computed. */
function mayRun({ commands, functions }: Script): boolean {
  return [...commands, ...[...functions.values()].flat()].some(({ words }) => {
    const [program, ...others] = words.map(literalText);
    if (words.length === 0) return false;
    if (program === undefined || NOT_ON_HOSTED.has(program)) return true;
    return isWrapper(program) && others.some((word) => word === undefined || NOT_ON_HOSTED.has(word));
  });
}

function installer(tool: string, step: Step): ReportedFix | undefined {
  const action = NOT_ON_HOSTED.get(tool);
  if (action === undefined || (actionNamed(action)?.versions.length ?? 0) === 0) return undefined;
  return {
    title: `Install ${tool} with ${action}`,
    edit: (editor) => {
      const uses = editor.uses(step.owner, action);
      if (typeof uses !== 'string') return uses;
      const guard = step.condition === undefined ? '' : guardOf(step.condition.text);
      return guard === undefined
        ? { refused: 'the condition goes over several lines' }
        : editor.insertSteps({ before: step }, `- name: Install ${tool}${guard}\n  uses: ${uses}${withOf(action)}`);
    },
  };
}

/** goreleaser-action runs GoReleaser unless it is told only to install it (its README). */
function withOf(action: string): string {
  return action === 'goreleaser/goreleaser-action' ? '\n  with:\n    install-only: true' : '';
}

function guardOf(condition: string): string | undefined {
  const text = condition.trim();
  if (/[\r\n]/.test(text)) return undefined;
  return `\n  if: ${text.startsWith('${{') ? text : `\${{ ${text} }}`}`;
}
