import { PUBLISHING_SCOPES, publishesIn, stakeOf } from '../../image/stake';
import { type Report, type ReportedFix, rule } from '../../lint/rule';
import { installInstead } from '../../remedy/install-tool';
import type { JobInstance, StepInstance } from '../../run/run';
import { unwrapped } from '../../run/unwrap';
import type { ResolvedCommand } from '../../shell/walk';
import { show } from '../../value/text';
import { knownText } from '../../value/value';
import { spanIn } from '../../workflow/field';

/** A script from the network is run with everything the job may do, whoever answers that day (poutine `unverified_script_exec`; F-128). */
export const unverifiedToolInstall = rule({
  id: 'unverified-tool-install',
  summary: 'Tool of a publishing job is installed without any check',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'step',
  failures: ['F-128'],
  check({ step, instances }, { report }) {
    const text = step.run?.field.text ?? '';
    if (!/curl|wget|apt-key/.test(text) || CHECKED.test(text)) return;
    for (const instance of instances) {
      if (instance.reached === false) continue;
      for (const found of installs(instance)) report({ scenarios: [instance.job.instance.scenarioId], ...found });
    }
  },
});

/** What there is to take in the job, where it publishes; asked only for what is fetched, as all of the job must be read for it. */
function stakeIn(job: JobInstance): string | undefined {
  return publishesIn(job) ? stakeOf(job, PUBLISHING_SCOPES) : undefined;
}

/** The script looks at what it has fetched. */
const CHECKED = /sha(256|512)sum|shasum|cosign\s+verify|gpg\s+(--\S+\s+)*--verify|minisign|slsa-verifier/;

/** Names of tools as they stand in the addresses they are fetched from. */
const TOOLS: readonly (readonly [RegExp, string])[] = [
  [/aquasecurity\/trivy\b/, 'trivy'],
  [/anchore\/syft\b|get\.anchore\.io\/syft/, 'syft'],
  [/anchore\/grype\b|get\.anchore\.io\/grype/, 'grype'],
  [/sigstore\/cosign\b/, 'cosign'],
  [/google\/go-containerregistry\b/, 'crane'],
  [/oras-project\/oras\b/, 'oras'],
  [/regclient\/regclient\b/, 'regctl'],
  [/ko-build\/ko\b/, 'ko'],
];

function installs(instance: StepInstance): readonly Omit<Report, 'scenarios'>[] {
  const commands = (instance.script?.commands ?? []).filter(({ reached }) => reached !== false);
  return commands.flatMap((command) => {
    const words = unwrapped(command.words);
    const name = knownText(words[0]?.value)?.replace(/^.*\//, '');
    const run = instance.step.run;
    if (run === undefined || name === undefined) return [];
    const at = spanIn(run.field, command.command.span);
    if (name === 'apt-key' && knownText(words[1]?.value) === 'add')
      return stakeIn(instance.job) === undefined
        ? []
        : [
            {
              at,
              message: '`apt-key add` trusts a key for every package there is, and is gone from current systems',
              confidence: 'certain' as const,
            },
          ];
    if (name !== 'curl' && name !== 'wget') return [];
    const address = words.map(({ value }) => show(value)).find((word) => /^https?:\/\//.test(word));
    const tool = address === undefined ? undefined : TOOLS.find(([pattern]) => pattern.test(address))?.[1];
    if (address === undefined || tool === undefined) return [];
    const shell = runsIt(command, commands);
    const latest = /releases\/latest\/download/.test(address);
    if (shell === undefined && !latest) return [];
    const stake = stakeIn(instance.job);
    if (stake === undefined) return [];
    return [
      {
        at,
        message:
          shell === undefined
            ? `the newest \`${tool}\` is fetched and not checked, and runs with ${stake} at hand`
            : `what this address answers is run by \`${shell}\` and not checked, with ${stake} at hand`,
        severity: /\/[0-9a-f]{40}\//.test(address) ? ('hint' as const) : ('warning' as const),
        confidence: 'certain' as const,
        ...fixFor(instance, tool, commands),
      },
    ];
  });
}

/** The shell that a fetched text is piped into. */
function runsIt({ command }: ResolvedCommand, all: readonly ResolvedCommand[]): string | undefined {
  return all
    .filter((other) => other.command.pipe.id === command.pipe.id && other.command.pipe.index > command.pipe.index)
    .map(({ words }) => knownText(unwrapped(words)[0]?.value)?.replace(/^.*\//, ''))
    .find((name) => name !== undefined && /^(ba|z|da|k)?sh$/.test(name));
}

/** Offered where the step does nothing but install the tool. */
function fixFor(
  instance: StepInstance,
  tool: string,
  commands: readonly ResolvedCommand[],
): { readonly fix?: ReportedFix } {
  const action = INSTALLERS[tool];
  const { step } = instance;
  const only = commands.every(({ words }) => {
    const name = knownText(unwrapped(words)[0]?.value)?.replace(/^.*\//, '');
    return name === undefined || INSTALLING.has(name);
  });
  if (
    action === undefined ||
    !only ||
    instance.parent !== undefined ||
    step.run?.shell !== undefined ||
    step.run?.workingDirectory !== undefined
  )
    return {};
  return { fix: { title: `Install it with ${action}`, edit: (editor) => installInstead(editor, step, action) } };
}

/** Actions that put the tool on the path (their READMEs); those of Syft and Grype do not. */
const INSTALLERS: Readonly<Record<string, string>> = {
  trivy: 'aquasecurity/setup-trivy',
  cosign: 'sigstore/cosign-installer',
};
const INSTALLING: ReadonlySet<string> = new Set([
  'curl',
  'wget',
  'sh',
  'bash',
  'chmod',
  'mv',
  'install',
  'mkdir',
  'set',
  'tar',
  'cosign',
  'trivy',
]);
