// openworkflow's side of bench/peers/run: a workflow that waits for a signal at each stage. Prints one JSON object.
//   node openworkflow.mjs sqlite|postgres INSTANCES CLIENTS FILE|ADDRESS
// A completion is acknowledged when the signal is stored; the worker takes the instance on afterwards. So the clock
// stops when all have ended, not at the last acknowledgement.
import {createRequire} from 'node:module';
import {DatabaseSync} from 'node:sqlite';
import {check, drive, goesOn, kStages, stageName, verify, versionOf} from './work.mjs';
const require = createRequire(process.cwd() + '/');
const {OpenWorkflow} = await import(require.resolve('openworkflow'));

// Of the worker: with fewer it sleeps a poll's time whenever all are busy; with more it asks in vain for those at rest.
const kConcurrency = 64;
const kHour = 60 * 60 * 1000;
const [variant, ...numbers] = process.argv.slice(2);
const [instances, clients] = numbers.map(Number);

async function connect(address) {
  if (variant === 'postgres')
    return (await import(require.resolve('openworkflow/postgres'))).BackendPostgres.connect(address);
  const backend = (await import(require.resolve('openworkflow/sqlite'))).BackendSqlite.connect(address);
  // It sets the journal's mode and leaves this; another connection to its file begins with the same.
  const {synchronous} = new DatabaseSync(address).prepare('PRAGMA synchronous').get();
  if (synchronous !== 2) throw new Error('this SQLite does not begin with synchronous=FULL');
  return backend;
}
const backend = await connect(numbers[2]);
const client = new OpenWorkflow({backend});
const signalOf = (instance, stage) => `${stageName(stage)}:${instance}`;

const workflow = client.defineWorkflow({name: 'stages'}, async ({input, step}) => {
  const answers = [];
  for (let stage = 1; stage <= kStages;) {
    const signal = await step.waitForSignal({signal: signalOf(input.instance, stage), timeout: '1d'});
    if (!goesOn(check(signal.data))) continue;
    answers.push(signal.data);
    ++stage;
  }
  return answers;
});
const worker = client.newWorker({concurrency: kConcurrency});
await worker.start();
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const runs = [];
for (let instance = 0; instance < instances; ++instance) runs.push((await workflow.run({instance})).workflowRun.id);
async function rests(instance) {
  const run = await backend.getWorkflowRun({workflowRunId: runs[instance]});
  return run.status === 'running' && run.workerId === null && run.availableAt.getTime() > Date.now() + kHour;
}
for (const instance of runs.keys())
  while (!await rests(instance)) await pause(5);

const figures = await drive(instances, clients, async (instance, stage, answer) => {
  // In Postgres a signal can fall between the worker's last look and its rest, and then wakes nobody (0.10.1).
  if (variant === 'postgres')
    while (!await rests(instance)) await pause(1);
  // Nobody waits: this client has come round before the worker was done with the stage before.
  while ((await client.sendSignal({signal: signalOf(instance, stage), data: answer})).workflowRunIds.length === 0)
    await pause(1);
}, async () => {
  while ((await backend.countWorkflowRuns()).completed < instances) await pause(5);
});
await worker.stop();

const ended = [];
for (const [instance, workflowRunId] of runs.entries()) {
  const {status, output} = await backend.getWorkflowRun({workflowRunId});
  if (status === 'completed') ended.push([instance, output]);
}
verify(instances, ended);
await backend.stop();
console.log(JSON.stringify({
  ...figures,
  version: versionOf('openworkflow'),
  durability: variant === 'sqlite' ? 'SQLite WAL, synchronous=FULL (the default that it leaves)'
                                   : 'PostgreSQL, synchronous_commit=on',
}));
