import { describe } from 'node:test';
import { checkExpressions, OPEN } from '../../../test/kit/bake';

describe('literals and templates', () => {
  checkExpressions([
    ['"a${V}b"', 'a1b'],
    ['"${1}"', 1],
    ['"${L}"', ['a', 'b']],
    ['"x${1.50}"', 'x1.5'],
    ['"x${true}"', 'xtrue'],
    ['"$${V} %%{x} $$ $ %"', '${V} %{x} $$ $ %'],
    ['"\\u00e9\\U0001F600\\t\\\\\\"\\r\\n"', 'é😀\t\\"\r\n'],
    ['"${V}" == "1"', true],
    ['1.5e-3', 0.0015],
    ['"x${1e3}"', 'x1000'],
    ['100000000000000000000', OPEN],
    ['"x${-0}"', OPEN],
    ['"x${null}"', OPEN],
    ['"x${L}"', OPEN],
  ]);
});

describe('strip markers and directives', () => {
  checkExpressions([
    ['"a ${~ V ~} b"', 'a1b'],
    ['"a  ${~ "b" ~}  ${ "c" ~}  d"', 'abcd'],
    ['"%{ if true }a%{ else }b%{ endif }"', 'a'],
    ['"%{ if V == "2" }a%{ endif }"', ''],
    ['"%{ if true }1%{ endif }" == "1"', true],
    ['"  %{~ if true ~}  a  %{~ endif ~}  "', 'a'],
    ['"%{ if true }%{ if false }a%{ else }b%{ endif }%{ else }c%{ endif }"', 'b'],
    ['"%{ for x in L }${x},%{ endfor }"', 'a,b,'],
    ['"%{ for i, x in L ~} ${i}${x} %{~ endfor }"', '0a1b'],
    ['"%{ for k, x in {b = 1, a = 2} }${k}${x}%{ endfor }"', 'a2b1'],
    ['"%{ for x in [] }a%{ endfor }"', ''],
    ['"%{ for x in L }%{ if x == "a" }[${x}]%{ endif }%{ endfor }"', '[a]'],
    ['"%{ if "x" }1%{ endif }"', OPEN],
  ]);
});

describe('here-documents', () => {
  checkExpressions([
    ['<<EOT\nline ${V}\n  x \\n "q"\nEOT\n', 'line 1\n  x \\n "q"\n'],
    ['<<EOT\nEOT\n', ''],
    ['<<EOT\na EOT\n  EOT\n', 'a EOT\n'],
    ['<<EOT\n%{ for x in L ~}\n${x}\n%{ endfor ~}\nend\nEOT\n', 'a\nb\nend\n'],
    ['<<-EOT\n    one\n      two ${V}\n  EOT\n', 'one\n  two 1\n'],
    ['<<-EOT\n    one\n\n      two\n    EOT\n', 'one\n\n  two\n'],
    ['<<-EOT\n    ${V}\n  x\n  EOT\n', '  1\nx\n'],
    ['<<-EOT\n\ttab\n\t  two\n\tEOT\n', 'tab\n  two\n'],
    ['<<-EOT\n  a\n    %{ if true }\n  b\n    %{ endif }\n  EOT\n', 'a\n  \nb\n  \n'],
    ['<<-EOT\n  a\n  %{~ if true ~}\n  b\n  %{~ endif ~}\n  c\n  EOT\n', '  a\n  b\n  c\n'],
  ]);
});

describe('operators', () => {
  checkExpressions([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['1 - 2 - 3', -4],
    ['10 / 5', 2],
    ['-10 % 3', -1],
    ['-"5"', -5],
    ['--1', 1],
    ['!"true"', false],
    ['"1" + "2"', 3],
    ['1 < 2', true],
    ['"2" < "10"', true],
    ['1 == 1', true],
    ['"a" == "b"', false],
    ['1 == "2"', false],
    ['null == null', true],
    ['null == ""', false],
    ['[] == "a"', false],
    ['[1] == [2]', false],
    ['true && "true"', true],
    ['"0" || false', false],
    ['true == true != false', true],
    ['1 == 1 && 2 == 2', true],
    ['!true == false', true],
    // Types that may have been lost on the way, or that nobody knows.
    ['1 == "1"', OPEN],
    ['L == ["a", "b"]', OPEN],
    ['sort(L) == L', OPEN],
    // What stops the build.
    ['"a" + 1', OPEN],
    ['1 / 0', OPEN],
    ['"a" < "b"', OPEN],
    ['true && "x"', OPEN],
    ['false && "x"', OPEN],
    ['!null', OPEN],
    ['!V == !"x"', OPEN],
  ]);
});

