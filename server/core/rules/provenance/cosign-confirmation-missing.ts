import type { AttestEvent, SignEvent } from '../../event/event';
import type { Analysis, Site, SiteOf } from '../../image/analysis';
import { cosignMajor } from '../../image/cosign';
import { type Context, rule } from '../../lint/rule';

/** cosign asks before it writes to the public log, and in a run nobody answers: `user declined the prompt` (cosign internal/ui/prompt.go; F-108). */
export const cosignConfirmationMissing = rule({
  id: 'cosign-confirmation-missing',
  summary: 'cosign asks for a confirmation that nobody in a run can give',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'safe',
  each: 'workflow',
  failures: ['F-108'],
  check(analysis, context) {
    const { report, undecided } = context;
    for (const site of analysis.sites) if (isRelease(site)) checkRelease(site, context);
    for (const event of asking(analysis)) {
      // The prompt and the flag that answers it were read in the sources of cosign 2 and later only.
      if (cosignMajor(event.step) === 1) {
        undecided('the installer brings cosign 1, whose questions and flags are others');
        continue;
      }
      if (event.asks === 'unknown') {
        undecided('whether it asks is not known');
        continue;
      }
      const { run, owner } = event.step.step;
      const command = event.command?.command;
      const verb = command?.words[1];
      if (run === undefined || verb === undefined) continue;
      report({
        at: event.span,
        message: `\`${event.tool}\` asks for confirmation, nobody answers in a run, and it stops; \`--yes\` or COSIGN_YES answers it`,
        confidence: event.reached === true ? 'certain' : 'likely',
        scenarios: [event.job.instance.scenarioId],
        fix: {
          title: 'Add `--yes`',
          edit: (editor) => editor.replaceIn(owner, run.field, { start: verb.span.end, end: verb.span.end }, ' --yes'),
        },
      });
    }
  },
});

/** GoReleaser has cosign sign what it makes, and its configuration says how (goreleaser/example-supply-chain#39). */
function checkRelease({ events, step, span }: SiteOf<'release'>, { report, undecided }: Context): void {
  for (const event of events) {
    if (event.reached === false) continue;
    for (const { section, runs, asks } of event.programs) {
      if (asks === false || runs === false) continue;
      if (asks === 'unknown' || runs === 'unknown' || cosignMajor(event.step) === 1) {
        undecided('whether cosign asks GoReleaser is not known');
        continue;
      }
      report({
        at: span,
        message: `\`${section}\` of \`${event.configuration}\` runs cosign without \`--yes\`; it asks for confirmation, nobody answers in a run, and the release fails`,
        confidence: event.reached === true ? 'certain' : 'likely',
        scenarios: [event.job.instance.scenarioId],
        fix: { title: 'Answer with COSIGN_YES', edit: (editor) => editor.setEnv(step, 'COSIGN_YES', 'true') },
      });
    }
  }
}

function isRelease(site: Site): site is Site & SiteOf<'release'> {
  return site.kind === 'release';
}

function asking({ sites }: Analysis): readonly (SignEvent | AttestEvent)[] {
  return sites
    .flatMap(({ events }) => events)
    .filter(
      (event): event is SignEvent | AttestEvent =>
        (event.kind === 'sign' || event.kind === 'attest') &&
        event.command !== undefined &&
        event.tool.startsWith('cosign'),
    )
    .filter(({ reached, asks }) => reached !== false && asks !== false);
}
