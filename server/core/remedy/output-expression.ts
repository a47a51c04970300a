import type { StepOutput } from '../value/value';

/** The expression that reads an output of the step with this id, or the part of its JSON that is meant. */
export function outputExpression(id: string, { output, path }: Pick<StepOutput, 'output' | 'path'>): string {
  const read = `steps.${id}.outputs.${output}`;
  return path === undefined
    ? `\${{ ${read} }}`
    : `\${{ fromJSON(${read})${path.map((key) => `['${key.replaceAll("'", "''")}']`).join('')} }}`;
}
