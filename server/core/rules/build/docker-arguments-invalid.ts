import { lookupCommand, type MatchedCommand } from '../../catalogue/commands';
import type { CommandEntry } from '../../catalogue/program';
import type { EventKind, ImageEvent } from '../../event/event';
import { nearName } from '../../lint/near-name';
import { type Report, rule } from '../../lint/rule';
import { unwrapped } from '../../run/unwrap';
import type { ResolvedWord } from '../../shell/walk';
import { wordText, wordTexts } from '../../shell/word-text';
import { parts } from '../../value/text';
import { spanIn } from '../../workflow/field';
import type { Field, Step } from '../../workflow/model';

/**
 * `docker build` takes one folder or address, `docker push` one image and `docker tag` two (docker/cli, docs/reference/commandline: usage);
 * with any other number, or a flag that is none of theirs, they stop before they do anything.
 */
export const dockerArgumentsInvalid = rule({
  id: 'docker-arguments-invalid',
  summary: 'Docker command is given too few or too many arguments, or a flag that it does not have',
  severity: 'error',
  profile: 'default',
  since: '0.1.0',
  fixable: 'review',
  each: 'step',
  failures: ['F-134'],
  check({ step }, { analysis, report, undecided }) {
    const { run } = step;
    if (run === undefined) return;
    for (const site of analysis.sites) {
      if (site.step !== step || !CONCERNED.has(site.kind)) continue;
      for (const event of site.events) {
        if (event.reached === false) continue;
        const fault = faultOf(event, run.field, step);
        if (fault === 'unknown') undecided('which words of the command are arguments is not known');
        else if (fault !== undefined)
          report({
            confidence: event.reached === true ? 'certain' : 'likely',
            scenarios: [event.job.instance.scenarioId],
            ...fault,
          });
      }
    }
  },
});

const CONCERNED: ReadonlySet<EventKind> = new Set(['build', 'push', 'local']);

type Fault = Pick<Report, 'at' | 'message' | 'fix'>;

function faultOf({ command, tool }: ImageEvent, field: Field, step: Step): Fault | 'unknown' | undefined {
  const words = unwrapped(command?.words ?? []);
  if (command === undefined || wordText(words[0]) !== 'docker') return undefined;
  // What xargs reads is more arguments.
  if (command.words.some((word) => wordText(word) === 'xargs')) return undefined;
  // A word that is empty on this start is none, and said where it is empty.
  const vanished = command.command.words.some((word) => !command.words.some((one) => one.word === word));
  if (vanished || words.some(isList)) return 'unknown';
  const matched = lookupCommand(wordTexts(words));
  if (matched === undefined || matched === 'harmless' || 'opaque' in matched) return undefined;
  const { entry } = matched;
  if (entry.arguments === undefined || matched.flags.has('--help')) return undefined;
  const strange = strangeFlag(matched, words, field, step, tool);
  if (strange !== undefined) return strange;
  const given = matched.arguments.flatMap((index) => words[index] ?? []);
  const sure = given.filter(isArgument);
  if (given.length < entry.arguments) {
    if (words.some(({ splits }) => splits)) return 'unknown';
    const { span } = command.command;
    const lost = lostContinuations(field.text, span.end);
    const stops = `so it stops with \`requires exactly ${entry.arguments} argument${entry.arguments > 1 ? 's' : ''}\``;
    return {
      at: spanIn(field, span),
      message:
        lost.length > 0
          ? `this ends without a \`\\\` and the rest stands on the next line, ${stops}`
          : `\`${tool}\` takes ${WANTS[tool] ?? 'one argument'}, and ${given.length === 0 ? 'none' : 'only one'} is given, ${stops}`,
      ...fewFix(lost, step, field, span.end, tool.endsWith(' build')),
    };
  }
  const [extra] = sure.slice(entry.arguments);
  if (extra === undefined || !onlyKnownFlags(matched)) return undefined;
  return {
    at: spanIn(field, extra.word.span),
    message: `\`${tool}\` takes ${WANTS[tool] ?? 'one argument'}, and more are given, so it stops with \`requires exactly ${entry.arguments} argument${entry.arguments > 1 ? 's' : ''}\``,
  };
}

