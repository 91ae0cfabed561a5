// bpmn-engine's side of bench/peers/run: eight user tasks, an exclusive gateway after each. Prints one JSON object.
//   node bpmn-engine.mjs memory|recovered INSTANCES CLIENTS FILE
// It has no storage: after each completion its state goes into SQLite. `recovered` takes an instance up from there for
// each completion, as a server with many waiting instances must; `memory` keeps them all.
import {EventEmitter} from 'node:events';
import {createRequire} from 'node:module';
import {DatabaseSync} from 'node:sqlite';
import {check, drive, goesOn, kStages, stageName, verify, versionOf} from './work.mjs';
const require = createRequire(process.cwd() + '/');
const {Engine} = require('bpmn-engine');

const [variant, ...numbers] = process.argv.slice(2);
const [instances, clients] = numbers.map(Number);
const file = numbers[2];

const stages = Array.from({length: kStages}, (_, i) => i + 1);
const guard = (n) => '${environment.services.goesOn(environment.output.stage' + n + ')}';
const source = `<?xml version="1.0" encoding="UTF-8"?>
<definitions id="definition" xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="http://bpmn.io/schema/bpmn">
  <process id="process" isExecutable="true">
    <startEvent id="start" />
    <sequenceFlow id="to1" sourceRef="start" targetRef="stage1" />
    ${stages.map((n) => `
    <userTask id="stage${n}" />
    <sequenceFlow id="done${n}" sourceRef="stage${n}" targetRef="decide${n}" />
    <exclusiveGateway id="decide${n}" default="again${n}" />
    <sequenceFlow id="again${n}" sourceRef="decide${n}" targetRef="stage${n}" />
    <sequenceFlow id="on${n}" sourceRef="decide${n}" targetRef="${n < kStages ? `stage${n + 1}` : 'end'}">
      <conditionExpression xsi:type="tFormalExpression">${guard(n)}</conditionExpression>
    </sequenceFlow>`).join('')}
    <endEvent id="end" />
  </process>
</definitions>`;
// Read once for all instances, and taken out of each state that is stored: recover() finds it by the definition's id.
const [definition] = await new Engine({source}).getDefinitions();
const sourceContext = definition.environment.options.source;

// The usual way to keep what a task answered, for the gateway after it to see.
const listener = new EventEmitter();
listener.on('activity.end', (activity) => {
  if (activity.type === 'bpmn:UserTask') activity.environment.output[activity.id] = activity.content.output;
});
const newEngine = (instance) => new Engine({
  name: `instance${instance}`,
  sourceContext,
  settings: {disableTrackState: true},  // the smallest state that it can save
  services: {goesOn},
});

const database = new DatabaseSync(file);
database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
database.exec('CREATE TABLE instance (id INTEGER PRIMARY KEY, state TEXT NOT NULL) STRICT');
const insert = database.prepare('INSERT INTO instance (id, state) VALUES (?, ?)');
const update = database.prepare('UPDATE instance SET state = ? WHERE id = ?');
const select = database.prepare('SELECT state FROM instance WHERE id = ?');

function stored(execution) {
  const state = execution.getState();
  for (const definition of state.definitions) delete definition.source;
  return JSON.stringify(state);
}

// What several clients asked for in one turn of the event loop is written in one transaction.
let waiting = [];
function save(instance, execution) {
  return new Promise((resolve) => {
    waiting.push({instance, state: stored(execution), resolve});
    if (waiting.length === 1) setImmediate(commit);
  });
}
function commit() {
  const batch = waiting;
  waiting = [];
  database.exec('BEGIN IMMEDIATE');
  for (const {instance, state} of batch) update.run(state, instance);
  database.exec('COMMIT');
  for (const {resolve} of batch) resolve();
}

const kept = [];
database.exec('BEGIN');
for (let instance = 0; instance < instances; ++instance) {
  const execution = await newEngine(instance).execute({listener});
  insert.run(instance, stored(execution));
  if (variant === 'memory') kept.push(execution);
}
database.exec('COMMIT');

async function takeUp(instance) {
  if (variant === 'memory') return kept[instance];
  return newEngine(instance).recover(JSON.parse(select.get(instance).state)).resume({listener});
}

const figures = await drive(instances, clients, async (instance, stage, answer) => {
  const execution = await takeUp(instance);
  execution.signal({id: stageName(stage), ...check(answer)});
  await save(instance, execution);
});

const ended = database.prepare('SELECT id, state FROM instance ORDER BY id').all()
  .map(({id, state}) => ({id, state: JSON.parse(state)}))
  .filter(({state}) => state.state === 'idle' && state.definitions[0].execution.completed);
verify(instances, ended.map(({id, state}) => [id, stages.map((n) => state.environment.output[stageName(n)])]));
console.log(JSON.stringify({
  ...figures,
  version: versionOf('bpmn-engine'),
  durability: 'SQLite WAL, synchronous=FULL, the state saved before the answer',
}));
