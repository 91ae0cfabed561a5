// Restate's side of bench/peers/run: its server beside this process, which serves the code and asks over HTTP. Prints
// one JSON object.
//   node restate.mjs object|workflow INSTANCES CLIENTS FOLDER
// `object` keeps the stage as the state of a virtual object, and answers when the stage is decided. `workflow` waits
// for a durable promise at each stage; a completion is acknowledged when that is resolved.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createRequire} from 'node:module';
import {createServer} from 'node:net';
import {check, drive, goesOn, kStages, stageName, verify, versionOf} from './work.mjs';
process.env.RESTATE_LOGGING = 'ERROR';
const require = createRequire(process.cwd() + '/');
const restate = require('@restatedev/restate-sdk');

const [variant, ...numbers] = process.argv.slice(2);
const [instances, clients] = numbers.map(Number);

const object = restate.object({
  name: 'object',
  handlers: {
    complete: async (context, {stage, answer}) => {
      const answers = await context.get('answers') ?? [];
      if (stage !== answers.length + 1) throw new restate.TerminalError(`stage ${stage} is not open`);
      if (goesOn(check(answer))) context.set('answers', [...answers, answer]);
      return answers.length + 1;
    },
    answers: restate.handlers.object.shared(async (context) => await context.get('answers')),
  },
});
const workflow = restate.workflow({
  name: 'workflow',
  handlers: {
    run: async (context) => {
      const answers = [];
      while (answers.length < kStages) {
        const answer = await context.promise(stageName(answers.length + 1));
        if (goesOn(check(answer))) answers.push(answer);
      }
      return answers;
    },
    complete: async (context, {stage, answer}) => { await context.promise(stageName(stage)).resolve(answer); },
  },
});

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
const [node, admin, ingress, code] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
// At its start it looks for a newer release, needs no answer, and would only complain here: octocrab=off.
const server = spawn(require.resolve('@restatedev/restate-server-linux-x64/bin/restate-server'),
  ['--no-logo', '--base-dir', numbers[2], '--listen-mode', 'tcp', '--log-filter', 'error,octocrab=off'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      RESTATE_BIND_IP: '127.0.0.1',
      RESTATE_BIND_PORT: node,
      RESTATE_ADMIN__BIND_PORT: admin,
      RESTATE_INGRESS__BIND_PORT: ingress,
      RESTATE_DISABLE_TELEMETRY: 'true',
    },
  });
process.on('exit', () => server.kill('SIGKILL'));

async function ask(address, body) {
  const response = await fetch(address, {
    method: body === undefined ? 'GET' : 'POST',
    headers: body === undefined ? {} : {'content-type': 'application/json'},
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${address}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
const at = (instance, handler) => `http://127.0.0.1:${ingress}/${variant}/${instance}/${handler}`;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

await restate.serve({services: [object, workflow], port: code});
for (let tries = 0;; ++tries)
  try {
    await ask(`http://127.0.0.1:${admin}/deployments`, {uri: `http://127.0.0.1:${code}`});
    break;
  } catch (error) {
    if (tries === 600) throw error;
    await pause(100);
  }
if (variant === 'workflow') {
  for (let instance = 0; instance < instances; ++instance) await ask(at(instance, 'run/send'), null);
  await pause(1000);  // until all of them wait
}

const answersOf = (instance) => ask(variant === 'object'
  ? at(instance, 'answers')
  : `http://127.0.0.1:${ingress}/restate/workflow/workflow/${instance}/attach`);
const ended = [];
const figures = await drive(instances, clients,
  (instance, stage, answer) => ask(at(instance, 'complete'), {stage, answer}),
  async () => {
    if (variant === 'workflow')
      for (let instance = 0; instance < instances; ++instance) ended.push([instance, await answersOf(instance)]);
  });
if (variant === 'object')
  for (let instance = 0; instance < instances; ++instance) ended.push([instance, await answersOf(instance)]);
verify(instances, ended);
console.log(JSON.stringify({
  ...figures,
  version: `${versionOf('@restatedev/restate-server-linux-x64')}, SDK ${versionOf('@restatedev/restate-sdk')}`,
  durability: 'its log in RocksDB, the write-ahead log synchronised (default)',
}));
server.kill();
await once(server, 'exit');
process.exit(0);
