import { startDemo } from '#core/demo/laboratory.ts';

// A host of its own, for the tests that kill one: prints the address once the laboratory runs, or the problem.
const [dataDir = ''] = process.argv.slice(2);
try {
  const { url } = await startDemo({ dataDir, pace: 50 });
  console.log(JSON.stringify({ url }));
} catch (error) {
  console.log(JSON.stringify({ problem: String(error) }));
}
