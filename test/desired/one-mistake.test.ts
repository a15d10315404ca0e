import { expect, it } from 'vitest';
import { isMap, isPair, isSeq, parseDocument } from 'yaml';
import { loadFiles, renderProblem } from './support.ts';

const valid = `name: Support
protect: [sip]
calling:
  status: ENABLED
  call_icon_visibility: DEFAULT
  call_icons: { restrict_to_user_countries: [BR] }
  call_hours:
    status: DISABLED
    timezone_id: Europe/Berlin
    weekly_operating_hours: [{ day_of_week: MONDAY, open_time: "0900", close_time: "1800" }]
    holiday_schedule: [{ date: "2027-12-25", start_time: "0000", end_time: "2359" }]
  callback_permission_status: ENABLED
  sip:
    status: ENABLED
    servers: [{ hostname: sip.example.com, port: 5061, request_uri_user_params: { tgrp: main } }]
    webhook_delivery: ENABLED
  srtp_key_exchange_protocol: DTLS
  audio: { additional_codecs: [PCMA] }
  voicemail:
    status: ENABLED
    triggers: [TIMEOUT]
    audio: { default: { announcement_media_id: "938884519013664", timeout_seconds: 20 } }
`;

const values = [
  '~',
  '[]',
  '{}',
  '""',
  'x',
  '5',
  'true',
  '0900',
  '[~]',
  '[[]]',
  '[{}]',
  '"  "',
  '!!binary aGk=',
  '!x y',
];

type Path = readonly (string | number)[];

it('one value out of place is reported once, whatever follows from it', async () => {
  const mistakes = pathsOf(parseDocument(valid).contents).flatMap((path) =>
    values.map((value) => ({ title: `${path.join('.')}: ${value}`, text: withValue(path, value) })),
  );
  const { problems } = await loadFiles(
    Object.fromEntries(
      mistakes.map(({ text }, index) => [`${index}.yaml`, `phone_number_id: "${index + 1}"\n${text}`]),
    ),
  );
  // An empty entry is reported once per missing key.
  const reported = problems.filter(
    ({ file, code }, index) => code !== 'missing_key' || problems[index - 1]?.file !== file,
  );
  const files = reported.map(({ file }) => file);
  const again = reported.filter(({ file }, index) => files.indexOf(file) < index);
  expect(again.map((problem) => [mistakes[Number.parseInt(problem.file, 10)]?.title, renderProblem(problem)])).toEqual(
    [],
  );
  expect(files.length).toBeGreaterThan(300);
});

it('several keys missing from one entry are all reported, with what is expected', async () => {
  const { problems } = await loadFiles({
    'a.yaml': 'phone_number_id: "1"\ncalling: { call_hours: { weekly_operating_hours: [{ day_of_week: MONDAY }] } }\n',
    'b.yaml': 'calling: { status: ENABLED, sip: { servers: [{ port: 5061 }] } }\n',
  });
  const time = 'four digits in quotes, hours and minutes, from "0000" to "2359"';
  expect(problems.map(({ file, message, expected }) => `${file} ${message}: ${expected}`)).toEqual([
    `a.yaml open_time is missing: ${time}`,
    `a.yaml close_time is missing: ${time}`,
    'b.yaml phone_number_id is missing: an id in quotes: up to 20 digits, the first not 0',
    'b.yaml hostname is missing: a host name',
  ]);
});

function withValue(path: Path, value: string): string {
  const document = parseDocument(valid);
  document.setIn(path, 'OUT_OF_PLACE');
  return document.toString().replace('OUT_OF_PLACE', value);
}

function pathsOf(node: unknown, path: Path = []): Path[] {
  if (!isMap(node) && !isSeq(node)) return [];
  return node.items.flatMap((item, index) => {
    const [key, value] = isPair(item) ? [String(item.key), item.value] : [index, item];
    return [[...path, key], ...pathsOf(value, [...path, key])];
  });
}
