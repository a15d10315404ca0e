/** Where a key belongs, for one that is found elsewhere: each key of the schema with the map it stands in. */
export const keyHomes: Readonly<Record<string, string>> = {
  phone_number_id: '',
  name: '',
  account: '',
  extends: '',
  protect: '',
  calling: '',
  call_icon_visibility: 'calling',
  call_icons: 'calling',
  call_hours: 'calling',
  callback_permission_status: 'calling',
  sip: 'calling',
  srtp_key_exchange_protocol: 'calling',
  voicemail: 'calling',
  restrict_to_user_countries: 'calling.call_icons',
  timezone_id: 'calling.call_hours',
  weekly_operating_hours: 'calling.call_hours',
  holiday_schedule: 'calling.call_hours',
  day_of_week: 'calling.call_hours.weekly_operating_hours',
  open_time: 'calling.call_hours.weekly_operating_hours',
  close_time: 'calling.call_hours.weekly_operating_hours',
  date: 'calling.call_hours.holiday_schedule',
  start_time: 'calling.call_hours.holiday_schedule',
  end_time: 'calling.call_hours.holiday_schedule',
  servers: 'calling.sip',
  webhook_delivery: 'calling.sip',
  hostname: 'calling.sip.servers',
  port: 'calling.sip.servers',
  request_uri_user_params: 'calling.sip.servers',
  additional_codecs: 'calling.audio',
  triggers: 'calling.voicemail',
  announcement_media_id: 'calling.voicemail.audio.default',
  timeout_seconds: 'calling.voicemail.audio.default',
};

const onlyRead = 'Meta only ever reports this; remove it';

/** Keys that stand in Meta's responses, and get pasted from there, but cannot be written. */
export const readOnlyKeys: ReadonlyMap<string, string> = new Map(
  Object.entries({
    app_id: `${onlyRead}. The app is known by its token`,
    sip_user_password: `${onlyRead}, and keep it out of the repository. Meta makes the password`,
    restrictions: onlyRead,
    ip_addresses: onlyRead,
    video: onlyRead,
  }),
);
