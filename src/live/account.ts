import { CallctlError } from '../errors.ts';
import { appSecretProof } from './app-secret-proof.ts';

/** Credentials for the numbers of one WhatsApp Business Account. */
export interface Account {
  readonly token: string;
  /** The environment variable that contains the token, for messages. */
  readonly tokenName: string;
  /** Hex HMAC-SHA256 of the token, keyed with the app secret, for apps that require proof of it; null without a secret. */
  readonly appSecretProof: string | null;
  /** The app the token belongs to; null if unknown. It distinguishes our SIP server from those of other apps. */
  readonly appId: string | null;
}

/** The parts of an account: values of environment variables, and the app id if it is known. */
export interface AccountParts {
  readonly token: string | undefined;
  readonly appSecret: string | undefined;
  readonly appId: string | null;
}

/**
 * Builds an account from its parts.
 *
 * @throws CallctlError `no_token` without a token, or with text that cannot be a token.
 */
export function makeAccount({ token: text, appSecret, appId }: AccountParts, tokenName: string): Account {
  const token = text?.trim();
  if (!token) {
    throw new CallctlError(
      'no_token',
      `no access token: ${tokenName} is not set`,
      'set it to a token with the permission whatsapp_business_management (for the simulator, any text will do)',
    );
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new CallctlError(
      'no_token',
      `${tokenName} contains characters that cannot be part of an access token`,
      'paste it again, on one line',
    );
  }
  const secret = appSecret?.trim();
  return { token, tokenName, appSecretProof: secret ? appSecretProof(token, secret) : null, appId };
}

/**
 * Builds the account that the environment describes.
 *
 * @throws CallctlError `no_token` without WHATSAPP_TOKEN, `usage` for an app id that does not consist of digits.
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
    'WHATSAPP_APP_ID is not an app id',
    'an app id consists of digits; the app dashboard shows it',
  );
}
