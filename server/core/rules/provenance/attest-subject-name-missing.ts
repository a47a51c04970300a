import type { AttestEvent, BuildEvent, PushEvent } from '../../event/event';
import type { Analysis } from '../../image/analysis';
import { usesAttestAction } from '../../image/attest-action';
import { eventsAround } from '../../image/events-around';
import { withRegistry, writtenName } from '../../image/written-name';
import { rule } from '../../lint/rule';
import { shownName } from '../../run/reference';
import { holes, parts } from '../../value/text';

/** The attest actions take a digest only together with the image's name (actions/attest source; error text F-096). */
export const attestSubjectNameMissing = rule({
  id: 'attest-subject-name-missing',
  summary: 'Attestation has a `subject-digest` and no `subject-name`',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'attest',
  failures: ['F-096'],
  check({ events, tool, step }, { analysis, report }) {
    for (const event of events) {
      const { subjectDigest: digest, subjectName, subjectPath } = event;
      if (event.reached === false || !usesAttestAction(event) || digest?.given !== true || subjectName?.given === true)
        continue;
      // Two subjects are another mistake (`attest-subject-invalid`), and an empty digest counts as none given.
      if (subjectPath?.given === true || (digest.value.kind === 'known' && digest.value.value === '')) continue;
      const name = nameOf(events, analysis);
      report({
        at: digest.span,
        message: `\`${tool}\` stops here: \`subject-digest\` needs \`subject-name\`, the image's name without a tag`,
        related: [],
        scenarios: [event.job.instance.scenarioId],
        ...(name === undefined
          ? {}
          : {
              fix: {
                title: `Add \`subject-name: ${name}\``,
                edit: (editor) => editor.setInput(step, 'subject-name', name),
              },
            }),
      });
    }
  },
});

/** The name of the image whose digest it is, or of the only image there is; undefined when it is not the same on every start. */
function nameOf(all: readonly AttestEvent[], analysis: Analysis): string | undefined {
  const names = new Set(all.filter(({ reached }) => reached !== false).map((one) => imageName(one, analysis)));
  const [name] = names;
  return names.size === 1 ? name : undefined;
}

function imageName(event: AttestEvent, { runs, published }: Analysis): string | undefined {
  const publishing = eventsAround(runs, event.job, 'build', 'push');
  const origins = holes(event.subjectDigest?.value ?? { kind: 'known', value: '' }).flatMap(
    ({ origin }) => origin ?? [],
  );
  const sources = publishing.filter(({ digest }) =>
    origins.some(({ step, output }) => digest?.step === step && digest.output === output),
  );
  for (const source of sources.length > 0 ? sources : publishing) {
    const own = source.step.step.owner === event.step.step.owner ? writtenName(source) : undefined;
    if (own !== undefined && isPortable(own)) return withRegistry(own, source);
    const written = published.find(({ events }) => events.includes(source))?.names ?? [];
    const [name] = written;
    if (written.length === 1 && name !== undefined && isPortable(name)) return withRegistry(name, source);
  }
  const settled = new Set((sources.length > 0 ? sources : publishing).flatMap((source) => settledNames(source)));
  const [only] = settled;
  return settled.size === 1 ? only : undefined;
}

/** Contexts with the same value in every job of the file; `env`, `steps`, `needs` and `matrix` belong to one job. */
function isPortable(name: string): boolean {
  return [...name.matchAll(/\$\{\{(.*?)\}\}/g)].every((match) =>
    /^\s*(github|inputs|vars)\.[\w.-]+\s*$/.test(match[1] ?? ''),
  );
}

/** Names without any expression left. */
function settledNames(source: BuildEvent | PushEvent): readonly string[] {
  return source.known
    .filter(({ name }) => parts(name).every((part) => typeof part === 'string'))
    .map((reference) => withRegistry(shownName(reference), source));
}
