/** What can go wrong on request; each comment says whether the write is done. */
const KINDS = [
  'throttle', // 400 with 80008, before the write
  'too_many_requests', // 429 with Retry-After, before the write
  'server_error', // 500, transient, before the write
  'bad_gateway', // 502 with an HTML page, before the write
  'drop_before', // the connection ends before the write
  'drop_after', // the connection ends after the write
  'hang', // no answer, no write
  'lag', // after the write, GET shows the old state for some reads or some time
  'truncate', // the write is done, half of the answer arrives
  'huge', // 50 MB of JSON, before the write
  'wrong_type', // 200 with an HTML page, before the write
  'expire_token', // 190 with subcode 463, before the write, and for every request from then on
  'refuse', // a chosen Graph error, before the write
] as const;

/** Help on how to write a fault. */
export const faultHelp = `A fault is a kind, then any of these, separated by colons:
  GET or POST    only such requests
  id=ID          only for this phone number or account
  times=N        strikes this many requests; default: all
  after=N        lets this many requests pass first
  seconds=N      for throttle and too_many_requests: how long to wait
  reads=N        for lag: how many reads show the old state
  ms=N           for lag: for how many milliseconds reads show the old state
  code=N         for refuse: the error code
  subcode=N      for refuse: the error's subcode
  message=TEXT   the error's message; comes last
Kinds: ${KINDS.join(', ')}.
Example: --fault throttle:POST:times=2:seconds=5
`;

/** The kinds of fault. */
type FaultKind = (typeof KINDS)[number];

/** One thing to go wrong. Without `method` and `id` it strikes any request. */
export interface Fault {
  readonly kind: FaultKind;
  readonly method?: 'GET' | 'POST';
  /** The id in the path: a phone number's or an account's. */
  readonly id?: string;
  /** How many requests it strikes; default all. An expired token stays expired. */
  readonly times?: number;
  /** How many matching requests pass first. */
  readonly after?: number;
  /** too_many_requests: Retry-After. throttle: time to regain access, sent in whole minutes, rounded up. */
  readonly seconds?: number;
  /** lag: how many GETs after a write still show the old state; default 1, or all within `ms`. */
  readonly reads?: number;
  /** lag: for how many milliseconds after a write GETs still show the old state; default for ever. */
  readonly ms?: number;
  /** Replaces the error's message. */
  readonly message?: string;
  /** refuse: the Graph error code; default 100. */
  readonly code?: number;
  /** refuse: the Graph error subcode. */
  readonly subcode?: number;
}

/** How long readings show the state before a write: so many of them, within so many milliseconds. */
export interface Lag {
  readonly reads: number;
  readonly ms: number;
}

/** The active faults, which count the requests they match. */
export interface FaultSet {
  /** The fault that strikes this request, if any. */
  readonly next: (method: string, id: string | null) => Fault | null;
  /** How far readings are to lag behind the write that was just done; null if they are not to. */
  readonly lagAfterWrite: (id: string) => Lag | null;
}

/** Activates faults. Where several match a request, the first one strikes. */
export function createFaultSet(faults: readonly Fault[]): FaultSet {
  const counted = faults.map((fault): Counted => ({ fault, seen: 0 }));
  const lags = counted.filter(({ fault }) => fault.kind === 'lag');
  const others = counted.filter(({ fault }) => fault.kind !== 'lag');
  let expired: Fault | null = null;
  return {
    next: (method, id) => {
      if (expired !== null) return expired;
      const struck = others.find((item) => countRequest(item, method, id));
      if (struck?.fault.kind === 'expire_token') expired = struck.fault;
      return struck?.fault ?? null;
    },
    lagAfterWrite: (id) => {
      const struck = lags.find((item) => countRequest(item, 'POST', id));
      return struck === undefined ? null : lagOf(struck.fault);
    },
  };
}

/**
 * Parses a fault of the command line: the kind, then any of GET, POST and key=value, with colons between:
 * `throttle:POST:times=2`. A message comes last and may contain colons.
 *
 * @throws Error that says what is wrong.
 */
export function parseFault(text: string): Fault {
  const [kind = '', ...parts] = text.split(':');
  if (!isKind(kind)) throw new Error(`unknown fault "${kind}"; the kinds are ${KINDS.join(', ')}`);
  const fault: Writable<Fault> = { kind };
  while (parts.length > 0) {
    const part = parts.shift() ?? '';
    if (part.startsWith('message=')) {
      fault.message = [part.slice('message='.length), ...parts].join(':');
      break;
    }
    parsePart(fault, part, text);
  }
  return fault;
}

function lagOf({ reads, ms }: Fault): Lag {
  const unlimited = Number.POSITIVE_INFINITY;
  return { reads: reads ?? (ms === undefined ? 1 : unlimited), ms: ms ?? unlimited };
}

interface Counted {
  readonly fault: Fault;
  seen: number;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const COUNTS = ['times', 'after', 'seconds', 'reads', 'ms', 'code', 'subcode'] as const;

/** Counts a request that matches; true when the fault strikes it. */
function countRequest(item: Counted, method: string, id: string | null): boolean {
  const { fault } = item;
  if (fault.method !== undefined && fault.method !== method) return false;
  if (fault.id !== undefined && fault.id !== id) return false;
  item.seen += 1;
  const after = fault.after ?? 0;
  return item.seen > after && item.seen <= after + (fault.times ?? Number.POSITIVE_INFINITY);
}

function isKind(text: string): text is FaultKind {
  return KINDS.some((kind) => kind === text);
}

function parsePart(fault: Writable<Fault>, part: string, text: string): void {
  if (part === 'GET' || part === 'POST') {
    fault.method = part;
    return;
  }
  const [key = '', value = ''] = part.split('=', 2);
  const count = COUNTS.find((name) => name === key);
  if (key === 'method' && (value === 'GET' || value === 'POST')) fault.method = value;
  else if (key === 'id' && value !== '') fault.id = value;
  else if (count !== undefined && /^\d{1,9}$/.test(value)) fault[count] = Number(value);
  else {
    throw new Error(
      `fault "${text}": cannot read "${part}"; use GET, POST, id=ID, message=TEXT, or ${COUNTS.join('=N, ')}=N`,
    );
  }
}
