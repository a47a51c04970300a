import type { AttestEvent, BuildEvent, PushEvent, SignEvent } from '../../event/event';
import type { Analysis, SiteOf } from '../../image/analysis';
import { before, ofKind } from '../../image/in-job';
import { publishes } from '../../image/published';
import { sameImage } from '../../image/same-image';
import { sourceText } from '../../image/source-text';
import { tagPusher } from '../../image/tag-pusher';
import { type Context, type ReportedFix, rule } from '../../lint/rule';
import type { Editor } from '../../remedy/editor';
import { lookedUpDigest } from '../../remedy/looked-up-digest';
import { outputExpression } from '../../remedy/output-expression';
import { untagged } from '../../remedy/untagged';
import { guardLine, whenPushed } from '../../remedy/when-pushed';
import { type Reference, shownName } from '../../run/reference';
import type { Refusal } from '../../text/edit';
import type { Span } from '../../text/span';
import { parts, show } from '../../value/text';
import type { Known, StepOutput, Template } from '../../value/value';
import { conditionBody } from '../../workflow/condition-text';
import type { Step } from '../../workflow/model';

/** cosign resolves a tag when it signs or attests, so it may sign another image than the one just pushed; cosign itself warns (F-110). */
export const cosignSignByTag = rule({
  id: 'cosign-sign-by-tag',
  summary: 'Image is signed or attested by tag instead of by digest',
  severity: 'warning',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'workflow',
  failures: ['F-110'],
  check(analysis, context) {
    for (const { kind, events, span } of analysis.sites) {
      if (kind === 'sign') checkSite(ofKind(events, 'sign'), span, context);
      // actions/attest has a subject of its own.
      if (kind === 'attest')
        checkSite(
          ofKind(events, 'attest').filter(({ command }) => command !== undefined),
          span,
          context,
        );
    }
  },
});

type Signing = SignEvent | AttestEvent;

function checkSite(events: readonly Signing[], span: Span, { analysis, report, undecided }: Context): void {
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
    const odd = (event.references ?? []).find(({ digest }) => digest !== undefined && isNoDigest(digest));
    if (odd?.digest !== undefined)
      report({
        at: event.target.span,
        message: `\`${event.tool}\` is given \`${shortText(show(odd.digest))}\` behind \`@\`, a tag and no digest, so it fails with \`could not parse reference\``,
        severity: 'error',
        confidence: event.reached === true ? 'certain' : 'likely',
        scenarios: [event.job.instance.scenarioId],
      });
    const tagged = (event.references ?? []).filter(isTagged);
    const [first] = tagged;
    if (first === undefined) continue;
    report({
      at: event.target.span,
      message: `\`${event.tool}\` is given the tag \`${sourceText(event, event.target.span)}\`, which may name something else by the time it is signed; sign its digest`,
      confidence: 'certain',
      scenarios: [event.job.instance.scenarioId],
      ...(tagged.length === 1 ? fixFor(event, analysis) : {}),
    });
  }
}

function isTagged({ digest, tag }: Reference): boolean {
  return digest === undefined && tag !== undefined;
}

/**
 * A digest is `sha256:` and hexadecimal digits, and what metadata-action makes of a tag holds no colon (distribution reference grammar).
 * An output that a branch of its script leaves empty is no version in its place.
 */
function isNoDigest(digest: Known | Template): boolean {
  const all = parts(digest);
  return (
    all.length > 0 &&
    all.every((part) =>
      typeof part === 'string' ? !part.includes(':') : part.sanitized === true || part.lacks?.includes(':') === true,
    )
  );
}

function shortText(text: string): string {
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}

