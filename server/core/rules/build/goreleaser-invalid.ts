import type { ReleaseEvent } from '../../event/event';
import { possibleMaker } from '../../image/possible-maker';
import { type ReportedFix, rule } from '../../lint/rule';
import { GORELEASER_NAMES } from '../../recipe/goreleaser';
import { inputOperand } from '../../run/operand';
import { hosted } from '../../run/runner';
import { nobodySets } from '../../run/unset-variable';
import type { Span } from '../../text/span';
import { knownText } from '../../value/value';
import { fieldNamed, spanIn, textSpan } from '../../workflow/field';
import type { Step } from '../../workflow/model';
import type { Workspace } from '../../workspace';

/**
 * GoReleaser stops before it builds anything where its configuration is missing or of a later version, where it has no token to release with
 * (goreleaser cmd/config.go, internal/pipe/env), and its action, from its second version on, where it has no arguments
 * (goreleaser/goreleaser-action, src/main.ts).
 */
export const goreleaserInvalid = rule({
  id: 'goreleaser-invalid',
  summary: 'GoReleaser lacks its configuration, its arguments or a token',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'release',
  failures: [],
  check({ events, step, span }, { analysis, report, undecided }) {
    for (const event of events) {
      if (event.reached === false) continue;
      const problem = problemOf(event, step, analysis.workspace);
      if (problem === undefined) continue;
      if ('doubt' in problem || event.reached !== true) {
        undecided('doubt' in problem ? problem.doubt : 'whether GoReleaser runs is not known');
        continue;
      }
      report({
        at: problem.at ?? span,
        message: problem.message,
        confidence: 'certain',
        scenarios: [event.job.instance.scenarioId],
        ...(problem.fix === undefined ? {} : { fix: problem.fix }),
      });
    }
  },
});

type Problem =
  | { readonly message: string; readonly at?: Span | undefined; readonly fix?: ReportedFix | undefined }
  | { readonly doubt: string };

function problemOf(event: ReleaseEvent, step: Step, workspace: Workspace): Problem | undefined {
  if (event.lacks === 'arguments')
    return {
      message: 'the action is given no `args`, so it stops with `args input required` and nothing is released',
      fix: { title: 'Release', edit: (editor) => editor.setInput(step, 'args', 'release --clean') },
    };
  if (event.lacks === 'configuration') return missing(event, step, workspace);
  return otherVersion(event, step) ?? tokenless(event, step);
}

function missing(event: ReleaseEvent, step: Step, workspace: Workspace): Problem {
  const { configuration } = event;
  const maker = possibleMaker(event, configuration);
  if (maker !== undefined) return { doubt: maker };
  const args = step.uses === undefined ? undefined : fieldNamed(step.uses.with, 'args')?.field;
  const name = configuration.replace(/^.*\//, '');
  const start = args?.text.indexOf(name) ?? -1;
  const place = { start, end: start + name.length };
  const folder = configuration.slice(0, configuration.length - name.length);
  const [other, ...others] = GORELEASER_NAMES.filter((one) => {
    const state = workspace.file(`${folder}${one}`);
    return state !== 'absent' && state !== 'notLoaded';
  });
  return {
    message: `there is no \`${configuration}\` in this repository, and no step before makes one, so GoReleaser cannot start`,
    ...(args === undefined || start < 0
      ? {}
      : {
          at: spanIn(args, place),
          ...(other === undefined || others.length > 0
            ? {}
            : {
                fix: {
                  title: `Read \`${other}\``,
                  edit: (editor) => editor.replaceIn(step.owner, args, place, other),
                },
              }),
        }),
  };
}

/**
 * GoReleaser 1 refuses a configuration of the second version (kosli-dev/cli#710: `only configurations files on version: 1 are supported`).
 * The other way round GoReleaser 2 only warns where it knows all keys (its pkg/config/load.go), so nothing is said.
 */
function otherVersion({ schema, configuration, command, step: own }: ReleaseEvent, step: Step): Problem | undefined {
  if (schema !== '2' || command !== undefined) return undefined;
  const version = step.uses === undefined ? undefined : fieldNamed(step.uses.with, 'version')?.field;
  if (version === undefined || !/^(~> ?)?v?1(\.|$)/.test(knownText(inputOperand(own, 'version')?.value)?.trim() ?? ''))
    return undefined;
  return {
    message: `\`${configuration}\` says \`version: 2\`, which GoReleaser 1 refuses, so it stops`,
    at: textSpan(version),
    fix: { title: 'Take GoReleaser 2', edit: (editor) => editor.setInput(step, 'version', '~> v2') },
  };
}

/** `missing GITHUB_TOKEN, GITLAB_TOKEN and GITEA_TOKEN` (goreleaser internal/pipe/env/env.go). */
function tokenless(event: ReleaseEvent, step: Step): Problem | undefined {
  const { job, step: own, command } = event;
  if (event.creates !== true || event.hasToken) return undefined;
  const sure =
    hosted(job) === true &&
    job.job.container === undefined &&
    ['GITHUB_TOKEN', 'GITLAB_TOKEN', 'GITEA_TOKEN'].every((name) =>
      nobodySets(job.steps, job.steps.indexOf(own), name),
    ) &&
    (command === undefined || own.script?.opaqueEnvironment === false);
  if (!sure) return { doubt: 'a token may be set where it is not seen' };
  const grants = job.permissions.level('contents') !== 'write';
  return {
    message:
      'nothing sets `GITHUB_TOKEN` for GoReleaser, which needs it to create the release, so it stops before it builds',
    fix: {
      title: 'Give it the token of the job',
      edit: (editor) => {
        const refusal = editor.setEnv(step, 'GITHUB_TOKEN', '${{ secrets.GITHUB_TOKEN }}');
        return (
          refusal ?? (grants && step.job !== undefined ? editor.grant(step.job, { contents: 'write' }) : undefined)
        );
      },
    },
  };
}
