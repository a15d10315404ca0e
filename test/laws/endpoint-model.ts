/**
 * The settings endpoint, written for the tests from Meta's pages, apart from both the reconciler and the simulator: it takes
 * a `calling` state and a request, and gives the next state or throws with the rule that was broken.
 */
interface State {
  [setting: string]: unknown;
}

interface Server {
  app_id: string;
  [member: string]: unknown;
}

export interface ModelClock {
  /** Date in the time zone of the hours sent. */
  readonly today: string;
  /** The app that sends. */
  readonly appId: string;
}

const writable = [
  'status',
  'call_icon_visibility',
  'call_icons',
  'call_hours',
  'callback_permission_status',
  'sip',
  'srtp_key_exchange_protocol',
  'audio',
  'voicemail',
];

export function modelPost(state: State, request: unknown, clock: ModelClock): State {
  const { calling, ...others } = request as { calling: State };
  demand(Object.keys(others).length === 0, 'one feature object a request');
  demand(Object.keys(calling).length > 0, 'something to set');
  demand(!JSON.stringify(calling).includes('NOT_SET'), 'NOT_SET is only ever read');
  const next: State = { ...state };
  for (const [setting, value] of Object.entries(calling)) {
    demand(writable.includes(setting), `${setting} cannot be written`);
    next[setting] = setting === 'sip' ? postSip((state.sip ?? {}) as State, value as State, clock) : value;
    if (setting === 'call_hours') checkHours(value as State, clock);
    if (setting === 'voicemail') checkVoicemail(value as State);
  }
  return next;
}

function checkHours(hours: State, { today }: ModelClock): void {
  demand(['ENABLED', 'DISABLED'].includes(String(hours.status)), 'call_hours needs a status');
  demand(typeof hours.timezone_id === 'string', 'call_hours needs a time zone');
  const weekly = hours.weekly_operating_hours as State[];
  demand(Array.isArray(weekly) && weekly.length > 0, 'weekly_operating_hours cannot be empty');
  checkWindows(weekly, 'day_of_week', 'open_time', 'close_time');
  if (!('holiday_schedule' in hours)) return;
  const holidays = hours.holiday_schedule as State[];
  demand(holidays.length <= 20, 'at most 20 holidays');
  demand(
    holidays.every(({ date }) => String(date) >= today),
    'a holiday is a past date',
  );
  checkWindows(holidays, 'date', 'start_time', 'end_time');
}

function checkWindows(windows: readonly State[], key: string, start: string, end: string): void {
  for (const window of windows) {
    for (const time of [window[start], window[end]]) {
      demand(typeof time === 'string' && /^([01]\d|2[0-3])[0-5]\d$/.test(time), `time ${time}`);
    }
    demand(String(window[start]) < String(window[end]), 'open before close');
    const same = windows.filter((other) => other[key] === window[key]);
    demand(same.length <= 2, 'at most two entries');
    const apart = (a: State, b: State) =>
      a === b || String(a[end]) <= String(b[start]) || String(b[end]) <= String(a[start]);
    demand(
      same.every((other) => apart(window, other)),
      'no overlap',
    );
  }
}

function checkVoicemail(voicemail: State): void {
  demand(voicemail.status !== undefined, 'voicemail needs a status');
  if (voicemail.status !== 'ENABLED') return;
  const audio = voicemail.audio as { default?: State } | undefined;
  demand((voicemail.triggers as unknown[])?.length > 0, 'voicemail needs a trigger');
  demand(audio?.default?.announcement_media_id !== undefined, 'voicemail needs an announcement');
  const timed = (voicemail.triggers as unknown[]).includes('TIMEOUT');
  demand(!timed || audio?.default?.timeout_seconds !== undefined, 'TIMEOUT needs seconds');
}

/** Our app's entry is replaced by what is sent; the others' stay. The password of an entry stays with it. */
function postSip(state: State, sent: State, { appId }: ModelClock): State {
  const servers = (state.servers ?? []) as Server[];
  const others = servers.filter((server) => server.app_id !== appId);
  const written = sent.servers as State[] | undefined;
  demand(!JSON.stringify(sent).match(/app_id|sip_user_password/), 'read-only members of a server');
  const ours = written?.map((server) => ({ sip_user_password: 'minted', ...server, app_id: appId }));
  const next = ours === undefined ? servers : [...others, ...ours];
  const status = sent.status ?? state.status;
  demand(status !== 'ENABLED' || next.length > 0, 'SIP needs a server');
  return { ...state, ...sent, servers: next };
}

function demand(holds: boolean, rule: string): void {
  if (!holds) throw new Error(`the endpoint refuses: ${rule}`);
}
