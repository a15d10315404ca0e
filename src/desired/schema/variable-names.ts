/** Whether a text follows the usual form of environment variable names. */
export function isVariable(text: string): boolean {
  return /^[A-Z_][A-Z0-9_]{0,99}$/.test(text);
}

/** The variable in $NAME, ${NAME}, env.NAME and ${{ secrets.NAME }}. */
export function variableReferredTo(text: string): string | undefined {
  return /^(?:\$|\$\{|(?:\$\{\{\s*)?(?:secrets|vars|env)\.)([A-Z_][A-Z0-9_]*)(?:\}|\s*\}\})?$/.exec(text)?.[1];
}

/** The key to use in place of one that asks for the secret itself, such as token or app_secret. */
export function variableKeyFor(key: string): 'token_env' | 'app_secret_env' | undefined {
  const plain = lettersOf(key);
  if (/(secret|secretkey|proof)$/.test(plain)) return 'app_secret_env';
  return /(token|bearer|apikey|accesskey|password|credentials?)$/.test(plain) ? 'token_env' : undefined;
}

/** Whether a key is meant to name a variable: token_env, or a misspelling such as tokenEnv. */
export function isVariableKey(key: string): boolean {
  return /(token|secret)env$/.test(lettersOf(key));
}

function lettersOf(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]/g, '');
}
