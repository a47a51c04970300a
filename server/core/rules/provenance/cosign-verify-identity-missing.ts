import { eventsOfStep } from '../../event/events-of';
import type { Analysis } from '../../image/analysis';
import { type CosignCall, cosignCalls, cosignMajor } from '../../image/cosign';
import { sameImage } from '../../image/same-image';
import { type ReportedFix, rule } from '../../lint/rule';
import type { StepInstance } from '../../run/run';
import type { ResolvedWord } from '../../shell/walk';
import { spanIn } from '../../workflow/field';
import type { Field, Step } from '../../workflow/model';

/** Without a key, cosign wants to know whose signature counts and who vouched for it (sigstore/cosign README, "Verify a container"). */
export const cosignVerifyIdentityMissing = rule({
  id: 'cosign-verify-identity-missing',
  summary: 'Keyless verification does not say whose signature counts, or takes anyone’s',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'step',
  failures: [],
  check({ step, instances }, { analysis, report, undecided }) {
    if (!/cosign\s[\s\S]*verify/.test(step.run?.field.text ?? '')) return;
    for (const instance of instances) {
      if (instance.reached === false) continue;
      const major = cosignMajor(instance);
      if (major === 1) continue;
      for (const call of cosignCalls(instance)) {
        if (!call.reached || !VERIFIES.test(call.verb) || has(call, KEYS)) continue;
        const anyone = anyonesIdentity(call);
        if (anyone !== undefined && step.run !== undefined)
          report({
            at: spanIn(step.run.field, anyone.word.word.span),
            message: `\`${anyone.pattern}\` takes the signature of ${anyone.whose}, so this check proves nothing: name the repository whose workflows sign`,
            severity: 'warning',
            confidence: 'certain',
            scenarios: [instance.job.instance.scenarioId],
            ...(verifiesOwn(instance, call, analysis) ? ownWorkflows(step, step.run.field, anyone) : {}),
          });
        if (call.open || call.texts.includes(undefined)) {
          const missing = [IDENTITY, ISSUER].some((flags) => !has(call, flags));
          if (missing && call.open) undecided('a word of the command may hold the identity');
          if (call.open) continue;
        }
        const missing = [
          ...(has(call, IDENTITY) ? [] : ['--certificate-identity']),
          ...(has(call, ISSUER) ? [] : ['--certificate-oidc-issuer']),
        ];
        const environment = [...IDENTITY, ...ISSUER].some(
          (flag) => instance.variable(`COSIGN_${flag.slice(2).replaceAll('-', '_').toUpperCase()}`) !== undefined,
        );
        if (missing.length === 0 || environment) continue;
        const { run, owner } = step;
        const verb = call.words[1]?.word.span;
        const issuerOnly = missing.length === 1 && missing[0] === '--certificate-oidc-issuer';
        report({
          at: call.span,
          message: `\`cosign ${call.verb.split(' ')[0] ?? 'verify'}\` without a key needs ${missing.map((flag) => `\`${flag}\``).join(' and ')}, or it stops`,
          severity: major === undefined ? 'warning' : 'error',
          confidence: major === undefined ? 'likely' : 'certain',
          scenarios: [instance.job.instance.scenarioId],
          // Whose signature counts only people know; that GitHub vouches for a workflow is plain.
          ...(issuerOnly && run !== undefined && verb !== undefined
            ? {
                fix: {
                  title: 'Accept what GitHub Actions vouches for',
                  edit: (editor) =>
                    editor.replaceIn(
                      owner,
                      run.field,
                      { start: verb.end, end: verb.end },
                      ' --certificate-oidc-issuer https://token.actions.githubusercontent.com',
                    ),
                },
              }
            : {}),
        });
      }
    }
  },
});

interface Anyone {
  readonly word: ResolvedWord;
  /** Where in the word's text the pattern begins. */
  readonly from: number;
  readonly pattern: string;
  readonly whose: string;
}

/**
 * A pattern for identities that leaves out nobody, or nobody on GitHub (cosign docs, `--certificate-identity-regexp`: "a regular expression
 * alternative"), where no other flag names the repository.
 */
function anyonesIdentity(call: CosignCall): Anyone | undefined {
  if (call.texts.some((text) => text?.startsWith('--certificate-github-workflow-repository') === true))
    return undefined;
  for (const [index, text] of call.texts.entries()) {
    const joined = text?.startsWith(`${PATTERN}=`) === true;
    if (text !== PATTERN && !joined) continue;
    const word = call.words[joined ? index : index + 1];
    const from = joined ? PATTERN.length + 1 : 0;
    const pattern = (joined ? text : call.texts[index + 1])?.slice(from);
    if (word === undefined || pattern === undefined) continue;
    if (/^\^?\(?(\.[*+]?)?\)?\$?$/.test(pattern)) return { word, from, pattern, whose: 'anyone' };
    if (/^\^?(https:\/\/)?github\\?\.com(\/?|\/?\.[*+]\$?)$/.test(pattern))
      return { word, from, pattern, whose: 'every workflow on GitHub' };
  }
  return undefined;
}

const PATTERN = '--certificate-identity-regexp';

/** Whether the image that is checked is one that the repository publishes, so that its own workflows sign it. */
function verifiesOwn(instance: StepInstance, call: CosignCall, { published }: Analysis): boolean {
  return eventsOfStep(instance).some(
    (event) =>
      event.kind === 'verify' &&
      event.span.start === call.span.start &&
      published.some(({ events }) => events.some((publishing) => sameImage(publishing, event) === true)),
  );
}

function ownWorkflows(step: Step, field: Field, { word, from }: Anyone): { readonly fix?: ReportedFix } {
  const { span, parts } = word.word;
  const [only] = parts;
  if (parts.length !== 1 || only?.kind !== 'literal') return {};
  const flag = from === 0 ? '' : `${PATTERN}=`;
  return {
    fix: {
      title: 'Take signatures of this repository’s workflows',
      edit: (editor) => editor.replaceIn(step.owner, field, span, `${flag}"^https://github.com/$GITHUB_REPOSITORY/"`),
    },
  };
}

const VERIFIES = /^(verify|verify-attestation|verify-blob|verify-blob-attestation)(\s|$)/;
const IDENTITY = ['--certificate-identity', '--certificate-identity-regexp'];
const ISSUER = ['--certificate-oidc-issuer', '--certificate-oidc-issuer-regexp'];
/** Keys, hardware tokens and stored public keys need no identity. */
const KEYS = ['--key', '--sk', '--slot', '--certificate', '--cert', '--use-signed-timestamps', '--help', '-h'];

function has({ texts, words }: CosignCall, flags: readonly string[]): boolean {
  return texts.some((text, index) => {
    const written = text ?? leading(words[index]);
    return flags.some((flag) => written === flag || written?.startsWith(`${flag}=`) === true);
  });
}

/** The literal beginning of a word that is not known, e.g. `--key=` of `--key=$KEY`. */
function leading(word: CosignCall['words'][number] | undefined): string | undefined {
  const [first] = word?.word.parts ?? [];
  return first?.kind === 'literal' ? first.text : undefined;
}
