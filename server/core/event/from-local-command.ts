import type { CommandEffect } from '../catalogue/program';
import { complete, operand, type Reading, redirected, referencesAt } from '../run/command-reading';
import { wordText } from '../shell/word-text';
import type { EventFacts } from './event';
import { archivePath } from './image-file';

type LocalEffect = CommandEffect & { readonly kind: 'tag' | 'pull' | 'run' | 'load' };

/** A command that puts an image into the engine of the runner. */
export function localFacts(reading: Reading, effect: LocalEffect): EventFacts<'local'> {
  // A container that is given the engine's socket may do anything with its images.
  if (effect.kind === 'load' || reading.words.some((word) => wordText(word)?.includes('docker.sock') === true))
    return { kind: 'local', how: 'load', references: undefined, known: [], target: undefined, source: undefined };
  const where = effect.kind === 'tag' ? effect.to : effect.image;
  const names = referencesAt(reading, where, undefined);
  return {
    kind: 'local',
    how: effect.kind === 'tag' ? 'tag' : 'pull',
    references: complete(names),
    known: names.list,
    target: operand(reading, where),
    source: effect.kind === 'tag' ? operand(reading, effect.from) : undefined,
  };
}

/** A command that writes an image of the engine to an archive. */
export function saveFacts(reading: Reading, effect: CommandEffect & { kind: 'save' }): readonly EventFacts<'save'>[] {
  const writes = archivePath((operand(reading, effect.output) ?? redirected(reading))?.value);
  if (writes === undefined) return [];
  return [
    { kind: 'save', references: complete(referencesAt(reading, effect.image, undefined)), reads: undefined, writes },
  ];
}
