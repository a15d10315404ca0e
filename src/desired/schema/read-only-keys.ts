const onlyRead = 'this is read-only; remove it';

/** Keys of Meta's responses that people paste into files, although they cannot be written. */
export const readOnlyKeys: ReadonlyMap<string, string> = new Map(
  Object.entries({
    app_id: `${onlyRead}. The token identifies the app`,
    sip_user_password: `${onlyRead}, and keep it out of the repository. Meta generates the password`,
    restrictions: onlyRead,
    ip_addresses: onlyRead,
    video: onlyRead,
  }),
);