describe('conditions', () => {
  checkExpressions([
    ['true ? "a" : "b"', 'a'],
    ['"0" ? 1 : 2', 2],
    ['V == "1" ? "a" : V == "2" ? "b" : "c"', 'a'],
    ['true ? null : "a"', null],
    // Both branches have one type.
    ['(true ? 1 : "b") == "1"', true],
    ['true ? 1 : "b"', '1'],
    ['false ? "a" : true', 'true'],
    ['true ? [1] : ["a", "b"]', ['1']],
    ['true ? [1] : [2, 3]', [1]],
    ['true ? {a = 1} : {a = "x"}', { a: '1' }],
    ['true ? {a = 1} : {b = "x"}', { a: '1' }],
    ['true ? ["a"] : []', ['a']],
    // What stops the build.
    ['true ? 1 : true', OPEN],
    ['true ? "a" : ["b"]', OPEN],
    ['"yes" ? 1 : 2', OPEN],
    ['null ? 1 : 2', OPEN],
  ]);
});

describe('lists and objects', () => {
  checkExpressions([
    ['[1, "a", true, null,]', [1, 'a', true, null]],
    ['{a = 1, b = 2}', { a: 1, b: 2 }],
    ['{a = 1\n"b c" = 2\n(V) = 3\nV: 4\n}', { '1': 3, V: 4, a: 1, 'b c': 2 }],
    ['{1 = 2, true = 3, null = 4}', { '1': 2, null: 4, true: 3 }],
    ['{a = 1, a = 2}', { a: 2 }],
    ['L[1]', 'b'],
    ['L["0"]', 'a'],
    ['L.0', 'a'],
    ['{a = 1}.a', 1],
    ['{a = 1}["a"]', 1],
    ['[{a = [1, 2]}][0].a[1]', 2],
    // What stops the build.
    ['L[2]', OPEN],
    ['L[-1]', OPEN],
    ['L[0.5]', OPEN],
    ['{a = 1}.b', OPEN],
    ['"a"[0]', OPEN],
  ]);
});

describe('splats', () => {
  checkExpressions([
    ['[{a = 1}, {a = 2}][*].a', [1, 2]],
    ['[{a = 1}, {a = 2}].*.a', [1, 2]],
    ['[{a = [1, 2]}, {a = [3]}][*].a[0]', [1, 3]],
    ['[{a = [1, 2]}, {a = [3]}].*.a[0]', [1, 2]],
    ['[L, L][*][1 - 1]', ['a', 'a']],
    ['[[[1]], [[2]]][*][*][0]', [[1], [2]]],
    ['{a = {b = 1}}[*].a.b', [1]],
    ['"x"[*]', ['x']],
    ['null[*]', []],
    ['[][*].a', []],
    ['L[*].x', OPEN],
  ]);
});

describe('loops', () => {
  checkExpressions([
    ['[for x in L : upper(x)]', ['A', 'B']],
    ['[for x in L : x if x != "a"]', ['b']],
    ['[for i, x in L : "${i}${x}"]', ['0a', '1b']],
    ['[for k, v in {b = 1, a = 2} : "${k}${v}"]', ['a2', 'b1']],
    [
      '[for x in L : [for y in L : "${x}${y}"]]',
      [
        ['aa', 'ab'],
        ['ba', 'bb'],
      ],
    ],
    ['[for V in L : V]', ['a', 'b']],
    ['{for x in L : x => upper(x)}', { a: 'A', b: 'B' }],
    ['{for i, x in L : i => x}', { '0': 'a', '1': 'b' }],
    ['{for x in [true] : x => x}', { true: true }],
    ['{for i, x in ["a", "a", "b"] : x => i...}', { a: [0, 1], b: [2] }],
    ['{for x in L : x => x if x == "b"}', { b: 'b' }],
    // What stops the build.
    ['{for x in ["a", "a"] : x => 1}', OPEN],
    ['{for x in [null] : x => x}', OPEN],
    ['[for x in "abc" : x]', OPEN],
    ['[for x in null : x]', OPEN],
    ['[for x in L : x if null]', OPEN],
  ]);
});
