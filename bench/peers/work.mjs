// The work that every peer written in JavaScript does: instances of eight stages, each completed by a person's answer.
// dbos_peer.py says the same in Python.
import {readFileSync} from 'node:fs';
import {performance} from 'node:perf_hooks';

export const kStages = 8;
export const stageName = (stage) => `stage${stage}`;
export const answerFor = (instance, stage) => ({score: 3 + ((instance + stage) % 3), remark: 'in order'});

export function check(answer) {
  const valid = Number.isInteger(answer?.score) && typeof answer.remark === 'string' && answer.remark !== '';
  if (!valid) throw new Error('not an answer: ' + JSON.stringify(answer));
  return answer;
}

// The guard: a good score goes on, any other would ask for the same stage again.
export const goesOn = (answer) => answer.score >= 3;

// Each client completes one stage of all its instances and then the next, so that an instance rests for as long as
// possible between two of its completions. A client waits for an answer before it asks again.
export async function drive(instances, clients, complete, ended = async () => {}) {
  const latencies = [];
  const start = performance.now();
  await Promise.all(Array.from({length: clients}, async (_, client) => {
    for (let stage = 1; stage <= kStages; ++stage)
      for (let instance = client; instance < instances; instance += clients) {
        const asked = performance.now();
        await complete(instance, stage, answerFor(instance, stage));
        latencies.push(performance.now() - asked);
        // Requests arrive between turns of the event loop; without this the loop would serve nobody else.
        await new Promise(setImmediate);
      }
  }));
  await ended();
  const seconds = (performance.now() - start) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (part) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))];
  const completions = latencies.length;
  return {instances, completions, per_s: completions / seconds, p50_ms: at(0.5), p99_ms: at(0.99)};
}

export function verify(instances, found) {
  if (found.length !== instances) throw new Error(`${found.length} of ${instances} instances reached their end`);
  for (const [instance, answers] of found)
    for (let stage = 1; stage <= kStages; ++stage)
      if (answers.length !== kStages || answers[stage - 1].score !== answerFor(instance, stage).score)
        throw new Error(`instance ${instance} has the answers ${JSON.stringify(answers)}`);
}

// From the folder that the packages are in, where the peers are started.
export const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
