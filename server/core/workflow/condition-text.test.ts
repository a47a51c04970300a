import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sourceFile } from '../text/source-file';
import { conditionBody, conditionWith } from './condition-text';
import { workflowOf } from './workflow';

/** The `if` of a step that is written like this. */
function conditionOf(written: string) {
  const text = `on: push\njobs:\n  a:\n    steps:\n      - if: ${written}\n        run: make\n`;
  return workflowOf(sourceFile('.github/workflows/a.yml', text)).jobs[0]?.steps[0]?.condition;
}

describe('the text of a condition', () => {
  it('is given without braces and on one line', () => {
    assert.equal(conditionBody(undefined), '');
    assert.equal(conditionBody(conditionOf('${{ a }}')), 'a');
    assert.equal(conditionBody(conditionOf("|\n          a == 'x y' &&\n          b")), "a == 'x y' && b");
  });

  it('is refused where a text in it goes over lines, or where it is text itself', () => {
    assert.deepEqual(conditionBody(conditionOf("|\n          a == 'x\n          y'")), {
      refused: 'a text in the condition goes over several lines',
    });
    assert.ok(typeof conditionBody(conditionOf('${{ a }} && ${{ b }}')) !== 'string');
  });

  it('takes another condition in, with braces as before or where YAML needs them', () => {
    assert.equal(conditionWith(undefined, 'c'), 'c');
    assert.equal(conditionWith(conditionOf('a || b'), 'c'), '(a || b) && c');
    assert.equal(conditionWith(conditionOf('${{ a }}'), 'b || c'), '${{ a && (b || c) }}');
    assert.equal(conditionWith(conditionOf('"!a"'), 'c'), '${{ !a && c }}');
    assert.ok(typeof conditionWith(conditionOf('|\n          a &&\n          b'), 'c') !== 'string');
  });
});
