import { isIP } from 'node:net';
import type { Problem } from '../../generated/schema-types.ts';
import { timeZoneNames } from '../../generated/time-zone-names.ts';
import { canonicalTimeZone, isTimeZoneAlias } from '../../plan/time-zone.ts';
import { nearestName } from '../schema/nearest-name.ts';
import { quote } from '../schema/wording.ts';
import { itemsAt, joinPath, type MapNode, nodeAt, textAt } from '../yaml/node.ts';
import { problemAt } from '../yaml/problem.ts';
import type { FileRule, FileTree } from './file-rule.ts';
import { hourRules } from './hour-rules.ts';
import { readWindowEntries, windowsOf } from './window-entries.ts';

/** Checks the rules about a single file. */
export function checkFileRules(root: MapNode): Problem[] {
  const entries = readWindowEntries(root);
  const file: FileTree = { root, entries, windows: windowsOf(entries) };
  return fileRules.flatMap((rule) => rule(file));
}

const timeZoneIsKnown: FileRule = ({ root }) => {
  const node = nodeAt(root, 'calling', 'call_hours', 'timezone_id');
  const name = textAt(node);
  if (!node || !name || canonicalTimeZone(name) !== undefined) return [];
  const near = nearestTimeZone(name);
  return [
    problemAt(node, 'calling.call_hours.timezone_id', {
      code: 'unknown_time_zone',
      message: `${name} is not a time zone`,
      expected: 'a name from the IANA time zone database, such as Europe/Berlin',
      hint: near === undefined ? null : `did you mean ${near}?`,
    }),
  ];
};

const timeZoneIsNotAlias: FileRule = ({ root }) => {
  const node = nodeAt(root, 'calling', 'call_hours', 'timezone_id');
  const name = textAt(node);
  if (!node || !name || !isTimeZoneAlias(name)) return [];
  return [
    problemAt(node, 'calling.call_hours.timezone_id', {
      severity: 'warning',
      code: 'time_zone_alias',
      message: `${name} is another name of ${canonicalTimeZone(name)}`,
      hint: `write ${canonicalTimeZone(name)}`,
    }),
  ];
};

const hostIsNotAddress: FileRule = ({ root }) =>
  itemsAt(root, 'calling', 'sip', 'servers').flatMap((server, index) => {
    const node = nodeAt(server, 'hostname');
    const host = textAt(node) ?? '';
    const path = joinPath(joinPath('calling.sip.servers', index), 'hostname');
    if (!node || !looksLikeAddress(host)) return [];
    return [problemAt(node, path, isIP(host) === 0 ? badAddress(host) : addressAsHost(host))];
  });

const fileRules: readonly FileRule[] = [...hourRules, timeZoneIsKnown, timeZoneIsNotAlias, hostIsNotAddress];

function nearestTimeZone(name: string): string | undefined {
  const names = Object.keys(timeZoneNames);
  // GMT+2 does not mean Etc/GMT+2, which has the opposite sign.
  const byCity = names.find((known) => known.endsWith(`/${name}`) && !known.startsWith('Etc/'));
  return byCity ?? (name.includes('+') ? undefined : nearestName(name, names));
}

/** No top-level domain is a number, and no host name has two colons. */
function looksLikeAddress(host: string): boolean {
  return /^[\dA-Fa-f]*:[\dA-Fa-f]*:[\dA-Fa-f:.]*$|(^|\.)\d+$/.test(host);
}

function badAddress(host: string) {
  return {
    code: 'bad_hostname',
    message: `hostname cannot be ${quote(host)}, which is neither a name nor an address`,
    expected: 'a host name',
  };
}

function addressAsHost(host: string) {
  return {
    severity: 'warning' as const,
    code: 'sip_host_is_ip',
    message: `${host} is an IP address, and the server's certificate must cover it`,
    expected: 'a host name',
  };
}
