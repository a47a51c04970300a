import type { Chance } from './chance';

/** What an expression is to be of: a text, a number, a truth, or a list of texts. */
type Sort = 'text' | 'number' | 'truth' | 'list';

/** Ways to make an expression, with `$text`, `$number`, `$truth` and `$list` for smaller ones; the first few have none. */
const WAYS: Readonly<Record<Sort, readonly string[]>> = {
  text: [
    'A',
    'B',
    'R',
    '"a"',
    '""',
    '"v1.2"',
    '"a-b/C"',
    '"x${$text}"',
    '"${$text}-${$text}"',
    '"%{ if $truth }${$text}%{ else }n%{ endif }"',
    '"%{ for x in $list ~} ${x} %{ endfor }"',
    '($truth ? $text : $text)',
    'lower($text)',
    'upper($text)',
    'trim($text, "-a")',
    'trimprefix($text, "v")',
    'trimprefix($text, "x-")',
    'trim("-${$text}-b", "-a")',
    'trimprefix("a${$text}", "a-")',
    'trimprefix("${$text}v1", "v")',
    'trimsuffix("${$text}b", "-b")',
    'trimsuffix("1${$text}", "1")',
    'replace("a${$text}", "a-", "+")',
    'replace("${$text}${$text}", "ab", "+")',
    'trimsuffix($text, "/C")',
    'trimsuffix($text, "a")',
    'trimspace(" ${$text} ")',
    'replace($text, "/", "-")',
    'replace($text, "a-", "")',
    'regex_replace($text, "[^a-z0-9]", "-")',
    'sanitize($text)',
    'substr($text, 0, 3)',
    'substr("sha-${$text}", 0, 4)',
    'title($text)',
    'reverse($text)',
    'chomp($text)',
    'basename($text)',
    'join($text, $list)',
    'format("%s:%s", $text, $text)',
    'coalesce($text, $text)',
    'element($list, $number)',
    '$list[0]',
    'lookup({ a = $text, b = $text }, $text, $text)',
    '{ (lower($text)) = $text, a = $text }.a',
    'try($text, "t")',
    'clean($text)',
    'pick($text, $list)',
  ],
  number: [
    '0',
    '1',
    '2',
    'N',
    'length($list)',
    'strlen($text)',
    '$number + $number',
    'max($number, 1)',
    '($truth ? $number : 1)',
  ],
  truth: [
    'true',
    'false',
    'T',
    '$text == $text',
    '$text != ""',
    'equal($text, $text)',
    '$truth && $truth',
    '$truth || $truth',
    '!$truth',
    'not($truth)',
    'contains($list, $text)',
    'contains([for x in $list : x if x == $text], "a")',
    '$number > $number',
    '$list == $list',
    '($truth ? $truth : false)',
  ],
  list: [
    '[]',
    '["a", "b"]',
    'L',
    '[$text]',
    '[$text, $text]',
    'concat($list, $list)',
    'flatten([$list, $text])',
    'compact($list)',
    'distinct($list)',
    'sort($list)',
    'reverselist($list)',
    'slice($list, 0, 1)',
    'split("/", $text)',
    'split("-", $text)',
    'formatlist("%s:%s", $text, $list)',
    'coalescelist($list, $list)',
    'coalescelist([for x in [$text] : x if x != $text], $list)',
    'coalescelist(compact([$text]), $list)',
    'values({ a = $text, b = $text })',
    'keys({ for x in $list : x => 1 })',
    'keys({ for i, x in $list : "${i}${x}" => x if $truth })',
    '[for x in $list : "${x}.${$text}"]',
    '[for x in $list : x if $truth]',
    '[for x in $list : x if x != $text]',
    '[for i, x in $list : "${i}${x}"]',
    '$list[*]',
    '$text[*]',
    '($truth ? $list : $list)',
    'range($number)',
  ],
};

const HOLES = /\$(text|number|truth|list)/;

/** Functions that the expressions call. */
export const FUNCTIONS = `function "clean" {
  params = [ref]
  result = replace(trimprefix(ref, "v"), "/", "-")
}
function "pick" {
  params = [one, others]
  result = contains(others, one) ? one : join("+", others)
}`;

/** Every way to make an expression, as one made by chance of smaller ones that are no deeper than `depth`. */
export function* someExpressions(luck: Chance, depth: number): Generator<string> {
  for (const ways of Object.values(WAYS)) for (const way of ways) yield filled(luck, way, depth);
}

function filled(luck: Chance, way: string, depth: number): string {
  return way.replace(new RegExp(HOLES, 'g'), (_, sort: Sort) => {
    const ways = WAYS[sort].filter((one) => depth > 0 || !HOLES.test(one));
    return filled(luck, luck.pick(ways) ?? '""', depth - 1);
  });
}
