import type { PublishedImage } from '../image/analysis';
import { calledUnseen } from '../image/called-unseen';
import { after, before } from '../image/in-job';
import { publishes } from '../image/published';
import { sameImage } from '../image/same-image';
import { scansSentBy } from '../image/sarif';
import { withRegistry } from '../image/written-name';
import type { Refusal } from '../text/edit';
import { knownText } from '../value/value';
import { operandOf } from '../workflow/condition-text';
import { fieldNamed } from '../workflow/field';
import type { Step } from '../workflow/model';
import type { Editor } from './editor';
import { jobNameInRun } from './job-name';
import { lastMade } from './last-made';
import { type LookedUpDigest, lookedUpDigest } from './looked-up-digest';
import { type PublishedDigest, publishedDigest } from './published-digest';
import { scanPlatform } from './scan-platform';
import { attestText, installCosignText, scanText, signText, uploadText } from './step-texts';
import { storageRefusal } from './storage-refusal';
import { uploadScopes } from './upload-sarif';
import { guardLine, whenPushed } from './when-pushed';

/** The repairs that add steps behind the one that publishes. */

/** Signs the pushed digest with cosign, keyless: installer, `cosign sign --yes name@digest`, `id-token: write`. */
export function signWithCosign(editor: Editor, whole: PublishedImage): Refusal | undefined {
  const image = lastMade(whole);
  if ('refused' in image) return image;
  const refusal = storageRefusal(image, false);
  if (refusal !== undefined) return refusal;
  return behind(editor, image, (published, condition) => {
    const guard = guardLine(condition);
    const scan = lastScan(image);
    const installed = hasCosign(image, scan ?? published.step);
    const installer = installed ? '' : usesOrRefuse(editor, image, 'sigstore/cosign-installer');
    if (typeof installer !== 'string') return installer;
    const steps = [...(installed ? [] : [installCosignText(installer, guard)]), signText(published, guard)];
    return { yaml: steps.join('\n'), after: scan, scopes: { 'id-token': 'write' } };
  });
}

/** Whether cosign is installed behind a step of the job, in every run that publishes the image; one that is installed further down is too late. */
function hasCosign({ events }: PublishedImage, step: Step): boolean {
  return events.every((event) =>
    [...before(event, 'setup'), ...after(event, 'setup')].some(
      (setup) =>
        setup.what === 'cosign' &&
        setup.reached !== false &&
        (setup.order < event.order || (setup.step.parent === undefined && setup.step.step.index <= step.index)),
    ),
  );
}

/** Attests build provenance of the pushed digest and stores it beside the image. */
export function attestProvenance(editor: Editor, whole: PublishedImage): Refusal | undefined {
  const image = lastMade(whole);
  if ('refused' in image) return image;
  const refusal = builtElsewhere(image) ?? storageRefusal(image, true);
  if (refusal !== undefined) return refusal;
  return behind(editor, image, (published, condition) => {
    const guard = guardLine(condition);
    const uses = usesOrRefuse(editor, image, 'actions/attest');
    if (typeof uses !== 'string') return uses;
    const { digest } = published;
    const [source] = image.events;
    const names = published.names.map((name) => (source === undefined ? name : withRegistry(name, source)));
    if (names.length === 0)
      return { refused: 'an attestation needs the name of the image without its tag, which is not written here' };
    const steps = names.map((name) =>
      attestText({ uses, name, digest }, guard, names.length > 1 ? ` of ${name.replace(/\/.*$/, '')}` : ''),
    );
    return { yaml: steps.join('\n'), after: lastScan(image), scopes: { 'id-token': 'write', attestations: 'write' } };
  });
}

/** Provenance says where an image was built, which a job that only gives it another name does not know. */
function builtElsewhere({ events }: PublishedImage): Refusal | undefined {
  const [event] = events;
  return event?.kind === 'push' &&
    event.how === 'push' &&
    event.command !== undefined &&
    before(event, 'build').length === 0
    ? { refused: 'nothing in this job builds the image, so its run is not where it comes from' }
    : undefined;
}

/** Scans the pushed digest, uploads the result to code scanning and fails the job on severe findings that have a fix. */
export function scanWithTrivy(editor: Editor, whole: PublishedImage): Refusal | undefined {
  const image = lastMade(whole);
  if ('refused' in image) return image;
  return behind(editor, image, (published, condition) => {
    const trivy = usesOrRefuse(editor, image, 'aquasecurity/trivy-action');
    const upload = usesOrRefuse(editor, image, 'github/codeql-action/upload-sarif');
    if (typeof trivy !== 'string') return trivy;
    if (typeof upload !== 'string') return upload;
    const [named] = published.lowered ? [] : published.names;
    const reference = named ?? published.oneTag;
    if (reference === undefined)
      return { refused: 'the scan needs one reference, and the tags are an expression that may hold several' };
    const category = uploadCategory(published, image, reference);
    if (typeof category !== 'string') return category;
    // A scan that is left out because one before it failed must not have that one's report sent in its place.
    const taken = eventsAround(image).some(
      (other) => other.kind === 'scan' && knownText(other.sarif?.value) === 'trivy-results.sarif',
    );
    const file = taken ? `trivy-results-${published.id}.sarif` : 'trivy-results.sarif';
    const platform = scanPlatform(image);
    if (typeof platform === 'object') return platform;
    const yaml = [
      scanText(trivy, { reference: `${reference}@${published.digest}`, file, platform }, guardLine(condition)),
      uploadText(upload, { file, category, condition }),
    ];
    return { yaml: yaml.join('\n'), scopes: uploadScopes(published.job) };
  });
}