function fewFix(
  lost: readonly number[],
  step: Step,
  field: Field,
  end: number,
  builds: boolean,
): Pick<Report, 'fix'> | undefined {
  if (lost.length > 0) {
    const changes = lost.map((at) => ({ range: { start: at, end: at }, text: ' \\' }));
    return {
      fix: {
        title: 'Continue the command on the next line',
        edit: (editor) => editor.replaceAllIn(step.owner, field, changes),
      },
    };
  }
  if (!builds) return undefined;
  return {
    fix: {
      title: 'Build from the folder the script is in',
      edit: (editor) => editor.replaceIn(step.owner, field, { start: end, end }, ' .'),
    },
  };
}

/** Where lines end without the `\` that would join them to the next, which starts with a flag or is a folder: no command does. */
function lostContinuations(text: string, end: number): readonly number[] {
  const found: number[] = [];
  for (let at = end; ; ) {
    const next = /^[ \t]*\r?\n(?=[ \t]*(?:--?[a-z]|\.{1,2}\/?[ \t]*(?:\r?\n|$)))/.exec(text.slice(at));
    if (next === null) return found;
    found.push(at);
    const from = at + next[0].length;
    const line = /^[^\r\n]*/.exec(text.slice(from))?.[0].trimEnd() ?? '';
    at = from + line.length;
  }
}

const WANTS: Readonly<Record<string, string>> = {
  'docker build': 'one folder or address to build from',
  'docker buildx build': 'one folder or address to build from',
  'docker push': 'one image',
  'docker pull': 'one image',
  'docker tag': 'an image and its new name',
};

/** `"$@"` and `"${list[@]}"` are as many words as there are. */
function isList({ word }: ResolvedWord): boolean {
  return word.parts.some((part) => part.kind === 'variable' && /^[@*]$|\[[@*]\]/.test(part.name));
}

/** A word that is one argument whatever the run makes of it: neither a flag nor nothing nor several. */
function isArgument({ value, splits, word }: ResolvedWord): boolean {
  if (splits || value.kind === 'unknown' || value.kind === 'oneOf') return false;
  const [first] = parts(value);
  return typeof first === 'string' && !first.startsWith('-') && (first !== '' || word.quoted);
}

function strangeFlag(
  { entry, flags }: MatchedCommand,
  words: readonly ResolvedWord[],
  field: Field,
  step: Step,
  tool: string,
): Fault | undefined {
  const own = flagsOf(entry).filter((flag) => flag.startsWith('--'));
  for (const [flag, [use]] of flags) {
    if (!flag.startsWith('--') || own.includes(flag) || use === undefined) continue;
    const near = nearName(
      flag.slice(2),
      own.map((one) => one.slice(2)),
    );
    // The word of a flag's value stands behind that of the flag.
    const word = [words[use.word], words[use.word - 1]].find((one) => wordText(one)?.startsWith(flag) === true)?.word;
    if (near === undefined || word === undefined) continue;
    return {
      at: spanIn(field, word.span),
      message: `\`${tool}\` has no flag \`${flag}\` (but \`--${near}\`), so it stops with \`unknown flag\``,
      ...(field.text.slice(word.span.start, word.span.start + flag.length) === flag
        ? {
            fix: {
              title: `Write \`--${near}\``,
              edit: (editor) =>
                editor.replaceIn(
                  step.owner,
                  field,
                  { start: word.span.start, end: word.span.start + flag.length },
                  `--${near}`,
                ),
            },
          }
        : {}),
    };
  }
  return undefined;
}

function onlyKnownFlags({ entry, flags }: MatchedCommand): boolean {
  const own = new Set([...flagsOf(entry), ...GLOBAL]);
  return [...flags.keys()].every((flag) => own.has(flag));
}

function flagsOf({ valueFlags, switches }: CommandEntry): readonly string[] {
  return switches === undefined ? [] : [...valueFlags, ...switches];
}

/** Flags of `docker` itself that take a value. */
const GLOBAL: readonly string[] = ['-H', '--host', '--context', '--config', '-l', '--log-level'];
