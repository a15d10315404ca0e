import type { Change, Note } from '../generated/schema-types.ts';
import { asJson, type DesiredNumber } from './desired-number.ts';
import type { JsonObject } from './json.ts';
import type { Restriction } from './restriction.ts';
import type { NamedRow } from './settings/catalogue.ts';
import type { Ambiguity, Context } from './settings/setting-row.ts';

/** What a reader should know about a number beyond its changes. */
export function buildNotes(
  managed: readonly NamedRow[],
  live: JsonObject,
  desired: DesiredNumber,
  written: readonly string[],
  changes: readonly Change[],
  context: Context,
): Note[] {
  const stated = asJson(desired.calling);
  const ofSettings = managed.flatMap(({ name, notes }) => {
    const value = stated[name];
    return value === undefined ? [] : (notes?.(live[name], value, written.includes(name), context) ?? []);
  });
  return [...ofSettings, ...protectedNotes(changes)];
}

export function restrictionNote({ type, reason, until }: Restriction): Note {
  return note('restriction', `${type} ${until ? `until ${until}` : '(no end given)'}: ${reason}`, null);
}

export function ambiguityNote({ failure, path }: Ambiguity): Note {
  return note(failure.code, `${failure.message}, so it was not compared`, path);
}

function protectedNotes(changes: readonly Change[]): Note[] {
  const settings = [...new Set(changes.filter((change) => change.protected).map((change) => change.setting))];
  return settings.map((setting) =>
    note('protected', `${setting} is protected: callctl reports it and never writes it`, setting),
  );
}

function note(code: string, message: string, path: string | null): Note {
  return { code, message, path };
}
