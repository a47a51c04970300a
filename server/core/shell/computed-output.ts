import { hole, type Value } from '../value/value';
import { briefCommand } from './brief-command';

/** Output of a command nobody knows: the same text gives the same value within one script. */
export function computedOutput(text: string): Value {
  return hole({ key: text, shown: briefCommand(text), reason: 'is computed in the script' });
}
