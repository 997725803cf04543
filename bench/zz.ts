import { setTimeout as delay } from 'node:timers/promises';
import { openField } from '../test/e2e/viewer.ts';
import { readFrames, setUp, watchFrames } from './stage.ts';
const stage = await setUp();
const { laboratory, page } = stage;
const experiment = await laboratory.addExperiment('steady', await laboratory.addMaze(openField(60, 60), 60, 60));
await laboratory.addAction(experiment, 1);
await stage.visit(`/run/${experiment}`);
await page.locator('[data-testid=maze][data-step="1"]').waitFor();
await watchFrames(page);
const css = process.argv[2]; if (css) await page.addStyleTag({content: css});
await delay(1000);
const a0 = await readFrames(page); await delay(2000); const a1 = await readFrames(page);
console.log('idle fps', (a1.count-a0.count)/2);
let on = true; const writer = await laboratory.db.connect();
const w = (async()=>{ const b=performance.now(); for (let step=2; on;) { const due = 1+Math.floor((performance.now()-b)/1000*200); for(;step<=due;step++) await laboratory.addAction(experiment, step, writer); await delay(1);} })();
await delay(1000);
const cdp = await page.context().newCDPSession(page); await cdp.send('Performance.enable');
const m = async()=>Object.fromEntries((await cdp.send('Performance.getMetrics')).metrics.map(x=>[x.name,x.value]));
const m0 = await m(); const b0 = await readFrames(page); await delay(4000); const b1 = await readFrames(page); const m1 = await m();
console.log('busy fps', (b1.count-b0.count)/4, 'drawn/s', (b1.drawn.length-b0.drawn.length)/4);
for (const k of ['TaskDuration','ScriptDuration','LayoutDuration','RecalcStyleDuration']) console.log(k, ((m1[k]-m0[k])/4*1000).toFixed(0),'ms/s');


on=false; await w; await stage.end(); process.exit();
