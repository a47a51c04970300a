import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceFile } from '../text/source-file';
import { draftOf } from './draft';

test('nothing is changed in a file that is not valid YAML', () => {
  const text = 'on: push\njobs:\n  a:\n    tags: |\n   # b\n      c\n    runs-on: x\n';
  const draft = draftOf(sourceFile('.github/workflows/a.yml', text));
  assert.deepEqual(draft.apply([{ span: { start: 0, end: 0 }, text: '# a\n' }]), {
    refused: 'the file is not valid YAML',
  });
  assert.equal(draft.text, text);
});

test('a change that would make it invalid is refused', () => {
  const draft = draftOf(sourceFile('.github/workflows/a.yml', 'on: push\n'));
  assert.deepEqual(draft.apply([{ span: { start: 0, end: 0 }, text: '"' }]), {
    refused: 'the change would not leave valid YAML',
  });
  assert.equal(draft.apply([{ span: { start: 4, end: 8 }, text: 'release' }]), undefined);
  assert.equal(draft.text, 'on: release\n');
});

test('no expression is written that GitHub does not read', () => {
  const draft = draftOf(sourceFile('.github/workflows/a.yml', 'on: push\nenv:\n  A: ${{ odd( }}\n  B: b\n'));
  const end = draft.text.indexOf('b\n');
  const put = (text: string) => draft.apply([{ span: { start: end, end: end + 1 }, text }]);
  for (const text of ['${{ lower(github.repository) }}', '${{ $IMAGE }}', '${{ short sha }}', '${{ version }}'])
    assert.deepEqual(put(text), { refused: `\`${text}\` would be no expression that GitHub reads` });
  assert.equal(
    put("${{ format('a(b)', github.sha) != '' && !cancelled() && fromJSON(steps.a.outputs.b).c[0] }}"),
    undefined,
  );
});
