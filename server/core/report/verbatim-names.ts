import type { BuildEvent, PushEvent } from '../event/event';
import { namesAsWritten } from '../image/written-name';
import { writtenInput } from '../run/operand';
import type { Word } from '../shell/script';
import { spanIn } from '../workflow/field';

/** The names of the images of a build or push as its file writes them, expressions kept and tags cut off; undefined where it does not. */
export function verbatimNames(event: BuildEvent | PushEvent): readonly string[] | undefined {
  return namesAsWritten(event) ?? namesOfExporters(event) ?? namesInCommand(event);
}

/** `name=` of the exporters of a build, e.g. `type=image,name=ghcr.io/acme/app,push-by-digest=true`. */
function namesOfExporters({ step, command, kind }: BuildEvent | PushEvent): readonly string[] | undefined {
  const text = kind === 'build' && command === undefined ? writtenInput(step.step, 'outputs') : undefined;
  const names = exported(text ?? '');
  return names.length === 0 ? undefined : names;
}

function exported(text: string): readonly string[] {
  return [...text.matchAll(/(?:^|[,\s"'])name=((?:\$\{\{[^}]*\}\}|[^,"'\s])+)/gm)].map((match) => match[1] ?? '');
}

function namesInCommand(event: BuildEvent | PushEvent): readonly string[] | undefined {
  const { command, known, step } = event;
  const field = step.step.run?.field;
  if (command === undefined || field === undefined || known.length === 0) return undefined;
  const names = known.map(({ span }) => {
    const word = command.words.find(({ word }) => {
      const place = spanIn(field, word.span);
      return place.start <= span.start && span.end <= place.end;
    });
    return word === undefined ? undefined : nameIn(word.word, event, field.text);
  });
  return names.every((name) => name !== undefined) ? [...new Set(names)] : undefined;
}

/** The name that a word of a script writes; for a variable alone, what the script sets it to. */
function nameIn(word: Word, event: BuildEvent | PushEvent, script: string): string | undefined {
  const text = script.slice(word.span.start, word.span.end).replace(/^--?[\w.-]+=/, '');
  // Which element of a list it is, the file does not write there.
  if (/\$\{\w+\[/.test(text)) return undefined;
  const name = bare(/\btype=/.test(text) ? (exported(text)[0] ?? '') : text);
  const variable = /^\$\{?(\w+)\}?$/.exec(name)?.[1];
  if (variable === undefined)
    return name === '' || /[()`]|\s/.test(name.replace(/\$\{\{[^}]*\}\}/g, '')) ? undefined : name;
  const values = (event.step.script?.commands ?? []).flatMap(({ command }) =>
    command.assignments.flatMap((one) => (one.name === variable && one.value !== undefined ? [one.value] : [])),
  );
  const [value, ...others] = values;
  if (value === undefined || others.length > 0 || value.parts.some(({ kind }) => kind === 'variable')) return undefined;
  return nameIn(value, event, script);
}

/** A reference without quotes, scheme, tag and digest. */
function bare(text: string): string {
  return text
    .replace(/["']/g, '')
    .replace(/^(oci|docker):\/\//, '')
    .replace(/@(sha256:)?.*$/, '')
    .replace(/:(?:[^/:{}]|\$\{\{[^}]*\}\}|\$\{[^{}]*\})+$/, '');
}
