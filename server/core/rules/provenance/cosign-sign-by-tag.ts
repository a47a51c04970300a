import type { SignEvent } from '../../image/event';
import { before } from '../../image/in-job';
import { publishes } from '../../image/published';
import type { Reference } from '../../image/reference';
import { sameImage } from '../../image/same-image';
import { sourceText } from '../../image/source-text';
import { type ReportedFix, rule } from '../../lint/rule';
import { untagged } from '../../remedy/untagged';
import { show } from '../../value/text';

/** cosign resolves a tag when it signs, so it may sign another image than the one just pushed; cosign itself warns (F-110). */
export const cosignSignByTag = rule({
  id: 'cosign-sign-by-tag',
  summary: 'Image is signed by tag instead of by digest',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'sign',
  failures: ['F-110'],
  check({ events, span }, { report, undecided }) {
    for (const event of events) {
      if (event.reached === false) continue;
      if (event.target === undefined) {
        // What GoReleaser signs stands in its own configuration (goreleaser.com/customization/sign/docker_sign).
        if (event.tool === 'goreleaser' && (event.references ?? []).some(isTagged))
          report({
            at: span,
            message: `GoReleaser is configured to sign a tag, which may name something else by the time it is signed; its default \`\${artifact}@\${digest}\` signs what was pushed`,
            confidence: 'certain',
            scenarios: [event.job.instance.scenarioId],
          });
        continue;
      }
      if (event.references === undefined) undecided('what is signed is not known');
      const tagged = (event.references ?? []).filter(isTagged);
      const [first] = tagged;
      if (first === undefined) continue;
      report({
        at: event.target.span,
        message: `\`${event.tool}\` is given the tag \`${sourceText(event, event.target.span)}\`, which may name something else by the time it is signed`,
        confidence: 'certain',
        scenarios: [event.job.instance.scenarioId],
        ...(tagged.length === 1 ? fixFor(event) : {}),
      });
    }
  },
});

function isTagged({ digest, tag }: Reference): boolean {
  return digest === undefined && tag !== undefined;
}

function fixFor(event: SignEvent): { readonly fix?: ReportedFix } {
  const [reference] = event.references ?? [];
  // The tag names what was pushed last; a build that only loads its image for a scan gives out the digest of another one.
  const build = before(event, 'build', 'push').findLast(
    (other) =>
      other.digest !== undefined &&
      other.step.parent === event.step.parent &&
      publishes(other) &&
      sameImage(other, event) === true,
  );
  const { run } = event.step.step;
  const word = event.command?.words.find(
    ({ value }) => reference !== undefined && show(value) === show(reference.value),
  )?.word;
  const output = build?.digest?.output;
  if (
    reference === undefined ||
    build === undefined ||
    run === undefined ||
    word === undefined ||
    output === undefined ||
    event.references?.length !== 1
  )
    return {};
  const { owner } = event.step.step;
  return {
    fix: {
      title: 'Sign the digest that was pushed',
      edit: (editor) => {
        const written = run.field.text.slice(word.span.start, word.span.end).replace(/^(["'])(.*)\1$/, '$2');
        const name = untagged(written, reference, event.step.step);
        if (typeof name !== 'string') return name;
        const id = editor.ensureId(build.step.step, 'build');
        return typeof id === 'string'
          ? editor.replaceIn(owner, run.field, word.span, `"${name}@\${{ steps.${id}.outputs.${output} }}"`)
          : id;
      },
    },
  };
}
