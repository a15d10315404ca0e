import type { NumberState } from './fleet.ts';
import { isObject, type Json, type Renderable } from './json.ts';

/** The settings resource as GET shows it: `calling` and the other features of the number. */
export function viewSettings(number: NumberState, withCredentials: boolean): Record<string, Renderable> {
  // Observed: a number that was never configured shows storage_configuration with DEFAULT.
  return {
    calling: viewCalling(number, withCredentials),
    storage_configuration: { status: 'DEFAULT' },
    ...number.other,
  };
}

/**
 * `calling` as GET and the settings webhook show it. Observed: three fields read NOT_SET until they are written, and the
 * others are absent until then (Meta docs say so of the SRTP protocol).
 */
export function viewCalling(number: NumberState, withCredentials: boolean): Record<string, Renderable> {
  const { status, call_icon_visibility, callback_permission_status, sip, voicemail, ...rest } = number.calling;
  const restrictions = number.restrictions ?? [];
  return {
    status: status ?? 'NOT_SET',
    call_icon_visibility: call_icon_visibility ?? 'NOT_SET',
    callback_permission_status: callback_permission_status ?? 'NOT_SET',
    ...rest,
    sip: viewSip(sip, withCredentials),
    voicemail: viewVoicemail(voicemail),
    restrictions: restrictions.length === 0 ? undefined : { restrictions_list: restrictions },
  };
}

function viewSip(sip: Json | undefined, withCredentials: boolean): Renderable {
  if (!isObject(sip) || !Array.isArray(sip.servers)) return sip;
  const servers = sip.servers.map((server): Renderable => {
    if (!isObject(server)) return server;
    const { sip_user_password: password, ...entry } = server;
    const view: Record<string, Renderable> = { ...entry, app_id: integer(server.app_id) };
    if (withCredentials) view.sip_user_password = password;
    return view;
  });
  return { ...sip, servers };
}

function viewVoicemail(voicemail: Json | undefined): Renderable {
  if (!isObject(voicemail) || !isObject(voicemail.audio) || !isObject(voicemail.audio.default)) return voicemail;
  const announcement = voicemail.audio.default;
  const media = integer(announcement.announcement_media_id);
  return { ...voicemail, audio: { ...voicemail.audio, default: { ...announcement, announcement_media_id: media } } };
}

/** Ids are strings of digits here and JSON numbers on the wire (observed), of any length. */
function integer(id: Json | undefined): Renderable {
  return typeof id === 'string' && /^\d+$/.test(id) ? BigInt(id) : id;
}
