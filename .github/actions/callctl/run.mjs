// Runs callctl once and saves its report in every format. Later steps publish the report and fail by the exit code.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addSummary, annotate, need, printForeign, setOutput, step } from './workflow.mjs';

const main = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
const { env } = process;
const refused = 5;
// Only the guards' refusal names the flags that lift it.
const lifting = /--max-changed \d|--allow-risky/;

await step(async () => {
  const command = need('CALLCTL_COMMAND');
  const folder = mkdtempSync(join(need('RUNNER_TEMP'), 'callctl-'));
  // Set at once, so that the journal of a run that is cut short is still uploaded.
  setOutput('folder', folder);
  const { code, stderr, lead } = await carryOut(command, folder);
  const markdown = await render(join(folder, 'report.json'), folder, command, { code, stderr });
  if (lead) annotate('notice', lead);
  if (markdown !== null) {
    const led = lead ? markdown.replace('\n', () => `\n${lead}\n\n`) : markdown;
    writeFileSync(join(folder, 'report.md'), led);
    addSummary(led);
  }
  setOutput('exit-code', code);
});

/** Runs the command. Apply tries the saved plan first; if there is none or callctl refuses it, apply plans afresh and says so. */
async function carryOut(command, folder) {
  const lead = env.CALLCTL_LEAD ?? '';
  const args = (env.CALLCTL_ARGS ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  if (command === 'plan') args.push('--out', join(folder, 'plan.json'));
  if (command !== 'apply') return { lead, ...(await make(command, args, folder)) };
  args.push('--journal', join(folder, 'journal'));
  const { message, result } = await applySaved(args, folder);
  if (result) return { lead: joinSentences(lead, message), ...result };
  const guards = args.includes('--allow-risky') ? 'with risky changes allowed' : 'under all guards';
  const fresh = await make(command, [...args, '--yes'], folder);
  const sentences = [lead, message, `This run planned afresh, ${guards}.`, howToApply(fresh)];
  return { lead: joinSentences(...sentences), ...fresh };
}

/** Carries out the saved plan. There is no result if there is no such plan, or if it is no longer valid. */
async function applySaved(args, folder) {
  const message = env.CALLCTL_SAVED_PLAN_MESSAGE ?? '';
  const plan = env.CALLCTL_SAVED_PLAN ?? '';
  if (plan === '') return { message };
  if (!existsSync(plan)) return { message: joinSentences(message, 'It could not be fetched.') };
  const result = await make('apply', [...args, '--plan', plan], folder);
  if (isRefusedByGuards(result)) {
    const reason = `The guards refuse it: ${reasonIn(result.stderr)}.`;
    return { message: joinSentences(message, reason, howToApply(result, 'reviewed-plan ticked')), result };
  }
  if (result.code === refused) {
    return { message: joinSentences(message, `It was refused: ${reasonIn(result.stderr)}.`) };
  }
  return { message: joinSentences(message, 'This run carried it out.'), result };
}

function isRefusedByGuards({ code, stderr }) {
  return code === refused && lifting.test(stderr);
}

/** Says which inputs of a run by hand lift the guards' refusal; empty if the guards did not refuse. */
function howToApply(result, ...inputs) {
  if (!isRefusedByGuards(result)) return '';
  const [, most] = /--max-changed (\d+)/.exec(result.stderr) ?? [];
  if (most) inputs.push(`max-changed set to ${most}`);
  if (result.stderr.includes('--allow-risky')) inputs.push('allow-risky ticked');
  return `To apply it all the same, run this workflow by hand with ${inputs.join(' and ')}.`;
}

function joinSentences(...sentences) {
  return sentences.filter(Boolean).join(' ');
}

function reasonIn(stderr) {
  return /^callctl: (.*) \[\w+\]$/m.exec(stderr)?.[1] ?? 'callctl did not say why';
}

/** Runs a command that writes a report. */
async function make(command, args, folder) {
  const json = join(folder, 'report.json');
  rmSync(json, { force: true });
  const result = await callctl([command, ...args, '--format', 'json', '--output', json]);
  if (result.stderr) printForeign(result.stderr);
  return result;
}

/**
 * Renders the report: to the log, as annotations, as HTML, and as the Markdown that it returns. Returns null for a shard,
 * whose report a later job merges.
 */
async function render(json, folder, command, made) {
  if (!existsSync(json)) return renderFailure(command, made);
  const { shard } = JSON.parse(readFileSync(json, 'utf8'));
  if (shard !== null && shard.count > 1) return null;
  const formats = ['text', 'github', 'html', 'markdown'];
  const [text, github, html, markdown] = await Promise.all(formats.map((format) => rendered(json, format)));
  printForeign(text);
  console.log(github);
  writeFileSync(join(folder, 'report.html'), html);
  return markdown;
}

async function rendered(json, format) {
  const { code, stdout, stderr } = await callctl(['report', json, '--format', format]);
  if (code === 1) throw new Error(`the report cannot be rendered: ${stderr.trim()}`);
  return stdout;
}

/** Renders what went wrong before there was a report, in a fence longer than any in the text. */
function renderFailure(command, { code, stderr }) {
  const fence = '~'.repeat(Math.max(4, ...(stderr.match(/~+/g) ?? []).map(({ length }) => length + 1)));
  const message = `**callctl ${command} made no report** and ended with exit code ${code}.`;
  return `<!-- callctl:${command} -->\n${message}\n\n${fence}text\n${stderr.trim()}\n${fence}\n`;
}

/** Runs callctl, and forwards only the first interrupt: after a second one, callctl would abandon requests in flight. */
function callctl(args) {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const interrupt = () => {
    if (!child.killed) child.kill('SIGINT');
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, interrupt);
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => {
      texts[name] += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, interrupt);
      resolve({ code: code ?? 1, ...texts });
    });
  });
}
