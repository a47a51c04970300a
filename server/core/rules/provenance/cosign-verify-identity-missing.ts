import { type CosignCall, cosignCalls, cosignMajor } from '../../image/cosign';
import { rule } from '../../lint/rule';

/** Without a key, cosign wants to know whose signature counts and who vouched for it (sigstore/cosign README, "Verify a container"). */
export const cosignVerifyIdentityMissing = rule({
  id: 'cosign-verify-identity-missing',
  summary: 'Keyless verification does not say whose signature counts',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'step',
  failures: [],
  check({ step, instances }, { report, undecided }) {
    if (!/cosign\s[\s\S]*verify/.test(step.run?.field.text ?? '')) return;
    for (const instance of instances) {
      if (instance.reached === false) continue;
      const major = cosignMajor(instance);
      if (major === 1) continue;
      for (const call of cosignCalls(instance)) {
        if (!call.reached || !VERIFIES.test(call.verb) || has(call, KEYS)) continue;
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