/** Code scanning takes one upload per category and run, so jobs, matrix legs and images of one job must not share it. */
export function uploadCategory(
  { job, id }: PublishedDigest,
  image: PublishedImage,
  reference: string,
): string | Refusal {
  const [first, ...rest] = image.events;
  const name = first === undefined ? job.id : jobNameInRun([first, ...rest], reference);
  if (typeof name !== 'string') return name;
  return `trivy-${name}${isOneOfSeveral(image) ? `-${id}` : ''}${job.matrix === undefined ? '' : '-${{ strategy.job-index }}'}`;
}

/** Whether something else in the job is published as well. */
function isOneOfSeveral(image: PublishedImage): boolean {
  return eventsAround(image).some(
    (other) =>
      (other.kind === 'build' && other.pushes !== false) ||
      (other.kind === 'push' && other.how === 'push' && other.site !== image.events[0]?.site),
  );
}

interface Addition {
  readonly yaml: string;
  readonly after?: Step | undefined;
  readonly scopes: Readonly<Record<string, 'read' | 'write'>>;
}

/** Puts steps behind the one that publishes, or where the addition says, guarded like the push itself, and grants what they need. */
function behind(
  editor: Editor,
  image: PublishedImage,
  make: (published: PublishedDigest, condition: string) => Addition | Refusal,
): Refusal | undefined {
  const published = digestOf(editor, image);
  if ('refused' in published) return published;
  const condition = whenPublished(published);
  if (typeof condition !== 'string') return condition;
  if (decidesInside(image))
    return {
      refused: 'in some runs the step pushes nothing, and no condition that a later step could repeat says when',
    };
  const addition = make(published, condition);
  if ('refused' in addition) return addition;
  const asked = newToCallers(image, addition.scopes);
  if (asked !== undefined) return asked;
  const { step } = published;
  const first = published.lookUp?.(guardLine(condition));
  const refusal =
    first === undefined || addition.after === undefined
      ? editor.insertSteps({ after: addition.after ?? step }, join(first, addition.yaml))
      : (editor.insertSteps({ after: step }, first) ?? editor.insertSteps({ after: addition.after }, addition.yaml));
  if (refusal !== undefined) return refusal;
  return editor.grant(published.job, addition.scopes);
}

/** A job that is called may have no more than its caller's, or GitHub rejects the run (docs: reusing workflows, permissions). */
function newToCallers({ events }: PublishedImage, scopes: Addition['scopes']): Refusal | undefined {
  const unseen = events.find(({ job }) => calledUnseen(job))?.job;
  if (unseen === undefined) return undefined;
  const lacking = Object.entries(scopes).filter(([scope, level]) => {
    const own = unseen.permissions.level(scope);
    return own !== 'write' && !(own === 'read' && level === 'read');
  });
  const needed = lacking.find(([, level]) => level === 'write') ?? lacking[0];
  return needed === undefined
    ? undefined
    : {
        refused: `callers in other repositories would have to grant \`${needed[0]}: ${needed[1]}\`, or their runs are rejected; ask for it there first`,
      };
}

function join(first: string | undefined, rest: string): string {
  return first === undefined ? rest : `${first}\n${rest}`;
}

function digestOf(editor: Editor, image: PublishedImage): LookedUpDigest | Refusal {
  const [event] = image.events;
  if (event?.digest === undefined) return lookedUpDigest(editor, image);
  const published = publishedDigest(editor, image);
  return 'refused' in published ? published : { ...published, lookUp: undefined };
}

/** Whether the step runs in some starts without publishing, where neither its `if` nor its `push` says so: its script or `outputs` does. */
function decidesInside({ site }: PublishedImage): boolean {
  const inputs = site.step.uses?.with;
  const push = inputs === undefined ? undefined : fieldNamed(inputs, 'push')?.field;
  if (push?.text.includes('${{') === true) return false;
  return site.events.some((event) => event.step.reached !== false && event.job.reached !== false && !publishes(event));
}

/** When the image was published: where the step may fail and the job goes on, only if it did not, or what follows works on an empty digest. */
function whenPublished({ step, id }: PublishedDigest): string | Refusal {
  const condition = whenPushed(step);
  if (
    typeof condition !== 'string' ||
    step.continueOnError === undefined ||
    step.continueOnError.text.trim() === 'false'
  )
    return condition;
  const succeeded = `steps.${id}.outcome == 'success'`;
  return condition === '' ? succeeded : `${operandOf(condition)} && ${succeeded}`;
}

/** The last scan of the image behind the push, or the upload of its report: what a scan stops must not be signed. */
function lastScan({ events }: PublishedImage): Step | undefined {
  const [event] = events;
  if (event === undefined) return undefined;
  const scans = after(event, 'scan').filter((scan) => sameImage(event, scan) === true);
  const uploads = after(event, 'upload-sarif').filter((upload) =>
    scansSentBy(upload).some((one) => scans.includes(one)),
  );
  return [...scans, ...uploads]
    .filter(({ step }) => step.parent === undefined)
    .sort((a, b) => a.order - b.order)
    .at(-1)?.step.step;
}

/** Everything else the job does. */
function eventsAround(image: PublishedImage): ReturnType<typeof before> {
  const [event] = image.events;
  return event === undefined ? [] : [...before(event), ...after(event)];
}

function usesOrRefuse(editor: Editor, image: PublishedImage, action: string): string | Refusal {
  return editor.uses(image.site.step.owner, action);
}
