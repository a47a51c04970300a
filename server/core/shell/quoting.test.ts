import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { quotingAt } from './quoting';

/** The quoting at the `@`. */
function at(text: string): string {
  return quotingAt(text, text.indexOf('@'));
}

describe('quotingAt', () => {
  it('tells double and single quotes from none', () => {
    assert.equal(at('docker build -t app:@ .'), 'none');
    assert.equal(at('docker build -t "app:@" .'), 'double');
    assert.equal(at("echo 'app:@'"), 'single');
    assert.equal(at(`echo "it's @"`), 'double');
    assert.equal(at(`echo 'a "b' @`), 'none');
  });
  it('skips escapes and comments', () => {
    assert.equal(at('echo \\" @'), 'none');
    assert.equal(at("# don't\necho @"), 'none');
    assert.equal(at('echo a#b" @"'), 'double');
    assert.equal(at('echo # @'), 'other');
  });
  it('does not judge here-documents', () => {
    assert.equal(at("cat <<'EOF'\n@\nEOF"), 'other');
    assert.equal(at('cat <<< "@"'), 'double');
  });
});
