import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const { env } = process;

/** Returns an environment variable that the runner sets; a missing one is an error of one line. */
export function need(name) {
  const value = env[name];
  if (!value) throw new Error(`the environment variable ${name} is not set`);
  return value;
}

/** Sets an output of the step. A random word marks the end of the value, so that no value can contain it. */
export function setOutput(name, value) {
  const end = randomUUID();
  appendFileSync(need('GITHUB_OUTPUT'), `${name}<<${end}\n${value}\n${end}\n`);
}

/** GitHub refuses summaries beyond 1 MiB. */
const longestSummary = 1_000_000;

export function addSummary(markdown) {
  appendFileSync(need('GITHUB_STEP_SUMMARY'), `${cut(markdown, longestSummary)}\n`);
}

/** Adds an annotation to the run. */
export function annotate(level, message) {
  console.log(`::${level} title=callctl::${escapeMessage(message)}`);
}

function escapeMessage(message) {
  return message.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Prints text that may come from files or servers, so that the runner does not read it as a command. */
export function printForeign(text) {
  const word = randomUUID();
  console.log(`::stop-commands::${word}\n${text.trimEnd()}\n::${word}::`);
}

/** Cuts a text at the end of a line, and says so. */
export function cut(markdown, length) {
  const notice = '\n\n**Cut here: the complete report is in the artifact of the run.**\n';
  if (markdown.length <= length) return markdown;
  const kept = markdown.slice(0, length - notice.length);
  return `${kept.slice(0, kept.lastIndexOf('\n'))}${notice}`;
}

export function readEvent() {
  return JSON.parse(readFileSync(need('GITHUB_EVENT_PATH'), 'utf8'));
}

/** Reads the report that run.mjs left, or returns null if there is none. */
export function readReport() {
  try {
    return JSON.parse(readFileSync(join(need('CALLCTL_FOLDER'), 'report.json'), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

/** GitHub refuses comments and issues beyond 65,536 characters. */
const longestBody = 64_000;

/** Returns the Markdown report as the body of a comment or an issue. It begins with the marker that later runs look for. */
export function bodyWith(marker) {
  const markdown = readFileSync(join(need('CALLCTL_FOLDER'), 'report.md'), 'utf8').replace(
    /^<!-- callctl:\w+ -->\n/,
    '',
  );
  return `${marker}\n${cut(markdown, longestBody).trimEnd()}\n\n<sub>${links().join(' · ')}</sub>\n`;
}

/** Returns an HTML comment that identifies our text; the key is checked because it must not end that comment. */
export function markerOf(kind) {
  return `<!-- callctl:${kind}${keySuffix(':')} -->`;
}

/** Returns the suffix that distinguishes the settings folders of a repository; empty without a key. */
export function keySuffix(separator) {
  const key = env.CALLCTL_KEY ?? '';
  if (key === '') return '';
  if (!/^\w[\w.-]{0,63}$/.test(key) || key.includes('--'))
    throw new Error(
      `the key ${JSON.stringify(key)} is not valid: use at most 64 letters, digits, "_", "." and "-", beginning with a letter, a digit or "_", and without "--"`,
    );
  return `${separator}${key}`;
}

export function runUrl() {
  return `${need('GITHUB_SERVER_URL')}/${need('GITHUB_REPOSITORY')}/actions/runs/${need('GITHUB_RUN_ID')}`;
}

function links() {
  const artifact = env.CALLCTL_ARTIFACT_URL;
  return [`[run](${runUrl()})`, ...(artifact ? [`[reports as HTML and JSON](${artifact})`] : [])];
}

/** Runs a step, and reports an error in one line. */
export async function step(work) {
  try {
    await work();
  } catch (error) {
    annotate('error', error.message);
    process.exitCode = 1;
  }
}
