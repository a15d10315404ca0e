// Settings files, and a simulator that is in sync with them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFleet } from '../../dist/simulator/generated-fleet.js';
import { startSimulator } from '../../dist/simulator/server.js';
import { folder } from './measure.mjs';

/** Opens a simulator that remembers when requests came. The bench only waits during a run, so the simulator has its own core. */
export async function openFleet(count, latencyMs = 0) {
  const state = generatedFleet(count, 1);
  const traffic = { first: 0, last: 0, reads: 0, writes: 0 };
  const log = ({ method }) => {
    traffic.last = performance.timeOrigin + performance.now();
    if (traffic.reads + traffic.writes === 0) traffic.first = traffic.last;
    if (method === 'GET') traffic.reads += 1;
    else traffic.writes += 1;
  };
  const simulator = await startSimulator({ state, latencyMs, log });
  const numbers = state.wabas.flatMap((waba) => waba.numbers);
  return {
    simulator,
    numbers,
    traffic,
    forget: () => {
      simulator.clearRequests();
      Object.assign(traffic, { first: 0, last: 0, reads: 0, writes: 0 });
    },
  };
}

/** Writes a folder with one file of 4 lines per number, in sync with it. */
export function writeShortSettings(name, numbers) {
  return writeSettings(name, numbers, ({ id, calling }) => {
    return `phone_number_id: "${id}"\nname: Number ${id}\ncalling:\n  status: ${calling.status}\n`;
  });
}

/** Writes a folder with one file of 58 lines per number. */
export function writeLongSettings(name, count) {
  const numbers = Array.from({ length: count }, (_, index) => ({ id: String(1_000_001 + index) }));
  return writeSettings(name, numbers, ({ id }) => longText(id));
}

function writeSettings(name, numbers, textOf) {
  const settings = join(folder, name);
  mkdirSync(settings);
  for (const number of numbers) writeFileSync(join(settings, `${number.id}.yaml`), textOf(number));
  return settings;
}

function longText(id) {
  const days = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'];
  const weekly = days.map(
    (day) => `      - day_of_week: ${day}\n        open_time: "0900"\n        close_time: "1800"\n`,
  );
  const holidays = [1, 2, 3, 4, 5, 6, 7, 8].map(
    (day) => `      - date: "2027-12-0${day}"\n        start_time: "0900"\n        end_time: "1800"\n`,
  );
  return `phone_number_id: "${id}"
name: Support ${id}
calling:
  status: ENABLED
  call_icon_visibility: DEFAULT
  call_icons:
    restrict_to_user_countries: [BR, US]
  callback_permission_status: ENABLED
  call_hours:
    status: ENABLED
    timezone_id: America/Sao_Paulo
    weekly_operating_hours:
${weekly.join('')}    holiday_schedule:
${holidays.join('')}  sip:
    status: DISABLED
  srtp_key_exchange_protocol: DTLS
  audio:
    additional_codecs: [PCMA]
`;
}