function fixFor(event: Signing, { sites }: Analysis): { readonly fix?: ReportedFix } {
  const [reference, ...more] = event.references ?? [];
  const source = reference === undefined ? undefined : lastPublished(event, reference);
  const { step } = event.step;
  const word = event.command?.words.find(
    ({ value }) => reference !== undefined && show(value) === show(reference.value),
  )?.word;
  if (reference === undefined || more.length > 0 || source === undefined || word === undefined) return {};
  const index =
    source.kind === 'push' && source.how === 'index'
      ? sites.find((site): site is SiteOf<'push'> => site.kind === 'push' && site.key.startsWith(source.site))
      : undefined;
  const { digest } = source;
  if (index === undefined && digest === undefined) return {};
  return {
    fix: {
      title: index === undefined ? 'Sign the digest that was pushed' : 'Sign the digest of the index',
      edit: (editor) => {
        const { run } = step;
        if (run === undefined) return { refused: 'the signature is not made by a script' };
        const doubt = whenBoth(source.step.step, step);
        if (doubt !== undefined) return doubt;
        const written = run.field.text.slice(word.span.start, word.span.end).replace(/^(["'])(.*)\1$/, '$2');
        const name = untagged(written, reference, step);
        if (typeof name !== 'string') return name;
        const output =
          digest === undefined ? digestOfIndex(editor, index, step) : outputOf(editor, source.step.step, digest);
        if (typeof output !== 'string') return output;
        const signed = `"${name}@${output}"`;
        const twice = lineSaidAnyway(run.field.text, word.span, signed);
        return twice === undefined
          ? editor.replaceIn(step.owner, run.field, word.span, signed)
          : editor.replaceIn(step.owner, run.field, twice, '');
      },
    },
  };
}

/**
 * The whole line of a script in which a word is to be replaced, with the line break before it, where one above says the same as it would then: two tags of an image have
 * one digest, which is signed once. Undefined where there is none, or where the two may not run together.
 */
function lineSaidAnyway(text: string, word: Span, replacement: string): Span | undefined {
  const start = text.lastIndexOf('\n', word.start - 1) + 1;
  const next = text.indexOf('\n', word.end);
  const end = next < 0 ? text.length : next;
  const line = text.slice(start, word.start) + replacement + text.slice(word.end, end);
  const above = text.slice(0, start).split('\n').slice(0, -1);
  const at = above.lastIndexOf(line.trimEnd());
  return at < 0 || above.slice(at).some((one) => FORKS.test(one)) ? undefined : { start: start - 1, end };
}

/** Lines at which ways of a script part or meet, or that go on in the next. */
const FORKS = /^\s*(if|elif|else|fi|for|while|until|do|done|case|esac)\b|^\s*[(){}]|\\$/;

/** A build that only loads its image for a scan gives out the digest of another one. */
function lastPublished(event: Signing, reference: Reference): BuildEvent | PushEvent | undefined {
  return tagPusher(
    reference,
    before(event, 'build', 'push').filter(
      (other) => other.step.parent === event.step.parent && publishes(other) && sameImage(other, event) === true,
    ),
  );
}

/** Refuses where the signature is made on runs on which the image may not be pushed: a tag is always there, this digest is not. */
function whenBoth(pushing: Step, signing: Step): Refusal | undefined {
  const wanted = whenPushed(pushing);
  const own = conditionBody(signing.condition);
  if (typeof wanted !== 'string') return wanted;
  if (typeof own !== 'string') return own;
  const asked = new Set(own.split('&&').map((part) => part.trim()));
  return own === wanted || wanted.split('&&').every((part) => part.trim() === '' || asked.has(part.trim()))
    ? undefined
    : { refused: 'the step that signs runs on other conditions than the push, so it may have no digest' };
}

function outputOf(editor: Editor, step: Step, digest: StepOutput): string | Refusal {
  const id = editor.ensureId(step, 'build');
  return typeof id === 'string' ? outputExpression(id, digest) : id;
}

/** The digest of an index is looked up behind it; one that the same script signs cannot be. */
function digestOfIndex(editor: Editor, site: SiteOf<'push'> | undefined, signing: Step): string | Refusal {
  if (site === undefined || site.step === signing)
    return { refused: 'the script that makes the index signs it as well; look the digest up there' };
  const names = [...new Set(site.events.flatMap(({ known }) => known.map(shownName)))];
  const found = lookedUpDigest(editor, { site, events: site.events, names });
  if ('refused' in found) return found;
  const condition = whenPushed(site.step);
  if (typeof condition !== 'string') return condition;
  if (found.lookUp === undefined)
    return found.step.index < signing.index
      ? found.digest
      : { refused: 'the digest of the index is looked up behind the signature' };
  const refusal = editor.insertSteps({ after: found.step }, found.lookUp(guardLine(condition)));
  return refusal ?? found.digest;
}
