import { fromParts, parts } from '../value/text';
import { knownText, type Truth, type Value } from '../value/value';

/** What the words behind `goreleaser` ask for (goreleaser.com/cmd/goreleaser_release; goreleaser cmd/release.go). */
export interface GoreleaserOptions {
  readonly command: string;
  readonly config: Value | undefined;
  /** Whether images are published. */
  readonly publishes: Truth;
  /** What `--skip` names, and what `--snapshot` implies. */
  readonly skips: ReadonlySet<string>;
  /** True where a word is not known, or leaves what is skipped to the run. */
  readonly open: boolean;
  /** A nightly makes a release only where `nightly.publish_release` says so (goreleaser.com/customization/nightlies). */
  readonly nightly: boolean;
  /** The flag that keeps everything from being published. */
  readonly rehearsal: string | undefined;
}

/** Undefined where the command may be anything. */
export function goreleaserOptions(words: readonly Value[]): GoreleaserOptions | undefined {
  let command: string | undefined;
  let config: Value | undefined;
  let rehearsal: string | undefined;
  let open = false;
  let nightly = false;
  const skips = new Set<string>();
  const skip = (list: string | undefined, written: string): void => {
    if (list === undefined) open = true;
    for (const one of list?.split(',') ?? []) skips.add(one.trim());
    if (skips.has('publish')) rehearsal ??= written;
  };
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    const text = knownText(word);
    if (word === undefined || text === '') continue;
    const given = word.kind === 'template' ? word.parts[0] : text;
    if (typeof given !== 'string') {
      // It may be the command itself.
      if (command === undefined) return undefined;
      open = true;
      continue;
    }
    const equals = /^(?:-f|--config)=/.exec(given)?.[0];
    if (equals !== undefined && (word.kind === 'known' || word.kind === 'template'))
      config = fromParts([given.slice(equals.length), ...parts(word).slice(1)].filter((part) => part !== ''));
    else if (given === '-f' || given === '--config') config = words[++at];
    else if (/^--snapshot(=true)?$/.test(given)) {
      rehearsal = '--snapshot';
      for (const one of ['publish', 'announce', 'validate']) skips.add(one);
    } else if (/^--skip[-=]/.test(given)) skip(text?.slice('--skip='.length), given);
    else if (given === '--skip') {
      const list = knownText(words[++at]);
      skip(list, `--skip ${list}`);
    } else if (given === '--nightly') nightly = true;
    else if (SOMETIMES.test(given)) open = true;
    else if (VALUE_FLAGS.has(given)) at++;
    else if (!given.startsWith('-')) command ??= given;
  }
  const none = ['publish', 'docker', 'ko'].some((one) => skips.has(one));
  return {
    command: command ?? 'release',
    config,
    publishes: none ? false : open ? 'unknown' : true,
    skips,
    open,
    nightly,
    rehearsal,
  };
}

/** Flags that publish less, later, or only where the checkout is clean; most of them are of GoReleaser Pro. */
const SOMETIMES = /^--(auto-snapshot|prepare|split|merge|soft|single-target|snapshot=.*)$/;

/** Flags of `goreleaser release` that take the next word (goreleaser.com/cmd/goreleaser_release). */
const VALUE_FLAGS: ReadonlySet<string> = new Set([
  '--id',
  '--key',
  '-k',
  '--parallelism',
  '-p',
  '--release-footer',
  '--release-footer-tmpl',
  '--release-header',
  '--release-header-tmpl',
  '--release-notes',
  '--release-notes-tmpl',
  '--timeout',
]);
