import { rule } from '../../lint/rule';

/** The Docker engine's exporter takes no attestations, so BuildKit leaves them out without a word (Docker docs, "Build attestations"; F-042). */
export const attestationsDroppedOnLoad = rule({
  id: 'attestations-dropped-on-load',
  summary: 'Provenance or SBOM is asked for in a build that is only loaded',
  severity: 'hint',
  profile: 'audit',
  since: '0.1.0',
  fixable: 'no',
  each: 'build',
  failures: ['F-042'],
  check({ events }, { report }) {
    for (const event of events) {
      if (event.reached === false || event.loads !== true || event.pushes !== false || event.exporters !== undefined)
        continue;
      const what = event.sbom === true ? 'the SBOM' : event.provenance === 'explicit' ? 'the provenance' : undefined;
      const operand = event.sbom === true ? event.sbomInput : event.provenanceInput;
      if (what === undefined || operand === undefined) continue;
      report({
        at: operand.span,
        message: `${what} is left out of an image that is loaded into the engine, and nothing says so`,
        confidence: 'likely',
        scenarios: [event.job.instance.scenarioId],
      });
    }
  },
});
