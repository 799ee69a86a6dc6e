/** What may not stand in a file, with what to write instead and, where a file may all the same, why. */

export interface HouseRule {
  readonly name: string;
  readonly pattern: RegExp;
  /** The part of a file it is looked for in. */
  readonly within: 'code' | 'comments' | 'whole text';
  readonly instead: string;
  /** A text that breaks the rule: shows what is meant, and that the pattern finds it. */
  readonly example: string;
  /** Files it is not for. */
  readonly exceptions?: readonly Exception[];
}

export interface Exception {
  /** A file, or a folder with its last slash. */
  readonly place: string;
  readonly reason: string;
}

const rulesThemselves = { place: 'test/architecture/', reason: 'names what it forbids' };

export const houseRules: readonly HouseRule[] = [
  {
    name: 'unfinished work',
    pattern: /\b(TODO|FIXME|XXX|HACK)\b/,
    within: 'whole text',
    instead: 'finish it, or leave it out',
    example: '// TODO: later',
    exceptions: [rulesThemselves],
  },
  {
    name: '`any`',
    pattern: /[:<|&]\s*any\b|\bas any\b|\bany(\[\]|>)/,
    within: 'code',
    instead: '`unknown`, narrowed where it is used',
    example: 'const value = read() as any;',
  },
  {
    name: 'silenced compiler',
    pattern: /@ts-(ignore|nocheck)\b/,
    within: 'comments',
    instead: 'a type that holds',
    example: '// @ts-ignore',
  },
  {
    name: 'test that is left out or runs alone',
    pattern: /\b(describe|it|test)\.(only|skip|todo|fails)\b/,
    within: 'code',
    instead: 'a test that runs',
    example: "it.only('counts', () => {});",
  },
  {
    name: 'clock, chance, timer or environment',
    pattern:
      /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bprocess\.(env|hrtime|uptime)\b|\bset(Timeout|Interval|Immediate)\b|\bperformance\.now\b/,
    within: 'code',
    instead: 'a parameter: they enter at the command line, so that a run can be repeated',
    example: 'const now = Date.now();',
    exceptions: [
      { place: 'src/cli/', reason: 'where they enter' },
      { place: 'test/bench/', reason: 'measures time' },
      { place: 'test/cli/process/live-program.ts', reason: 'waits for another program' },
      { place: 'test/chaos/', reason: 'works with other programs in real time' },
      {
        place: 'test/kafka/',
        reason: 'waits for other programs, and the environment says which broker to use',
      },
      { place: 'src/kafka/', reason: 'waits before it tries again' },
      { place: 'test/cli/stream-output.test.ts', reason: 'plays a slow terminal' },
      {
        place: 'test/event/line-pattern.test.ts',
        reason: 'a line made to be searched for minutes must end; the bound is far above what it takes',
      },
    ],
  },
  {
    name: 'default export',
    pattern: /\bexport default\b/,
    within: 'code',
    instead: 'a named export: it is called the same everywhere',
    example: 'export default function open() {}',
    exceptions: [{ place: 'vitest.config.ts', reason: 'vitest asks for it' }],
  },
  {
    name: 'prefix of an interface',
    pattern: /\binterface I[A-Z][a-z]/,
    within: 'code',
    instead: 'the name alone',
    example: 'interface IStore {}',
  },
  {
    name: 'number of an issue',
    pattern: /(^|[\s(])#\d+\b/,
    within: 'comments',
    instead: 'the reason itself',
    example: '// see #12',
  },
  {
    name: 'absolute path of a machine',
    pattern: /(?<![\w.~/-])\/(work|root|home|Users|mnt|opt|tmp)\/\w/,
    within: 'whole text',
    instead: 'a path from the top of the project',
    example: "readFileSync('/home/me/events.ndjson')",
    exceptions: [rulesThemselves],
  },
  {
    name: 'host of a registry',
    pattern: /\b(registry\.\w|\w+\.jfrog\.|artifactory|verdaccio|_authToken)/i,
    within: 'whole text',
    instead: 'nothing: the host belongs to the settings of whoever installs',
    example: '"resolved": "https://registry.example/rxjs.tgz"',
    exceptions: [rulesThemselves],
  },
];

/** Words that a name or a comment may not hold, each with the one to use. */
export const words: ReadonlyMap<string, string> = new Map(
  Object.entries({
    acc: 'what is gathered',
    addr: 'address',
    arr: 'what the list holds',
    avg: 'mean',
    bl: 'baseline',
    buf: 'buffer',
    calc: 'a verb: sum, rank, score',
    cb: 'listener, or what it does',
    cfg: 'configuration',
    cnt: 'count',
    config: 'options, or configuration',
    ctx: 'context',
    cur: 'current',
    curr: 'current',
    dict: 'dictionary',
    dst: 'target',
    elem: 'element',
    evt: 'event',
    fn: 'function, or what it does',
    freq: 'frequency',
    hist: 'histogram, or history',
    idx: 'index',
    impl: 'what tells it from the others',
    info: 'what it is about',
    mgr: 'what it does',
    manager: 'what it does',
    misc: 'what it is',
    msg: 'message',
    num: 'count, or number',
    obj: 'what the object is',
    opts: 'options',
    param: 'parameter',
    params: 'parameters',
    pct: 'percent, or share',
    perf: 'performance',
    pos: 'position',
    prev: 'previous',
    proc: 'process',
    prop: 'property',
    ptr: 'address',
    qty: 'count',
    recv: 'receive',
    ref: 'what is referred to',
    req: 'request',
    res: 'result',
    ret: 'result',
    sess: 'session',
    src: 'source',
    stats: 'statistics, or metrics',
    stddev: 'deviation',
    str: 'text',
    sz: 'size',
    temp: 'what it holds',
    thresh: 'threshold',
    tmp: 'what it holds',
    usr: 'user',
    util: 'what it does',
    utils: 'what they do',
    val: 'value',
    var: 'variance, or variable',
    vec: 'vector',
    win: 'window',
    wm: 'watermark',
  }),
);

/** Words that add nothing to a comment, or that mean two things here. */
export const proseWords: ReadonlyMap<string, string> = new Map(
  Object.entries({
    basically: 'nothing',
    blacklist: 'forbidden list',
    leverage: 'use',
    obviously: 'nothing',
    robustly: 'what it withstands',
    'sanity check': 'check',
    simply: 'nothing',
    utilise: 'use',
    utilize: 'use',
    whitelist: 'allowed list',
  }),
);

/** Names of files that say nothing of what is inside. */
export const emptyFileName = /^(types?|utils?|helpers?|common|misc|shared|constants|interfaces?)\.ts$/;

/** Lines that most files stay below; one that does again needs no reason. */
export const fileLinesUsual = 200;

/** Lines after which a file of the product is looked at again; tests are often long lists of cases. */
export const fileLinesLookedAt = 250;

/** Lines that no file may have, whatever the reason. */
export const fileLinesMax = 400;

/** The one file that may: a flat list, two lines and a space for each bound, of which each is read alone. */
export const constantsFile = 'src/limits.ts';
