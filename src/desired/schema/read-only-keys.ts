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
