/** How many arguments a function takes. */
interface Arity {
  readonly least: number;
  readonly most: number;
  /** Whether any of them may be null; a null stops the build otherwise. */
  readonly nulls: boolean;
}

/** The functions of the library that take null (go-cty, `AllowNull` of their parameters). */
const NULLS: ReadonlySet<string> = new Set([
  'can',
  'coalesce',
  'coalescelist',
  'convert',
  'equal',
  'format',
  'formatlist',
  'jsonencode',
  'merge',
  'notequal',
  'try',
]);

const MANY = Number.POSITIVE_INFINITY;

/** Names by the arguments they take: as few, and as many. */
const NAMES: readonly (readonly [least: number, most: number, names: string])[] = [
  [0, 0, 'homedir timestamp uuidv4'],
  [0, MANY, 'coalesce coalescelist concat max merge min range setproduct try'],
  [
    1,
    1,
    `absolute base64decode base64encode basename byteslen can ceil chomp cidrnetmask compact csvdecode dirname distinct flatten
    floor int jsondecode jsonencode keys length lower md5 negate not reverse reverselist sanitize sha1 sha256 sha512 signum sort
    strlen title trimspace unixtimestampparse upper urlencode values`,
  ],
  [1, MANY, 'bcrypt cidrsubnets format formatlist join setintersection setsymmetricdifference setunion'],
  [
    2,
    2,
    `add and chunklist cidrhost contains convert divide element equal formatdate formattimestamp greaterthan greaterthanorequalto
    hasindex indent index indexof lessthan lessthanorequalto log modulo multiply notequal or parseint pow regex regexall rsadecrypt
    semvercmp sethaselement setsubtract split subtract timeadd trim trimprefix trimsuffix uuidv5 zipmap`,
  ],
  [3, 3, 'bytesslice cidrsubnet lookup regex_replace replace slice substr'],
];

/**
 * All functions of bake's standard library, also those that are not worked out here (buildx v0.38.2, bake/hclparser/stdlib.go). A
 * function of the file does not replace one of them (`resolveFunction`).
 */
export const LIBRARY: ReadonlyMap<string, Arity> = new Map(
  NAMES.flatMap(([least, most, names]) =>
    names.split(/\s+/).map((name) => [name, { least, most, nulls: NULLS.has(name) }] as const),
  ),
);
