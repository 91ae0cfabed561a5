// SCION's side of bench/run scxml. Prints one JSON object.
//   node scion.cjs CHART.scxml EVENT COUNT
const {resolve} = require('path');
const scxml = require(require.resolve('@scion-scxml/scxml', {paths: [process.cwd()]}));

const [path, name, count] = process.argv.slice(2);
scxml.pathToModel(resolve(path), (error, model) => {
  if (error) throw error;
  model.prepare((problem, prepared) => {
    if (problem) throw problem;
    const chart = new scxml.core.Statechart(prepared);
    chart.start();
    const event = {name};
    for (let i = 0; i < 9999; ++i) chart.gen(event);
    const states = chart.getConfiguration().join(' ');
    const data = Object.entries(chart.getSnapshot()[3] ?? {})
      .filter(([, value]) => typeof value === 'number')
      .map(([id, value]) => `${id}=${value}`).join(', ');
    const start = process.hrtime.bigint();
    for (let i = 0; i < Number(count); ++i) chart.gen(event);
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    console.log(JSON.stringify({states, data, per_second: Number(count) / seconds}));
  });
});
