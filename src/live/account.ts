import { CallctlError } from '../errors.ts';
import { appSecretProof } from './mask-secrets.ts';

/** What reads and writes the numbers of one WhatsApp Business Account. */
export interface Account {
  readonly token: string;
  /** The environment variable that holds the token, for messages. */
  readonly tokenName: string;
  /** Hex HMAC-SHA256 of the token under the app secret, which Meta asks for where the app requires proof; else null. */
  readonly appSecretProof: string | null;
  /** The app the token belongs to; null where unknown. Tells our SIP server from those of other apps. */
  readonly appId: string | null;
}

/** What an account is made of: values of environment variables, and the app id where it is known. */
export interface AccountParts {
  readonly token: string | undefined;
  readonly appSecret: string | undefined;
  readonly appId: string | null;
}

/**
 * @throws CallctlError `no_token` without a token, or with one that cannot be a token.
 */
export function makeAccount({ token: text, appSecret, appId }: AccountParts, tokenName: string): Account {
  const token = text?.trim();
  if (!token) {
    throw new CallctlError(
      'no_token',
      `no access token: ${tokenName} is not set`,
      'set it to a token with the permission whatsapp_business_management (for the simulator any text will do)',
    );
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new CallctlError(
      'no_token',
      `${tokenName} holds characters that no access token has`,
      'paste it again, in one line',
    );
  }
  const secret = appSecret?.trim();
  return { token, tokenName, appSecretProof: secret ? appSecretProof(token, secret) : null, appId };
}

/**
 * The one account of the environment.
 *
 * @throws CallctlError `no_token` without WHATSAPP_TOKEN, `usage` for an app id that is not made of digits.
 */
export function accountFromEnvironment(env: Readonly<Record<string, string | undefined>>): Account {
  const appId = appIdFrom(env.WHATSAPP_APP_ID?.trim());
  return makeAccount({ token: env.WHATSAPP_TOKEN, appSecret: env.WHATSAPP_APP_SECRET, appId }, 'WHATSAPP_TOKEN');
}

function appIdFrom(text: string | undefined): string | null {
  if (!text) return null;
  if (/^\d+$/.test(text)) return text;
  throw new CallctlError(
    'usage',
    'WHATSAPP_APP_ID is no app id',
    'an app id is made of digits; the app dashboard shows it',
  );
}
